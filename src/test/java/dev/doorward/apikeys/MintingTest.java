package dev.doorward.apikeys;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Scope;
import dev.doorward.http.Json;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What making and rotating keys under {@code /doorward/v1} promises. */
class MintingTest {
    private static final String KEYS = "/doorward/v1/api_keys";

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    private String workspace() {
        return client.post("workspaces", "{\"name\":\"w\"}").at("/id");
    }

    private int check(String key) {
        return check(doorward, organization, key);
    }

    private static int check(TestDoorward where, TestOrganization organization, String key) {
        return new TestClient(where.baseUrl())
                .with("x-api-key", key)
                .get("/doorward/v1/check/" + organization.id())
                .status();
    }

    private String inOneHour() {
        return Json.time(doorward.clock().instant().plus(Duration.ofHours(1)));
    }

    @Test
    void aNewKeyIsTheContractsObjectAndTheSecret() {
        String workspace = workspace();
        String end = inOneHour();

        Reply reply = client.post(
                KEYS, "{\"name\":\"Batch\",\"workspace_id\":\"" + workspace + "\",\"expires_at\":\"" + end + "\"}");

        assertReply(reply).isExactly("""
                {"id":"%s","type":"api_key","name":"Batch","status":"active","created_at":"%s","created_by":null,
                 "expires_at":"%s","partial_key_hint":"%s","principal":null,
                 "scope":{"type":"workspace","workspace_id":"%s"},"workspace_id":"%s","key":"%s"}""".formatted(
                        reply.at("/id"),
                        reply.at("/created_at"),
                        end,
                        reply.at("/partial_key_hint"),
                        workspace,
                        workspace,
                        reply.at("/key")));
        assertThat(reply.at("/key")).matches("dw_key_[0-9A-Za-z]{49}");
        assertThat(check(reply.at("/key"))).isEqualTo(200);
    }

    @Test
    void theSecretIsInThatAnswerOnly() {
        Reply made = client.post(KEYS, "{\"name\":\"k\"}");
        String secret = made.at("/key");

        for (String path :
                new String[] {KEYS, KEYS + "/" + made.at("/id"), "api_keys", "/doorward/v1/journal?limit=1000"}) {
            Reply reply = client.get(path);
            assertReply(reply).isOk();
            assertThat(reply.text()).contains(made.at("/id")).doesNotContain(secret);
        }
    }

    @Test
    void withoutAWorkspaceItIsOfTheDefaultOne() {
        Reply made = organization.newEraClient().post(KEYS, "{\"name\":\"k\",\"workspace_id\":null}");

        assertReply(made).isOk().has("/scope/workspace_id", organization.defaultWorkspaceId());
        assertThat(made.json().has("workspace_id")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|name: Field required",
                "{\"name\":\"\"}|name: ",
                "{\"name\":\"k\",\"id\":\"x\"}|id: Extra inputs are not permitted",
                "{\"name\":\"k\",\"expires_at\":\"tomorrow\"}|expires_at: must be a time such as",
                "{\"name\":\"k\",\"expires_at\":7}|expires_at: must be a string.",
                "{\"name\":\"k\",\"expires_at\":\"2020-01-01T00:00:00Z\"}|expires_at: must be in the future.",
                "{\"name\":\"k\",\"expires_at\":\"+12345-01-01T00:00:00Z\"}|expires_at: must be a time such as",
                "{\"name\":\"k\",\"expires_at\":\"2030-02-30T00:00:00Z\"}|expires_at: must be a time such as"
            })
    void aWrongBodyIsRefused(String body, String message) {
        assertReply(client.post(KEYS, body)).isInvalid(message);
    }

    @Test
    void anyOffsetWillDoForTheEnd() {
        Reply made = client.post(KEYS, "{\"name\":\"k\",\"expires_at\":\"2030-01-01T02:00:00.1234567+02:00\"}");

        assertReply(made).isOk().has("/expires_at", "2030-01-01T00:00:00.123456Z");
    }

    @Test
    void aWorkspaceThatIsArchivedOrNotOursGetsNoKey() {
        String archived = workspace();
        client.post("workspaces/" + archived + "/archive");
        String foreign = doorward.newOrganization().defaultWorkspaceId();

        assertReply(client.post(KEYS, "{\"name\":\"k\",\"workspace_id\":\"" + archived + "\"}"))
                .isInvalid("Workspace " + archived + " is archived.");
        assertReply(client.post(KEYS, "{\"name\":\"k\",\"workspace_id\":\"" + foreign + "\"}"))
                .isNotFound();
        assertReply(client.post(KEYS, "{\"name\":\"k\",\"workspace_id\":\"x\"}"))
                .isNotFound();
    }

    @Test
    void theContractsOwnPathStillMakesNoKey() {
        assertReply(client.post("api_keys", "{\"name\":\"k\"}")).isRefused(405);
    }

