package dev.doorward;

import static dev.doorward.WireTest.inBothEras;
import static dev.doorward.WireTest.json;
import static dev.doorward.WireTest.refusedPages;
import static dev.doorward.WireTest.unknown;

import dev.doorward.access.Scope;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Golden exchanges of the endpoints that the vendor's API does not have, below {@code /doorward/v1}. */
class WireOwnTest {
    private static final String API_KEYS = "/doorward/v1/api_keys";
    private static final String ADMIN_KEYS = "/doorward/v1/admin_keys";
    private static final String CHECK_CREDENTIALS = "/doorward/v1/check_credentials";
    private static final String JOURNAL = "/doorward/v1/journal";
    private static final String INTROSPECT = "/doorward/v1/introspect";
    private static final String CHECK = "/doorward/v1/check/";

    @Test
    void apiKeys() {
        inBothEras("own-api-keys", scene -> {
            TestOrganization organization = scene.organization();
            String workspace = scene.client()
                    .post("workspaces", json("{'name':'Research'}"))
                    .at("/id");
            String archived =
                    scene.client().post("workspaces", json("{'name':'Old'}")).at("/id");
            scene.client().post("workspaces/" + archived + "/archive");
            String end = "2026-01-03T00:00:00Z";

            TestClient.Reply plain = scene.post("create", API_KEYS, json("{'name':'plain'}"));
            String id = plain.at("/id");
            String full = scene.post(
                            "create-with-everything",
                            API_KEYS,
                            json("{'name':'full','workspace_id':'" + workspace + "','expires_at':'" + end + "'}"))
                    .at("/id");
            scene.post("create-in-archived", API_KEYS, json("{'name':'x','workspace_id':'" + archived + "'}"));
            scene.post("create-in-unknown", API_KEYS, json("{'name':'x','workspace_id':'" + unknown(workspace) + "'}"));
            scene.post("create-expired", API_KEYS, json("{'name':'x','expires_at':'2026-01-01T00:00:00Z'}"));
            scene.get("get-never-used", API_KEYS + "/" + id);
            new TestClient(scene.doorward().baseUrl())
                    .with("x-api-key", plain.at("/key"))
                    .get(CHECK + organization.id());
            scene.doorward().app().apiKeyUses.flush();
            scene.get("get", API_KEYS + "/" + id);
            scene.get("get-unknown", API_KEYS + "/" + unknown(id));
            scene.get("list", API_KEYS);
            scene.get("list-page", API_KEYS + "?limit=1&after_id=" + full);
            scene.get("list-by-workspace", API_KEYS + "?workspace_id=" + workspace);
            scene.get("list-by-status", API_KEYS + "?status=inactive");
            refusedPages(scene, API_KEYS, organization.adminUserId(), id);
            scene.post("rotate", API_KEYS + "/" + id + "/rotate", json("{'overlap_seconds':3600}"));
            scene.get("get-rotated", API_KEYS + "/" + id);
            scene.post(
                    "rotate-at-once",
                    API_KEYS + "/" + full + "/rotate",
                    json("{'overlap_seconds':0,'expires_at':'" + end + "'}"));
            scene.post("rotate-again", API_KEYS + "/" + full + "/rotate", json("{'overlap_seconds':0}"));
            scene.post("rotate-unknown", API_KEYS + "/" + unknown(id) + "/rotate", json("{'overlap_seconds':0}"));
            scene.post("rotate-too-long", API_KEYS + "/" + id + "/rotate", json("{'overlap_seconds':604801}"));
            scene.show("create-without-scope", reader(scene), "POST", API_KEYS, json("{'name':'x'}"));
        });
    }

    @Test
    void adminKeys() {
        inBothEras("admin-keys", scene -> {
            String all =
                    scene.post("create", ADMIN_KEYS, json("{'name':'deploy'}")).at("/id");
            String scoped = scene.post(
                            "create-with-scopes",
                            ADMIN_KEYS,
                            json("{'name':'collector','scopes':['read','read_journal']}"))
                    .at("/id");
            TestClient maker = scene.as(
                    "ADMIN_KEYS_KEY",
                    scene.organization()
                            .addAdminKey(Scope.READ, Scope.ADMIN_KEYS)
                            .revealed());

            scene.post("create-without-name", ADMIN_KEYS, "{}");
            scene.post("create-scope-unknown", ADMIN_KEYS, json("{'name':'x','scopes':['write']}"));
            scene.show(
                    "create-beyond-ones-own",
                    maker,
                    "POST",
                    ADMIN_KEYS,
                    json("{'name':'x','scopes':['read','members','api_keys']}"));
            scene.show("create-without-scope", reader(scene), "POST", ADMIN_KEYS, json("{'name':'x'}"));
            scene.get("list", ADMIN_KEYS + "?limit=2");
            scene.get("list-after", ADMIN_KEYS + "?limit=1&after_id=" + scoped);
            refusedPages(scene, ADMIN_KEYS, scene.organization().adminUserId(), all);
            scene.get("get", ADMIN_KEYS + "/" + scoped);
            scene.get("get-unknown", ADMIN_KEYS + "/" + unknown(all));
            scene.doorward().clock().advance(Duration.ofSeconds(1));
            scene.post("revoke", ADMIN_KEYS + "/" + all + "/revoke", null);
            scene.doorward().clock().advance(Duration.ofSeconds(1));
            scene.post("revoke-again", ADMIN_KEYS + "/" + all + "/revoke", "{}");
            scene.post("revoke-unknown", ADMIN_KEYS + "/" + unknown(all) + "/revoke", null);
            scene.post("revoke-with-a-field", ADMIN_KEYS + "/" + scoped + "/revoke", json("{'name':'x'}"));
        });
    }

