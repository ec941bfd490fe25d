package dev.doorward.apikeys;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import dev.doorward.credentials.Minted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract's section 7 promises. */
class ApiKeysTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    @ParameterizedTest
    @ValueSource(strings = {"2023-01-01", "2023-06-01"})
    void aKeyHasExactlyTheFieldsOfTheOldEra(String version) {
        String workspace = workspace();
        Minted<ApiKey> minted = organization.addApiKey(
                workspace, "Batch", Optional.of(organization.adminUserId()), Optional.of(inOneHour()));

        Reply reply = client.with("anthropic-version", version)
                .get("api_keys/" + minted.key().id());

        assertReply(reply).isExactly("""
                {"id":"%s","type":"api_key","name":"Batch","status":"active","created_at":"%s",
                 "created_by":{"id":"%s","type":"user"},"expires_at":"%s","partial_key_hint":"%s","principal":null,
                 "scope":{"type":"workspace","workspace_id":"%s"},"workspace_id":"%s"}""".formatted(
                        minted.key().id(),
                        reply.at("/created_at"),
                        organization.adminUserId(),
                        reply.at("/expires_at"),
                        reply.at("/partial_key_hint"),
                        workspace,
                        workspace));
        assertThat(reply.at("/id")).matches("apikey_01[1-9A-HJ-NP-Za-km-z]{22}");
        assertThat(reply.at("/created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(reply.at("/expires_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    }

    @Test
    void theNewEraHasNoWorkspaceIdButTheScope() {
        String workspace = workspace();
        String id = organization.addApiKey(workspace, "Batch").key().id();

        Reply reply = organization.newEraClient().get("api_keys/" + id);

        assertReply(reply)
                .isExactly("""
                {"id":"%s","type":"api_key","name":"Batch","status":"active","created_at":"%s","created_by":null,
                 "expires_at":null,"partial_key_hint":"%s","principal":null,
                 "scope":{"type":"workspace","workspace_id":"%s"}}""".formatted(id, reply.at("/created_at"), reply.at("/partial_key_hint"), workspace));
        assertThat(organization
                        .newEraClient()
                        .get("api_keys")
                        .json()
                        .at("/data/0")
                        .has("workspace_id"))
                .isFalse();
        assertThat(organization
                        .newEraClient()
                        .post("api_keys/" + id, "{}")
                        .json()
                        .has("workspace_id"))
                .isFalse();
    }

    @Test
    void theDefaultWorkspaceIsNullInTheOldFieldAndNamedInTheScope() {
        String id = organization
                .addApiKey(organization.defaultWorkspaceId(), "k")
                .key()
                .id();

        Reply reply = client.get("api_keys/" + id);

        assertReply(reply).isOk().has("/scope/workspace_id", organization.defaultWorkspaceId());
        assertThat(reply.json().get("workspace_id").isNull()).isTrue();
    }

    @Test
    void theHintIsThePrefixThreeCharactersAndTheLastFour() {
        Minted<ApiKey> minted = organization.addApiKey(organization.defaultWorkspaceId(), "k");
        String secret = minted.secret().reveal();

        Reply reply = client.get("api_keys/" + minted.key().id());

        assertReply(reply)
                .isOk()
                .has("/partial_key_hint", secret.substring(0, 10) + "..." + secret.substring(secret.length() - 4));
        assertThat(secret).matches("dw_key_[0-9A-Za-z]{49}");
    }

    @Test
    void theSecretIsInNoAnswer() {
        Minted<ApiKey> minted = organization.addApiKey(organization.defaultWorkspaceId(), "k");
        String path = "api_keys/" + minted.key().id();

        String answers = client.get(path).text()
                + client.get("api_keys").text()
                + client.post(path, "{\"name\":\"n\"}").text();

        assertThat(answers)
                .contains(minted.key().id())
                .doesNotContain(minted.secret().reveal().substring(7, 30));
    }

    @Test
    void adminKeysAreNotListed() {
        organization.addAdminKey();

        Reply reply = client.get("api_keys");

        assertReply(reply).listsIds(List.of());
    }

    @Test
    void keysOfEveryStatusAreListedAndFilteredByIt() {
        String expired = key("expired", Optional.of(inOneHour()));
        doorward.clock().advance(Duration.ofHours(1));
        String archived = key("archived");
        client.post("api_keys/" + archived, "{\"status\":\"archived\"}");
        String inactive = key("inactive");
        client.post("api_keys/" + inactive, "{\"status\":\"inactive\"}");
        String active = key("active", Optional.of(inOneHour()));

        assertReply(client.get("api_keys")).listsIds(List.of(active, inactive, archived, expired));
        assertReply(client.get("api_keys?status=active")).listsIds(List.of(active));
        assertReply(client.get("api_keys?status=inactive")).listsIds(List.of(inactive));
        assertReply(client.get("api_keys?status=archived")).listsIds(List.of(archived));
        assertReply(client.get("api_keys?status=expired")).listsIds(List.of(expired));
        assertReply(client.get("api_keys")).lists("status", List.of("active", "inactive", "archived", "expired"));
    }

    @Test
    void keysAreFilteredByWorkspaceAndCreator() {
        String workspace = workspace();
        String ada = organization.addMember("ada@example.com", Role.DEVELOPER);
        String byAda = organization
                .addApiKey(organization.defaultWorkspaceId(), "a", Optional.of(ada), Optional.empty())
                .key()
                .id();
        String inWorkspace = organization.addApiKey(workspace, "b").key().id();

        assertReply(client.get("api_keys?workspace_id=" + workspace)).listsIds(List.of(inWorkspace));
        assertReply(client.get("api_keys?workspace_id=" + organization.defaultWorkspaceId()))
                .listsIds(List.of(byAda));
        assertReply(client.get("api_keys?created_by_user_id=" + ada)).listsIds(List.of(byAda));
        assertReply(client.get("api_keys?workspace_id=" + workspace + "&created_by_user_id=" + ada))
                .listsIds(List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "status=deleted,             status: must be one of",
        "workspace_id=default,       workspace_id: ",
        "created_by_user_id=apikey_, created_by_user_id: ",
    })
    void aFilterThatCannotBeMeantIsRefused(String query, String message) {
        Reply reply = client.get("api_keys?" + query);

        assertReply(reply).isInvalid(message);
    }

    @Test
    void aKeyIsRenamedAndItsStatusChangedAtOnce() {
        String id = key("old");

        Reply reply = client.post("api_keys/" + id, "{\"name\":\"new\",\"status\":\"inactive\"}");

        assertReply(reply).isOk().has("/id", id).has("/name", "new").has("/status", "inactive");
        assertThat(client.get("api_keys/" + id).text()).isEqualTo(reply.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\":null}", "{\"status\":null}", "{\"name\":null,\"status\":null}"})
    void anUpdateThatNamesNothingChangesNothing(String body) {
        String id = key("k");
        Reply before = client.get("api_keys/" + id);

        Reply after = client.post("api_keys/" + id, body);

        assertReply(after).isOk();
        assertThat(after.text()).isEqualTo(before.text());
    }

    @Test
    void namesHaveUpToFiveHundredCharactersAndNeedNotBeUnique() {
        String longest = "\u00e9".repeat(500);
        String one = key("k");
        String two = key("k");

        assertReply(client.post("api_keys/" + one, "{\"name\":\"" + longest + "\"}"))
                .isOk()
                .has("/name", longest);
        assertReply(client.post("api_keys/" + two, "{\"name\":\"" + longest + "\"}"))
                .isOk()
                .has("/name", longest);
        assertReply(client.post("api_keys/" + two, "{\"name\":\"" + longest + "x\"}"))
                .isInvalid("name: must be 1 to 500");
        assertReply(client.post("api_keys/" + two, "{\"name\":\"\"}")).isInvalid("name: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {"status":"expired"} | status: must be one of active, inactive, archived.
                {"status":"deleted"} | status: must be one of
                {"status":true}      | status: must be a string.
                {"name":[]}          | name: must be a string.
                {"expires_at":null}  | expires_at: Extra inputs are not permitted
                {"workspace_id":"x"} | workspace_id: Extra inputs are not permitted
                """)
    void aFaultInAnUpdateIsNamed(String body, String message) {
        String id = key("k");

        Reply reply = client.post("api_keys/" + id, body);

        assertReply(reply).isInvalid(message);
    }

    @ParameterizedTest
    @CsvSource({
        "active,   active,   active",
        "active,   inactive, inactive",
        "active,   archived, archived",
        "inactive, active,   active",
        "inactive, inactive, inactive",
        "inactive, archived, archived",
        "archived, active,   ",
        "archived, inactive, ",
        "archived, archived, archived",
        "expired,  active,   ",
        "expired,  inactive, ",
        "expired,  archived, archived",
    })
    void archivedAndExpiredAreFinal(String from, String to, String after) {
        String id = keyIn(from);

        Reply reply = client.post("api_keys/" + id, "{\"status\":\"" + to + "\"}");

        if (after == null) {
            assertReply(reply).isInvalid("status: ");
        } else {
            assertReply(reply).isOk().has("/status", after);
        }
        assertReply(client.get("api_keys/" + id)).isOk().has("/status", after == null ? from : after);
    }

    private String keyIn(String status) {
        if (status.equals("expired")) {
            String id = key("k", Optional.of(inOneHour()));
            doorward.clock().advance(Duration.ofHours(1));
            return id;
        }
        String id = key("k");
        assertReply(client.post("api_keys/" + id, "{\"status\":\"" + status + "\"}"))
                .isOk();
        return id;
    }

    @Test
    void anInactiveKeyExpiresToo() {
        String id = key("k", Optional.of(inOneHour()));
        client.post("api_keys/" + id, "{\"status\":\"inactive\"}");

        doorward.clock().advance(Duration.ofHours(1));

        assertReply(client.get("api_keys/" + id)).isOk().has("/status", "expired");
        assertReply(client.get("api_keys?status=inactive")).listsIds(List.of());
    }

    private String workspace() {
        return client.post("workspaces", "{\"name\":\"W\"}").at("/id");
    }

    private String key(String name) {
        return key(name, Optional.empty());
    }

    private String key(String name, Optional<Instant> expiresAt) {
        return organization
                .addApiKey(organization.defaultWorkspaceId(), name, Optional.empty(), expiresAt)
                .key()
                .id();
    }

    private Instant inOneHour() {
        return doorward.clock().instant().plus(Duration.ofHours(1));
    }
}