    @Test
    void aRetryGetsTheSameKeyAndTheSameSecret() {
        TestClient retrying = client.with("x-stainless-retry-count", "1");

        Reply first = client.post(KEYS, "{\"name\":\"once\"}");
        Reply again = retrying.post(KEYS, "{\"name\":\"once\"}");

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(client.get(KEYS).json().at("/data").size()).isEqualTo(1);
    }

    @Test
    void aRetryAfterTheKeyWasArchivedMakesAnother() {
        Reply first = client.post(KEYS, "{\"name\":\"once\"}");
        client.post("api_keys/" + first.at("/id"), "{\"status\":\"archived\"}");

        Reply again = client.with("x-stainless-retry-count", "1").post(KEYS, "{\"name\":\"once\"}");

        assertThat(again.at("/id")).isNotEqualTo(first.at("/id"));
    }

    @Test
    void aCapCountsWhatIsActiveButNotWhatWasRotated() {
        try (TestDoorward capped = TestDoorward.start(Map.of(Setting.MAX_API_KEYS, "1"))) {
            TestOrganization own = capped.firstOrganization();
            TestClient admin = own.client();
            Reply old = admin.post(KEYS, "{\"name\":\"k\"}");
            assertReply(admin.post(KEYS, "{\"name\":\"k\"}")).isRefused(400, "org_api_key_limit_exceeded");

            Reply made = admin.post(KEYS + "/" + old.at("/id") + "/rotate", "{\"overlap_seconds\":3600}");

            assertReply(made).isOk();
            assertThat(check(capped, own, old.at("/key"))).isEqualTo(200);
            assertThat(check(capped, own, made.at("/key"))).isEqualTo(200);
            assertReply(admin.post(KEYS, "{\"name\":\"k\"}")).isRefused(400, "org_api_key_limit_exceeded");
            // The old one, which does not count any more, makes no room for a third.
            assertReply(admin.post(KEYS + "/" + old.at("/id") + "/rotate", "{\"overlap_seconds\":0}"))
                    .isRefused(400, "org_api_key_limit_exceeded");
            assertThat(check(capped, own, old.at("/key"))).isEqualTo(200);
        }
    }

    @Test
    void aRotatedKeyGoesOnForTheOverlapAndTheNewOneHasItsNameAndScope() {
        String workspace = workspace();
        Reply old = client.post(KEYS, "{\"name\":\"Batch\",\"workspace_id\":\"" + workspace + "\"}");

        Reply made = client.post(KEYS + "/" + old.at("/id") + "/rotate", "{\"overlap_seconds\":3600}");

        assertReply(made)
                .isOk()
                .has("/name", "Batch")
                .has("/scope/workspace_id", workspace)
                .has("/status", "active");
        assertThat(made.at("/id")).isNotEqualTo(old.at("/id"));
        assertThat(made.json().get("expires_at").isNull()).isTrue();
        assertThat(check(old.at("/key"))).isEqualTo(200);
        assertThat(check(made.at("/key"))).isEqualTo(200);
        doorward.clock().advance(Duration.ofHours(1));
        assertThat(check(old.at("/key"))).isEqualTo(401);
        assertThat(check(made.at("/key"))).isEqualTo(200);
        assertReply(client.get("api_keys/" + old.at("/id"))).has("/status", "expired");
    }

    @Test
    void anEndBeforeTheOverlapsStays() {
        String end = inOneHour();
        Reply old = client.post(KEYS, "{\"name\":\"k\",\"expires_at\":\"" + end + "\"}");

        Reply made = client.post(
                KEYS + "/" + old.at("/id") + "/rotate",
                "{\"overlap_seconds\":604800,\"expires_at\":\"2030-01-01T00:00:00Z\"}");

        assertReply(made).isOk().has("/expires_at", "2030-01-01T00:00:00.000000Z");
        assertReply(client.get("api_keys/" + old.at("/id"))).has("/expires_at", end);
    }