    @Test
    void checkCredentials() {
        inBothEras("check-credentials", scene -> {
            TestClient.Reply made = scene.post("create", CHECK_CREDENTIALS, json("{'name':'gateway'}"));
            String id = made.at("/id");
            TestClient gateway = scene.as("CHECK_CREDENTIAL", made.at("/key"));

            scene.post("create-without-name", CHECK_CREDENTIALS, "{}");
            scene.show("create-without-scope", reader(scene), "POST", CHECK_CREDENTIALS, json("{'name':'x'}"));
            scene.show("may-only-check", gateway, "GET", "me", null);
            scene.get("list", CHECK_CREDENTIALS);
            scene.get("list-after", CHECK_CREDENTIALS + "?after_id=" + id);
            refusedPages(scene, CHECK_CREDENTIALS, scene.organization().adminUserId(), id);
            scene.get("get", CHECK_CREDENTIALS + "/" + id);
            scene.get("get-unknown", CHECK_CREDENTIALS + "/" + unknown(id));
            scene.doorward().clock().advance(Duration.ofSeconds(1));
            scene.post("revoke", CHECK_CREDENTIALS + "/" + id + "/revoke", null);
            scene.doorward().clock().advance(Duration.ofSeconds(1));
            scene.post("revoke-again", CHECK_CREDENTIALS + "/" + id + "/revoke", "{}");
            scene.show("revoked", gateway, "POST", INTROSPECT, "token=x");
            scene.post("revoke-unknown", CHECK_CREDENTIALS + "/" + unknown(id) + "/revoke", null);
            scene.post("revoke-with-a-field", CHECK_CREDENTIALS + "/" + id + "/revoke", json("{'name':'x'}"));
        });
    }

    /** Everything is done over HTTP: what the operator does has the name of this machine's user in the journal. */
    @Test
    void journal() {
        inBothEras("journal", scene -> {
            String workspace = scene.client()
                    .post("workspaces", json("{'name':'Research'}"))
                    .at("/id");
            TestClient.Reply key =
                    scene.client().post(API_KEYS, json("{'name':'batch','workspace_id':'" + workspace + "'}"));
            scene.client().post("api_keys/" + key.at("/id"), json("{'status':'inactive'}"));
            scene.client().post("api_keys/" + key.at("/id"), json("{'status':'active'}"));
            scene.client().post(API_KEYS + "/" + key.at("/id") + "/rotate", json("{'overlap_seconds':60}"));
            String admin =
                    scene.client().get(ADMIN_KEYS).json().at("/data/0/id").asString();

            scene.get("first", JOURNAL + "?limit=1");
            String last = scene.get("page", JOURNAL + "?after=1&limit=2").at("/last_seq");
            scene.get("rest", JOURNAL + "?after=" + last);
            scene.get("end", JOURNAL + "?after=10");
            scene.get("behind-the-end", JOURNAL + "?after=11");
            scene.get("by-action", JOURNAL + "?action=api_key.rotated");
            scene.get("by-object", JOURNAL + "?limit=1&object=" + key.at("/id"));
            scene.get("by-actor", JOURNAL + "?limit=1&actor=" + admin);
            scene.get("after-not-a-number", JOURNAL + "?after=x");
            scene.get("limit-too-large", JOURNAL + "?limit=1001");
            scene.show(
                    "without-scope",
                    scene.as(
                            "READ_KEY",
                            scene.client()
                                    .post(ADMIN_KEYS, json("{'name':'reader','scopes':['read']}"))
                                    .at("/key")),
                    "GET",
                    JOURNAL,
                    null);
        });
    }

