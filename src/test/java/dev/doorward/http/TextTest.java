package dev.doorward.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.doorward.errors.ApiError;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a text is, and how long it takes to find out. */
class TextTest {
    /** Alpha with three marks: no other character has a longer decomposition. */
    private static final String DECOMPOSED = "\u03b1\u0313\u0300\u0345";

    @Test
    void theLongestTextMayArriveDecomposed() {
        String text = Text.checked("name", DECOMPOSED.repeat(255), 1, 255);

        assertThat(text).isEqualTo("\u1f82".repeat(255));
    }

    @Test
    void whatIsTooLongByOneIsRefusedInEitherForm() {
        assertRefused(DECOMPOSED.repeat(256));
        assertRefused("\u1f82".repeat(256));
        assertRefused("\u1f82".repeat(255) + "\u0323"); // A mark that stays a character of its own.
    }

    /** Marks in the wrong order are what normalisation is slow at: a body full of them took it eight seconds. */
    @Test
    void aBodyFullOfMarksIsRefusedAtOnce() {
        String marks = "\u0301\u0323".repeat(64 * 1024);

        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> assertRefused(marks));
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> Text.checked("name", text, 1, 255))
                .isInstanceOf(ApiError.class)
                .hasMessage("name: must be 1 to 255 characters long.");
    }
}
