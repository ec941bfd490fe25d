package dev.doorward.retries;

import static dev.doorward.ReplyAssert.assertReply;
import static dev.doorward.retries.Sending.assertReplayOf;
import static dev.doorward.retries.Sending.assertRun;
import static dev.doorward.retries.Sending.attempt;

import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a retry without an idempotency key gets the first answer: the setting {@code retry-window}. */
class RetryWindowTest {
    private static final String RESEARCH = "{\"name\":\"Research\"}";
    private static final String ADA = "{\"email\":\"ada@example.com\",\"role\":\"user\"}";

    @Test
    void afterTheWindowARetryRuns() {
        try (TestDoorward own = TestDoorward.start(Map.of(Setting.RETRY_WINDOW, "2m"))) {
            TestClient client = own.firstOrganization().client();
            Reply lost = attempt(client, 0).post("workspaces", RESEARCH);

            own.clock().advance(Duration.ofSeconds(119));
            assertReplayOf(lost, attempt(client, 1).post("workspaces", RESEARCH));
            own.clock().advance(Duration.ofSeconds(1));
            assertRun(attempt(client, 1).post("workspaces", RESEARCH));
        }
    }

    @Test
    void byDefaultTheWindowIsFifteenMinutes() {
        try (TestDoorward own = TestDoorward.start(Map.of())) {
            TestClient client = own.firstOrganization().client();
            String id = attempt(client, 0).post("invites", ADA).at("/id");
            Reply lost = attempt(client, 0).delete("invites/" + id);

            own.clock().advance(Duration.ofMinutes(15).minusSeconds(1));
            assertReplayOf(lost, attempt(client, 1).delete("invites/" + id));
            own.clock().advance(Duration.ofSeconds(1));
            assertReply(attempt(client, 1).delete("invites/" + id)).isNotFound();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s"})
    void withAWindowOfZeroEveryRetryRuns(String zero) {
        try (TestDoorward own = TestDoorward.start(Map.of(Setting.RETRY_WINDOW, zero))) {
            TestClient client = own.firstOrganization().client();
            assertRun(attempt(client, 0).post("workspaces", RESEARCH));

            assertRun(attempt(client, 1).post("workspaces", RESEARCH));
        }
    }
}