    /** An instance whose clock is behind would take the old key's end for a time to come. */
    @Test
    void withoutAnOverlapNoClockIsAsked() {
        try (TestDoorward behind = TestDoorward.start(Map.of())) {
            TestOrganization own = behind.firstOrganization();
            Reply old = own.client().post(KEYS, "{\"name\":\"k\"}");
            Reply other = own.client().post(KEYS, "{\"name\":\"k\"}");
            own.client().post(KEYS + "/" + old.at("/id") + "/rotate", "{\"overlap_seconds\":0}");
            own.client().post(KEYS + "/" + other.at("/id") + "/rotate", "{\"overlap_seconds\":1}");

            behind.clock().advance(Duration.ofMinutes(-5));

            assertThat(check(behind, own, old.at("/key"))).isEqualTo(401);
            assertThat(check(behind, own, other.at("/key"))).isEqualTo(200); // Which is what a clock does.
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|overlap_seconds: Field required",
                "{\"overlap_seconds\":-1}|overlap_seconds: must be a whole number from 0 to 604800.",
                "{\"overlap_seconds\":604801}|overlap_seconds: must be a whole number from 0 to 604800.",
                "{\"overlap_seconds\":1.5}|overlap_seconds: must be a whole number from 0 to 604800.",
                "{\"overlap_seconds\":\"1\"}|overlap_seconds: must be a whole number from 0 to 604800.",
                "{\"overlap_seconds\":99999999999}|overlap_seconds: must be a whole number from 0 to 604800.",
                "{\"overlap_seconds\":null}|overlap_seconds: must be a whole number from 0 to 604800.",
                "{\"overlap_seconds\":1,\"expires_at\":\"2020-01-01T00:00:00Z\"}|expires_at: must be in the future."
            })
    void aWrongRotationIsRefusedAndChangesNothing(String body, String message) {
        Reply old = client.post(KEYS, "{\"name\":\"k\"}");

        Reply refused = client.post(KEYS + "/" + old.at("/id") + "/rotate", body);

        assertReply(refused).isInvalid(message);
        assertThat(client.get(KEYS).json().at("/data").size()).isEqualTo(1);
        assertThat(check(old.at("/key"))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"inactive", "archived"})
    void onlyAnActiveKeyIsRotated(String status) {
        Reply old = client.post(KEYS, "{\"name\":\"k\"}");
        client.post("api_keys/" + old.at("/id"), "{\"status\":\"" + status + "\"}");

        Reply refused = client.post(KEYS + "/" + old.at("/id") + "/rotate", "{\"overlap_seconds\":1}");

        assertReply(refused).isInvalid("Only an active key can be rotated, and this one is " + status + ".");
    }

    @Test
    void aRetriedRotationGetsTheSameNewKey() {
        Reply old = client.post(KEYS, "{\"name\":\"k\"}");
        String path = KEYS + "/" + old.at("/id") + "/rotate";

        Reply first = client.post(path, "{\"overlap_seconds\":60}");
        Reply again = client.with("x-stainless-retry-count", "1").post(path, "{\"overlap_seconds\":60}");

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(client.get(KEYS).json().at("/data").size()).isEqualTo(2);
    }

    @Test
    void aRotationIsTwoRowsInTheJournal() {
        Reply old = client.post(KEYS, "{\"name\":\"k\"}");
        Reply made = client.post(KEYS + "/" + old.at("/id") + "/rotate", "{\"overlap_seconds\":60}");

        Reply ofOld = client.get("/doorward/v1/journal?object=" + old.at("/id"));
        Reply ofNew = client.get("/doorward/v1/journal?object=" + made.at("/id"));

        assertThat(ofOld.at("/data/1/action")).isEqualTo("api_key.rotated");
        assertThat(ofOld.at("/data/1/detail/new_api_key_id")).isEqualTo(made.at("/id"));
        assertThat(ofOld.json().at("/data/1/before/expires_at").isNull()).isTrue();
        assertThat(ofOld.at("/data/1/after/expires_at")).isNotNull();
        assertThat(ofNew.at("/data/0/action")).isEqualTo("api_key.created");
    }

    @Test
    void anAdminKeyWithoutTheScopeMakesAndRotatesNone() {
        TestClient reading =
                client.with("x-api-key", organization.addAdminKey(Scope.READ).revealed());

        assertReply(reading.post(KEYS, "{\"name\":\"k\"}"))
                .isRefused(403)
                .hasMessage("This admin key lacks the scope api_keys.");
    }

    @Test
    void theTimeOfTheLastUseIsShownHereAndNowhereElse() {
        Reply made = client.post(KEYS, "{\"name\":\"k\"}");
        Reply unused = client.post(KEYS, "{\"name\":\"unused\"}");
        String one = KEYS + "/" + made.at("/id");
        assertThat(client.get(one).json().get("last_used_at").isNull()).isTrue();

        assertThat(check(made.at("/key"))).isEqualTo(200);
        assertThat(check(made.at("/key").replace("dw_key", "dw_kez"))).isEqualTo(401);
        doorward.app().apiKeyUses.flush();

        String used = client.get(one).at("/last_used_at");
        assertThat(used)
                .isBetween(made.at("/created_at"), Json.time(doorward.clock().instant()));
        Reply list = client.get(KEYS);
        assertThat(list.at("/data/1/last_used_at")).isEqualTo(used);
        assertThat(list.at("/data/0/id")).isEqualTo(unused.at("/id"));
        assertThat(list.json().at("/data/0/last_used_at").isNull()).isTrue();
        assertThat(client.get("api_keys/" + made.at("/id")).json().has("last_used_at"))
                .isFalse();
        assertThat(client.get("api_keys").json().at("/data/0").has("last_used_at"))
                .isFalse();
    }
}
