package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.instances.History.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The checker itself, on histories whose verdict is known. */
@Tag("postgres")
class HistoryTest {
    private static final History.Model<String> REGISTER = new History.Model<>() {
        @Override
        public String initial() {
            return "a";
        }

        @Override
        public Optional<String> next(String state, String request, Optional<String> answer) {
            if (request.equals("read")) {
                return answer.isEmpty() || answer.get().equals(state) ? Optional.of(state) : Optional.empty();
            }
            return Optional.of(request);
        }
    };

    private final History history = new History();

    private void write(String value) {
        history.record(value, () -> new Outcome.Answered("ok"));
    }

    private void read(String value) {
        history.record("read", () -> new Outcome.Answered(value));
    }

    @Test
    void oneAfterTheOtherMustBeRight() {
        read("a");
        write("b");
        read("b");

        assertThat(history.isLinearizable(REGISTER)).isTrue();
    }

    @Test
    void aStaleReadIsFound() {
        write("b");
        read("a");

        assertThat(history.isLinearizable(REGISTER)).isFalse();
    }

    @Test
    void readsDuringAWriteMaySeeEitherValueButNotGoBack() {
        history.record("b", () -> {
            read("a");
            read("b");
            return new Outcome.Answered("ok");
        });
        assertThat(history.isLinearizable(REGISTER)).isTrue();

        History other = new History();
        other.record("b", () -> {
            other.record("read", () -> new Outcome.Answered("b"));
            other.record("read", () -> new Outcome.Answered("a"));
            return new Outcome.Answered("ok");
        });
        assertThat(other.isLinearizable(REGISTER)).isFalse();
    }

    @Test
    void whatIsNotKnownMayHaveBeenDoneLaterOrNever() {
        history.record("b", Outcome.Unknown::new);
        read("a");
        assertThat(history.isLinearizable(REGISTER)).isTrue();
        read("b");
        assertThat(history.isLinearizable(REGISTER)).isTrue();
        read("a");
        assertThat(history.isLinearizable(REGISTER)).isFalse();
    }

    @Test
    void whatWasNotDoneIsNotSeen() {
        history.record("b", Outcome.NotDone::new);
        read("b");

        assertThat(history.isLinearizable(REGISTER)).isFalse();
    }
}
