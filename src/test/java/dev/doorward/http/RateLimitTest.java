package dev.doorward.http;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestClock;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.Minted;
import dev.doorward.errors.ApiError;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a key may send in a minute, where there is a limit; and what no limit ever stops. */
class RateLimitTest {
    private static final int LIMIT = 6; // One in ten seconds.

    private static TestDoorward doorward;

    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    @BeforeAll
    static void startWithALimit() {
        doorward = TestDoorward.start(Map.of(Setting.RATE_LIMIT, String.valueOf(LIMIT)));
    }

    @AfterAll
    static void stop() {
        doorward.close();
    }

    @Test
    void aKeyMaySendItsNumberOfReadsAndCreationsAndNoMore() {
        for (int i = 0; i < LIMIT / 2; i++) {
            assertReply(client.get("me")).isOk();
            assertReply(create(client)).isOk();
        }

        assertReply(client.get("me")).isRefused(429);
        assertReply(create(client)).isRefused(429);
        assertThat(workspaces()).isEqualTo(LIMIT / 2);
    }

    private static Reply create(TestClient client) {
        return client.post("workspaces", "{\"name\":\"W\"}");
    }

    /** Counted with a key of its own, since the limit has stopped the other one. */
    private int workspaces() {
        TestClient other =
                client.with("x-api-key", organization.addAdminKey().secret().reveal());
        return other.get("workspaces?limit=100").json().at("/data").size();
    }

    @Test
    void theRefusalSaysAfterHowManySecondsARequestPasses() {
        useUp(client);

        Reply refused = client.get("me");
        int seconds = Integer.parseInt(refused.header("retry-after"));
        doorward.clock().advance(Duration.ofSeconds(seconds - 1));
        Reply tooEarly = client.get("me");
        doorward.clock().advance(Duration.ofSeconds(1));
        Reply inTime = client.get("me");
        Reply oneMore = client.get("me");

        assertThat(seconds).isEqualTo(10);
        assertReply(tooEarly).isRefused(429);
        assertThat(tooEarly.header("retry-after")).isEqualTo("1");
        assertReply(inTime).isOk();
        assertReply(oneMore).isRefused(429);
    }

    @Test
    void theRefusalMayBeRetriedAndIsAsEveryOtherAnswer() {
        useUp(client);

        Reply refused = client.get("me");

        assertReply(refused).isRefused(429);
        assertThat(refused.header("x-should-retry")).isNull();
        assertThat(refused.header("anthropic-organization-id")).isEqualTo(organization.id());
        assertThat(refused.at("/error/message"))
                .isEqualTo("This key may send 6 reads and creations a minute, and has used them up.");
    }

    @Test
    void aKeyThatWasSilentForAMinuteHasItsWholeNumberAgainAndNotMore() {
        useUp(client);

        doorward.clock().advance(Duration.ofHours(1));
        useUp(client);

        assertReply(client.get("me")).isRefused(429);
    }

    @Test
    void oneKeyTakesNothingFromAnother() {
        useUp(client);

        useUp(client.with("x-api-key", organization.addAdminKey().secret().reveal()));
        useUp(doorward.newOrganization().client());
    }

    @Test
    void aRevokePassesWhenTheLimitIsUsedUp() {
        String workspace = create(client).at("/id");
        String key = organization.addApiKey(workspace, "k").key().id();
        String member = organization.addMember("ada@example.com", Role.DEVELOPER);
        String invite = client.post("invites", """
                {"email":"x@example.com","role":"user"}""").at("/id");
        String members = "workspaces/" + workspace + "/members";
        client.post(members, """
                {"user_id":"%s","workspace_role":"workspace_admin"}""".formatted(member));
        useUp(client, LIMIT - 3);
        assertReply(client.get("me")).isRefused(429);

        assertReply(client.post("api_keys/" + key, "{\"status\":\"inactive\"}")).isOk();
        assertReply(client.post(members + "/" + member, "{\"workspace_role\":\"workspace_user\"}"))
                .isOk();
        assertReply(client.delete(members + "/" + member)).isOk();
        assertReply(client.post("users/" + member, "{\"role\":\"user\"}")).isOk();
        assertReply(client.delete("users/" + member)).isOk();
        assertReply(client.delete("invites/" + invite)).isOk();
        assertReply(client.post("workspaces/" + workspace, "{\"name\":\"V\"}")).isOk();
        assertReply(client.post("workspaces/" + workspace + "/archive")).isOk();
        assertReply(client.get("me")).isRefused(429);
    }

