package dev.doorward.check;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.RestoreMarkSql;
import dev.doorward.access.Scope;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.Minted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What both doors to a key check answer. */
class KeyChecksTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient admin = organization.client();
    private final TestClient anybody = new TestClient(doorward.baseUrl());
    private final String workspace =
            admin.post("workspaces", "{\"name\":\"w\"}").at("/id");

    private TestClient with(String key) {
        return anybody.with("x-api-key", key);
    }

    private Reply introspect(String body) {
        return with(organization.addCheckCredential().revealed()).post("/doorward/v1/introspect", body);
    }

    @Test
    void aPassedCheckNamesOrganizationWorkspaceAndKey() {
        Minted<ApiKey> key = organization.addApiKey(workspace, "Batch jobs, 100 % \u00fc");

        Reply reply = with(key.revealed()).get("/doorward/v1/check/" + workspace);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEmpty();
        assertThat(reply.header("x-doorward-organization-id")).isEqualTo(organization.id());
        assertThat(reply.header("x-doorward-workspace-id")).isEqualTo(workspace);
        assertThat(reply.header("x-doorward-api-key-id")).isEqualTo(key.id());
        assertThat(reply.header("x-doorward-api-key-name")).isEqualTo("Batch%20jobs%2C%20100%20%25%20%C3%BC");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(reply.header("request-id")).startsWith("req_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key", "X-API-KEY", "authorization"})
    void theKeyComesInEitherHeader(String header) {
        String key = organization.addApiKey(workspace, "k").revealed();

        Reply reply = anybody.with(header, header.equals("authorization") ? "bearer " + key : key)
                .get("/doorward/v1/check/" + organization.id());

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void twoKeysAtOnceAreRefused() {
        String key = organization.addApiKey(workspace, "k").revealed();
        String other = organization.addApiKey(workspace, "k").revealed();

        Reply two = with(key).with("authorization", "Bearer " + other).get("/doorward/v1/check/" + organization.id());
        Reply twice = with(key).with("authorization", "Bearer " + key).get("/doorward/v1/check/" + organization.id());

        assertThat(two.status()).isEqualTo(401);
        assertThat(twice.status()).isEqualTo(200);
    }

    @Test
    void aLongNameIsCutAtAWholeCharacter() {
        Minted<ApiKey> key = organization.addApiKey(workspace, "\u6f22".repeat(500));

        Reply reply = with(key.revealed()).get("/doorward/v1/check/" + workspace);

        assertThat(reply.header("x-doorward-api-key-name")).isEqualTo("%E6%BC%A2".repeat(56));
    }

    @Test
    void whatTheGatewayDemandsDecides() {
        TestOrganization other = doorward.newOrganization();
        String elsewhere = admin.post("workspaces", "{\"name\":\"elsewhere\"}").at("/id");
        TestClient client = with(organization.addApiKey(workspace, "k").revealed());

        assertThat(client.get("/doorward/v1/check/" + organization.id()).status())
                .isEqualTo(200);
        assertThat(client.get("/doorward/v1/check/" + workspace).status()).isEqualTo(200);
        Reply wrongWorkspace = client.get("/doorward/v1/check/" + elsewhere);
        assertThat(wrongWorkspace.status()).isEqualTo(403);
        assertThat(wrongWorkspace.at("/error/type")).isEqualTo("permission_error");
        assertThat(client.get("/doorward/v1/check/" + organization.defaultWorkspaceId())
                        .status())
                .isEqualTo(403);
        for (String nobodys : List.of(
                other.id(),
                other.defaultWorkspaceId(),
                "wrkspc_0111111111111111111111111",
                "x",
                organization.id().toUpperCase(java.util.Locale.ROOT))) {
            assertThat(client.get("/doorward/v1/check/" + nobodys).status())
                    .as(nobodys)
                    .isEqualTo(401);
        }
    }

    @Test
    void thereIsNoCheckWithoutADemand() {
        TestClient client = with(organization.addApiKey(workspace, "k").revealed());

        assertThat(client.get("/doorward/v1/check").status()).isEqualTo(404);
        assertThat(client.get("/doorward/v1/check/").status()).isEqualTo(401);
    }

    @Test
    void withoutAKeyACheckIs401() {
        Reply reply = anybody.get("/doorward/v1/check/" + organization.id());

        assertReply(reply).isRefused(401);
        assertThat(reply.at("/error/message")).isEqualTo("x-api-key header is required");
    }

    @Test
    void introspectionTellsWhatIsKnownOfAKey() {
        Instant end = doorward.clock().instant().plus(Duration.ofHours(1));
        Minted<ApiKey> key = organization.addApiKey(workspace, "Batch", Optional.empty(), Optional.of(end));

        Reply reply = introspect("token=" + key.revealed() + "&token_type_hint=access_token");

        assertReply(reply).isExactly("""
                {"active":true,"client_id":"%s","sub":"%s","scope":"workspace:%s","token_type":"Bearer","exp":%d,
                 "organization_id":"%s","workspace_id":"%s","api_key_id":"%s","api_key_name":"Batch"}""".formatted(
                        key.id(), key.id(), workspace, end.getEpochSecond(), organization.id(), workspace, key.id()));
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
    }

    @Test
    void aKeyThatDoesNotExpireHasNoExp() {
        Reply reply =
                introspect("token=" + organization.addApiKey(workspace, "k").revealed());

        assertThat(reply.at("/active")).isEqualTo("true");
        assertThat(reply.json().has("exp")).isFalse();
    }

    @Test
    void theTokenMayComeInJson() {
        Reply reply = introspect(
                "{\"token\":\"" + organization.addApiKey(workspace, "k").revealed() + "\",\"hint\":1}");

        assertThat(reply.at("/active")).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hint=x|token: Field required",
                "token=a&token=b|token: may be given only once.",
                "token=%zz|The body is not a well encoded form.",
                "{}|token: Field required",
                "{\"token\":1}|token: must be a string.",
                "''|token: Field required"
            })
    void withoutOneTokenIntrospectionIs400(String body, String message) {
        Reply reply = introspect(body);

        assertReply(reply).isRefused(400).hasMessage(message);
    }

    /** RFC 7662 clients of gateways know nothing of the vendor's versions. */
    @Test
    void noVersionIsAskedFor() {
        try (TestDoorward strict = TestDoorward.start(Map.of(Setting.REQUIRE_VERSION_HEADER, "true"))) {
            TestOrganization own = strict.firstOrganization();
            TestClient client = new TestClient(strict.baseUrl())
                    .with("x-api-key", own.addCheckCredential().revealed());

            assertThat(client.post("/doorward/v1/introspect", "token=x").text()).isEqualTo("{\"active\":false}");
            assertThat(client.get("/doorward/v1/api_keys").status()).isEqualTo(400);
        }
    }

    @Test
    void anAdminKeyNeedsTheScopeReadToAsk() {
        String key = organization.addApiKey(workspace, "k").revealed();

        Reply reading =
                with(organization.addAdminKey(Scope.READ).revealed()).post("/doorward/v1/introspect", "token=" + key);
        Reply writing = with(organization.addAdminKey(Scope.API_KEYS).revealed())
                .post("/doorward/v1/introspect", "token=" + key);

        assertThat(reading.at("/active")).isEqualTo("true");
        assertReply(writing).isRefused(403);
        assertThat(writing.at("/error/message")).isEqualTo("This admin key lacks the scope read.");
    }

    @Test
    void checksAreNeverRateLimited() {
        try (TestDoorward limited = TestDoorward.start(Map.of(Setting.RATE_LIMIT, "1"))) {
            TestOrganization own = limited.firstOrganization();
            String key = own.addApiKey(own.defaultWorkspaceId(), "k").revealed();
            TestClient asking = new TestClient(limited.baseUrl())
                    .with("x-api-key", own.addCheckCredential().revealed());
            TestClient passing = new TestClient(limited.baseUrl()).with("x-api-key", key);

            for (int i = 0; i < 5; i++) {
                assertThat(asking.post("/doorward/v1/introspect", "token=" + key)
                                .status())
                        .isEqualTo(200);
                assertThat(passing.get("/doorward/v1/check/" + own.id()).status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void anOperatorMayAllowAMaximumAgeButNeverBeyondTheKeysEnd() {
        try (TestDoorward aging = TestDoorward.start(Map.of(Setting.CHECK_MAX_AGE, "30s"))) {
            TestOrganization own = aging.firstOrganization();
            String lasting = own.addApiKey(own.defaultWorkspaceId(), "k").revealed();
            String ending = own.addApiKey(
                            own.defaultWorkspaceId(),
                            "k",
                            Optional.empty(),
                            Optional.of(aging.clock().instant().plusSeconds(20)))
                    .revealed();
            TestClient client = new TestClient(aging.baseUrl());
            String path = "/doorward/v1/check/" + own.id();

            assertThat(client.with("x-api-key", lasting).get(path).header("cache-control"))
                    .isEqualTo("private, max-age=30");
            assertThat(client.with("x-api-key", ending).get(path).header("cache-control"))
                    .isEqualTo("private, max-age=19");
            assertThat(client.with("x-api-key", "x").get(path).header("cache-control"))
                    .isEqualTo("no-store");
        }
    }

    @Test
    void whileARestoreIsNotAcceptedNoKeyPasses() {
        try (TestDoorward restored = TestDoorward.start(Map.of())) {
            TestOrganization own = restored.firstOrganization();
            String key = own.addApiKey(own.defaultWorkspaceId(), "k").revealed();
            TestClient client = new TestClient(restored.baseUrl()).with("x-api-key", key);
            assertThat(client.get("/doorward/v1/check/" + own.id()).status()).isEqualTo(200);

            restored.app().db.writeEverything(tx -> {
                RestoreMarkSql.set(tx);
                return null;
            });

            Reply reply = client.get("/doorward/v1/check/" + own.id());
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("x-should-retry")).isEqualTo("false");
        }
    }
}
