package dev.doorward.credentials;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What admin keys and check credentials under {@code /doorward/v1} promise. */
class AdminKeysTest {
    private static final String KEYS = "/doorward/v1/admin_keys";
    private static final String CREDENTIALS = "/doorward/v1/check_credentials";

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    private TestClient with(String key) {
        return client.with("x-api-key", key);
    }

    @Test
    void aNewKeyMayDoWhatItsScopesSayAndItsSecretIsShownOnce() {
        Reply made = client.post(KEYS, "{\"name\":\"Reader\",\"scopes\":[\"read\",\"read_journal\"]}");

        assertReply(made).isExactly("""
                {"id":"%s","type":"admin_key","name":"Reader","scopes":["read","read_journal"],"created_at":"%s",
                 "created_by":null,"revoked_at":null,"partial_key_hint":"%s","key":"%s"}""".formatted(
                        made.at("/id"), made.at("/created_at"), made.at("/partial_key_hint"), made.at("/key")));
        assertThat(made.at("/key")).matches("dw_adm_[0-9A-Za-z]{49}");
        TestClient reader = with(made.at("/key"));
        assertReply(reader.get("users")).isOk();
        assertReply(reader.get("/doorward/v1/journal")).isOk();
        assertReply(reader.post("workspaces", "{\"name\":\"w\"}")).isRefused(403);
        assertThat(client.get(KEYS + "/" + made.at("/id")).json().has("key")).isFalse();
    }

    @Test
    void withoutScopesItHasEveryOne() {
        Reply made = client.post(KEYS, "{\"name\":\"k\"}");

        assertThat(made.json().at("/scopes").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(
                        Scope.ALL.stream().map(Scope::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"k\",\"scopes\":[]}|scopes: must name one scope at least.",
                "{\"name\":\"k\",\"scopes\":[\"all\"]}|scopes.0: must be one of read, members,",
                "{\"name\":\"k\",\"scopes\":\"read\"}|scopes: must be a list.",
                "{\"name\":\"k\",\"scopes\":[1]}|scopes.0: must be a string.",
                "{\"scopes\":[\"read\"]}|name: Field required"
            })
    void aWrongBodyIsRefused(String body, String message) {
        assertReply(client.post(KEYS, body)).isInvalid(message);
    }

    @Test
    void noKeyMakesOneThatMayDoMoreThanItself() {
        TestClient limited =
                with(organization.addAdminKey(Scope.READ, Scope.ADMIN_KEYS).revealed());

        assertReply(limited.post(KEYS, "{\"name\":\"k\",\"scopes\":[\"read\"]}"))
                .isOk();
        assertReply(limited.post(KEYS, "{\"name\":\"k\",\"scopes\":[\"read\",\"members\",\"api_keys\"]}"))
                .isRefused(403)
                .messageContains("members,api_keys");
        assertReply(limited.post(KEYS, "{\"name\":\"k\"}")).isRefused(403);
        assertReply(with(organization.addAdminKey(Scope.API_KEYS).revealed())
                        .post(KEYS, "{\"name\":\"k\",\"scopes\":[\"api_keys\"]}"))
                .isRefused(403)
                .hasMessage("This admin key lacks the scope admin_keys.");
    }

    @ParameterizedTest
    @CsvSource({KEYS, CREDENTIALS})
    void whatIsRevokedStopsAtOnceAndStaysListed(String path) {
        Reply made = client.post(path, "{\"name\":\"k\"}");
        String id = made.at("/id");

        Reply revoked = client.post(path + "/" + id + "/revoke");
        Reply again = client.post(path + "/" + id + "/revoke", "{}");

        assertThat(revoked.at("/revoked_at")).isNotNull();
        assertThat(again.text()).isEqualTo(revoked.text());
        assertReply(with(made.at("/key")).get("me")).isRefused(401);
        assertReply(client.get(path + "/" + id)).isOk().has("/revoked_at", revoked.at("/revoked_at"));
        assertThat(client.get(path).text()).contains(id);
        assertReply(client.post(path + "/" + id + "/revoke", "{\"x\":1}")).isInvalid("x: Extra inputs");
    }

    @Test
    void aKeyMayRevokeItself() {
        String own = organization.addAdminKey().revealed();
        String id = with(own).get(KEYS + "?limit=1").at("/data/0/id");

        assertReply(with(own).post(KEYS + "/" + id + "/revoke")).isOk();

        assertReply(with(own).get("me")).isRefused(401);
    }

    @Test
    void aCheckCredentialIsMadeAndShownOnce() {
        Reply made = client.post(CREDENTIALS, "{\"name\":\"nginx\"}");

        assertReply(made).isExactly("""
                {"id":"%s","type":"check_credential","name":"nginx","created_at":"%s","created_by":null,
                 "revoked_at":null,"partial_key_hint":"%s","key":"%s"}""".formatted(
                        made.at("/id"), made.at("/created_at"), made.at("/partial_key_hint"), made.at("/key")));
        assertThat(made.at("/key")).matches("dw_chk_[0-9A-Za-z]{49}");
    }

    @Test
    void aRetryMakesNoSecondOne() {
        for (String path : List.of(KEYS, CREDENTIALS)) {
            Reply first = client.post(path, "{\"name\":\"once\"}");
            Reply again = client.with("x-stainless-retry-count", "1").post(path, "{\"name\":\"once\"}");

            assertThat(again.text()).isEqualTo(first.text());
        }
    }

    @Test
    void listsArePagedLikeEveryOther() {
        for (int i = 0; i < 3; i++) {
            client.post(CREDENTIALS, "{\"name\":\"c" + i + "\"}");
        }

        Reply first = client.get(CREDENTIALS + "?limit=2");
        Reply rest = client.get(CREDENTIALS + "?limit=2&after_id=" + first.at("/last_id"));

        assertReply(first).lists("name", List.of("c2", "c1")).has("/has_more", "true");
        assertReply(rest).lists("name", List.of("c0")).has("/has_more", "false");
        assertReply(client.get(KEYS + "?after_id=" + first.at("/last_id")))
                .isInvalid("after_id: is not a valid adminkey_");
    }
}