    @Test
    void whatIsNeverLimitedUsesNothingUp() {
        String workspace = create(client).at("/id");
        for (int i = 0; i < 2 * LIMIT; i++) {
            assertReply(client.post("workspaces/" + workspace, "{\"name\":\"" + i + "\"}"))
                    .isOk();
        }

        useUp(client, LIMIT - 1);

        assertReply(client.get("me")).isRefused(429);
    }

    @Test
    void theProbesAreNeverLimited() {
        for (int i = 0; i < 2 * LIMIT; i++) {
            assertThat(client.get("/livez").status()).isEqualTo(200);
            assertThat(client.get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void theRefusalComesAfterThePathTheVerbAndTheCredential() {
        Minted<AdminKey> revoked = organization.addAdminKey();
        TestClient dead = client.with("x-api-key", revoked.secret().reveal());
        useUp(dead);
        useUp(client);
        doorward.app()
                .adminKeys
                .revoke(
                        doorward.app().operator(organization.id()),
                        revoked.key().id());

        assertReply(client.get("nowhere")).isRefused(404);
        assertReply(client.delete("me")).isRefused(405);
        assertReply(client.without("x-api-key").get("me")).isRefused(401);
        assertReply(dead.get("me")).isRefused(401);
    }

    @Test
    void theRefusalComesBeforeTheVersionTheRightTheQueryAndTheBody() {
        Minted<ApiKey> apiKey = organization.addApiKey(organization.defaultWorkspaceId(), "k");
        TestClient noAdmin = client.with("x-api-key", apiKey.secret().reveal());
        for (int i = 0; i < LIMIT; i++) {
            assertReply(noAdmin.get("me")).isRefused(403);
        }
        useUp(client);

        assertReply(client.with("anthropic-version", "1").get("me")).isRefused(429);
        assertReply(noAdmin.get("me")).isRefused(429);
        assertReply(client.get("users?limit=x")).isRefused(429);
        assertReply(client.post("workspaces", "no JSON")).isRefused(429);
        assertReply(client.get("users/x")).isRefused(429);
    }

    @Test
    void withoutTheSettingNothingIsLimited() {
        TestClient unlimited = TestDoorward.shared().newOrganization().client();

        useUp(unlimited, 200);
    }

    @Test
    void aClockThatIsSetBackStopsNobodyForLongerThanAMinute() {
        TestClock clock = TestClock.fixed(TestDoorward.START);
        RateLimit limit = new RateLimit(1, clock);
        limit.take("a");

        clock.advance(Duration.ofDays(-1));
        ApiError refused = catchThrowableOfType(ApiError.class, () -> limit.take("a"));
        clock.advance(Duration.ofMinutes(1));

        assertThat(refused.headers()).containsEntry("retry-after", "60");
        assertThatCode(() -> limit.take("a")).doesNotThrowAnyException();
    }

    @Test
    void itRemembersNoMoreThanTenThousandKeys() {
        RateLimit limit = new RateLimit(1, TestClock.fixed(TestDoorward.START));
        for (int i = 0; i <= 10_000; i++) {
            limit.take("key " + i);
        }

        assertThatCode(() -> limit.take("key 0")).as("forgotten").doesNotThrowAnyException();
        assertThat(catchThrowableOfType(ApiError.class, () -> limit.take("key 10000")))
                .isNotNull();
    }

    private static void useUp(TestClient client) {
        useUp(client, LIMIT);
    }

    private static void useUp(TestClient client, int requests) {
        for (int i = 0; i < requests; i++) {
            assertReply(client.get("me")).isOk();
        }
    }
}