    @Test
    void introspect() {
        inBothEras("introspect", scene -> {
            TestOrganization organization = scene.organization();
            String workspace = organization.defaultWorkspaceId();
            String live = organization.addApiKey(workspace, "live").revealed();
            String ending = organization
                    .addApiKey(
                            workspace,
                            "ending",
                            Optional.empty(),
                            Optional.of(TestDoorward.START.plus(Duration.ofHours(1))))
                    .revealed();
            var inactive = organization.addApiKey(workspace, "inactive");
            scene.client().post("api_keys/" + inactive.id(), json("{'status':'inactive'}"));
            TestClient gateway = scene.as(
                    "CHECK_CREDENTIAL", organization.addCheckCredential().revealed());
            scene.as("API_KEY", live);
            scene.as("ENDING_API_KEY", ending);
            scene.as("INACTIVE_API_KEY", inactive.revealed());

            scene.show("active", asForm(gateway), "POST", INTROSPECT, "token=" + live);
            scene.show(
                    "active-that-ends",
                    asForm(gateway),
                    "POST",
                    INTROSPECT,
                    "token=" + ending + "&token_type_hint=access_token");
            scene.show("active-in-json", gateway, "POST", INTROSPECT, json("{'token':'" + live + "'}"));
            scene.show("by-an-admin-key", asForm(reader(scene)), "POST", INTROSPECT, "token=" + live);
            scene.show("inactive", asForm(gateway), "POST", INTROSPECT, "token=" + inactive.revealed());
            scene.show("malformed", asForm(gateway), "POST", INTROSPECT, "token=x");
            scene.show(
                    "an-admin-key-presented", asForm(gateway), "POST", INTROSPECT, "token=" + organization.adminKey());
            scene.show("without-token", asForm(gateway), "POST", INTROSPECT, "token_type_hint=access_token");
            scene.show(
                    "without-credential",
                    asForm(new TestClient(scene.doorward().baseUrl())),
                    "POST",
                    INTROSPECT,
                    "token=" + live);
            scene.show("by-an-api-key", asForm(scene.as("API_KEY", live)), "POST", INTROSPECT, "token=" + live);
        });
    }

    @Test
    void check() {
        inBothEras("gate", scene -> {
            TestOrganization organization = scene.organization();
            String research = scene.client()
                    .post("workspaces", json("{'name':'Research'}"))
                    .at("/id");
            var named = organization.addApiKey(organization.defaultWorkspaceId(), "Zoë's key, 100 %");
            var inactive = organization.addApiKey(research, "inactive");
            scene.client().post("api_keys/" + inactive.id(), json("{'status':'inactive'}"));
            TestClient live = scene.as("API_KEY", named.revealed());
            String organizationGate = CHECK + organization.id();
            String messages = "/v1/messages?beta=true";

            scene.show("of-the-organization", live, "GET", organizationGate, null);
            scene.show("of-the-workspace", live, "GET", CHECK + organization.defaultWorkspaceId(), null);
            scene.show("below", live, "POST", organizationGate + messages, json("{'model':'m'}"));
            scene.show("any-verb", live, "PROPFIND", organizationGate + "/..%2f/", null);
            scene.show("of-another-workspace", live, "GET", CHECK + research, null);
            scene.show("of-another-workspace-below", live, "DELETE", CHECK + research + messages, null);
            scene.show("of-an-unknown-workspace", live, "GET", CHECK + unknown(research), null);
            scene.show("without-id", live, "GET", CHECK, null);
            scene.show(
                    "without-key",
                    new TestClient(scene.doorward().baseUrl()),
                    "GET",
                    organizationGate + messages,
                    null);
            scene.show("inactive", scene.as("INACTIVE_API_KEY", inactive.revealed()), "GET", organizationGate, null);
            scene.show("by-an-admin-key", scene.client(), "GET", organizationGate, null);
            scene.show("malformed", scene.as("MALFORMED", "dw_key_x"), "GET", organizationGate, null);
        });
    }

    @Test
    void checkThatMayBeRemembered() {
        inBothEras("max-age", Map.of(Setting.CHECK_MAX_AGE, "60s"), scene -> {
            TestOrganization organization = scene.organization();
            var key = organization.addApiKey(organization.defaultWorkspaceId(), "live");

            scene.show("check", scene.as("API_KEY", key.revealed()), "GET", CHECK + organization.id(), null);
            scene.post("introspect", INTROSPECT, json("{'token':'" + key.revealed() + "'}"));
            scene.post("introspect-inactive", INTROSPECT, json("{'token':'x'}"));
        });
    }

    private static TestClient reader(WireScene scene) {
        return scene.as("READ_KEY", scene.organization().addAdminKey(Scope.READ).revealed());
    }

    private static TestClient asForm(TestClient client) {
        return client.with("content-type", "application/x-www-form-urlencoded");
    }
}
