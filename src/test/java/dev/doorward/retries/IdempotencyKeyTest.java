package dev.doorward.retries;

import static dev.doorward.ReplyAssert.assertReply;
import static dev.doorward.retries.Sending.assertReplayOf;
import static dev.doorward.retries.Sending.assertRun;
import static dev.doorward.retries.Sending.attempt;
import static dev.doorward.retries.Sending.count;
import static dev.doorward.retries.Sending.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client that sends an {@code Idempotency-Key} may rely on (contract 1.4). */
class IdempotencyKeyTest {
    private static final String RESEARCH = "{\"name\":\"Research\"}";
    private static final String ADA = "{\"email\":\"ada@example.com\",\"role\":\"user\"}";

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();
    private final TestClient keyed = keyed(client, "4d1c3a");

    @Test
    void aCreateWithTheSameKeyGetsTheFirstAnswer() {
        Reply made = keyed.post("workspaces", RESEARCH);

        assertReplayOf(made, keyed.post("workspaces", RESEARCH));
        assertReplayOf(made, attempt(keyed, 1).post("workspaces", RESEARCH));
        assertThat(count(client, "workspaces")).isEqualTo(1);
    }

    @Test
    void anUpdateAnArchiveAndADeleteDoToo() {
        String workspace = client.post("workspaces", RESEARCH).at("/id");
        String invite = client.post("invites", ADA).at("/id");

        Reply updated = keyed(client, "update").post("workspaces/" + workspace, "{\"name\":\"Search\"}");
        Reply archived = keyed(client, "archive").post("workspaces/" + workspace + "/archive");
        Reply deleted = keyed(client, "delete").delete("invites/" + invite);

        assertReplayOf(updated, keyed(client, "update").post("workspaces/" + workspace, "{\"name\":\"Search\"}"));
        assertReplayOf(archived, keyed(client, "archive").post("workspaces/" + workspace + "/archive"));
        assertReplayOf(deleted, keyed(client, "delete").delete("invites/" + invite));
    }

    @Test
    void aKeyStandsForItsAnswerWhateverHappenedSince() {
        Reply made = keyed.post("workspaces", RESEARCH);
        client.post("workspaces/" + made.at("/id") + "/archive");

        assertReplayOf(made, keyed.post("workspaces", RESEARCH));
    }

    @Test
    void anotherKeyRuns() {
        assertRun(keyed.post("workspaces", RESEARCH));

        assertRun(keyed(client, "4d1c3b").post("workspaces", RESEARCH));
    }

    @Test
    void aKeyThatWasUsedForAnotherRequestIsRefused() {
        String other = client.post("workspaces", RESEARCH).at("/id");
        String user = organization.addMember("ada@example.com", Role.USER);
        assertRun(keyed.post("workspaces", RESEARCH));

        for (Reply reply : new Reply[] {
            keyed.post("workspaces", "{\"name\":\"Search\"}"),
            keyed.post("workspaces/" + other, RESEARCH),
            keyed.delete("users/" + user),
            keyed.with("anthropic-version", "2026-10-21").post("workspaces", RESEARCH)
        }) {
            assertReply(reply).isInvalid("Idempotency-Key: was used for another request.");
            assertThat(reply.header("x-should-retry")).isEqualTo("false");
        }
        assertThat(client.get("users/" + user).status()).isEqualTo(200);
    }

    @Test
    void anotherCredentialsKeysAreItsOwn() {
        String other = organization.addAdminKey().secret().reveal();
        assertRun(keyed.post("workspaces", RESEARCH));

        assertRun(keyed.with("x-api-key", other).post("workspaces", RESEARCH));
        assertRun(keyed(doorward.newOrganization().client(), "4d1c3a").post("workspaces", RESEARCH));
    }

    @Test
    void aRefusalDoesNotUseTheKeyUp() {
        String user = organization.addMember("ada@example.com", Role.USER);
        assertReply(keyed.post("invites", ADA)).isRefused(400, "already_member");
        client.delete("users/" + user);

        Reply made = assertRun(keyed.post("invites", ADA));

        assertReplayOf(made, keyed.post("invites", ADA));
    }

    /** An SDK that sends a key anyway counts its retries too: the key decides. */
    @Test
    void aKeyAndARetryWithoutItAreNotTheSame() {
        assertRun(keyed.post("workspaces", RESEARCH));

        assertRun(attempt(client, 1).post("workspaces", RESEARCH));
    }

    @Test
    void aKeyIsKeptForADay() {
        try (TestDoorward own = TestDoorward.start(Map.of(Setting.RETRY_WINDOW, "0"))) {
            TestClient mine = keyed(own.firstOrganization().client(), "4d1c3a");
            Reply made = mine.post("workspaces", RESEARCH);

            own.clock().advance(Duration.ofHours(24).minusSeconds(1));
            assertReplayOf(made, mine.post("workspaces", RESEARCH));
            own.clock().advance(Duration.ofSeconds(1));
            assertRun(mine.post("workspaces", RESEARCH));
        }
    }

    @Test
    void theLongestKeyHas255Characters() {
        assertRun(keyed(client, "~".repeat(255)).post("workspaces", RESEARCH));
        assertReply(keyed(client, "~".repeat(256)).post("workspaces", RESEARCH))
                .isInvalid("Idempotency-Key: must be 1 to 255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\tb"})
    void aKeyThatCannotBeUsedIsRefused(String key) {
        assertReply(keyed(client, key).post("workspaces", RESEARCH)).isInvalid("Idempotency-Key: must be");
    }

    @Test
    void aGetLooksAtNoKey() {
        assertThat(keyed(client, "").get("workspaces").status()).isEqualTo(200);
    }
}
