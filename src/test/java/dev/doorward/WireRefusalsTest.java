package dev.doorward;

import static dev.doorward.WireTest.inBothEras;
import static dev.doorward.WireTest.json;
import static dev.doorward.WireTest.member;
import static dev.doorward.WireTest.tags;
import static dev.doorward.WireTest.unknown;

import dev.doorward.access.Caller;
import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Golden exchanges of what is refused by its form, field by field: the other half of {@link WireTest}. */
class WireRefusalsTest {
    @Test
    void credentials() {
        inBothEras("refused-credentials", scene -> {
            TestOrganization organization = scene.organization();
            String workspace = organization.defaultWorkspaceId();
            String closed =
                    scene.client().post("workspaces", json("{'name':'Old'}")).at("/id");
            var inactive = organization.addApiKey(workspace, "inactive");
            var inClosed = organization.addApiKey(closed, "in a closed workspace");
            var live = organization.addApiKey(workspace, "live");
            scene.client().post("api_keys/" + inactive.key().id(), json("{'status':'inactive'}"));
            scene.client().post("workspaces/" + closed + "/archive");
            TestClient reader = scene.as(
                    "READ_KEY", organization.addAdminKey(Scope.READ).secret().reveal());
            String someone = unknown(organization.adminUserId());

            scene.show(
                    "inactive-api-key",
                    scene.as("INACTIVE_API_KEY", inactive.secret().reveal()),
                    "GET",
                    "me",
                    null);
            scene.show(
                    "api-key-in-archived-workspace",
                    scene.as("API_KEY_OF_OLD", inClosed.secret().reveal()),
                    "GET",
                    "me",
                    null);
            scene.show("scope-members", reader, "DELETE", "users/" + someone, null);
            scene.show("scope-workspaces", reader, "POST", "workspaces/" + closed + "/archive", null);
            scene.show(
                    "scope-api-keys", reader, "POST", "api_keys/" + live.key().id(), "{}");
            Caller.Operator operator = scene.doorward().app().operator(organization.id());
            scene.doorward().app().organizations.setDisabled(operator, true);
            scene.show(
                    "api-key-of-disabled-organization",
                    scene.as("API_KEY", live.secret().reveal()),
                    "GET",
                    "me",
                    null);
        });
    }

    @Test
    void requests() {
        inBothEras("refused-requests", scene -> {
            scene.show("headers-too-large", scene.client().with("x-filler", "x".repeat(17 * 1024)), "GET", "me", null);
            scene.get("limit-not-a-number", "users?limit=1e3");
            scene.get("limit-negative", "users?limit=-1");
        });
    }

    @Test
    void users() {
        inBothEras("refused-users", scene -> {
            String ada = scene.organization().addMember("ada@example.com", Role.DEVELOPER);

            scene.post("update-role-null", "users/" + ada, json("{'role':null}"));
            scene.post("update-role-not-a-string", "users/" + ada, json("{'role':1}"));
            scene.post("update-unknown-field", "users/" + ada, json("{'role':'user','name':'x'}"));
            scene.post("update-body-absent", "users/" + ada, null);
            scene.post("update-malformed-id", "users/x", json("{'role':'user'}"));
            scene.delete("remove-malformed-id", "users/x");
            scene.get("get-id-of-another-kind", "users/" + scene.organization().defaultWorkspaceId());
            scene.get("list-email-twice", "users?email=a@example.com&email=b@example.com");
        });
    }

    @Test
    void invites() {
        inBothEras("refused-invites", scene -> {
            String local = "n".repeat(65);

            scene.post("create-email-null", "invites", json("{'email':null,'role':'user'}"));
            scene.post("create-email-too-long", "invites", json("{'email':'" + local + "@example.com','role':'user'}"));
            scene.post("create-role-not-a-string", "invites", json("{'email':'x@example.com','role':[]}"));
            scene.post(
                    "create-groups-not-a-list",
                    "invites",
                    json("{'email':'x@example.com','role':'user','rbac_group_ids':'x'}"));
            scene.post("create-unknown-field", "invites", json("{'email':'x@example.com','role':'user','name':'x'}"));
            scene.post("create-body-absent", "invites", null);
            scene.get("list-email-not-valid", "invites?email=nobody");
            scene.get("list-role-unknown", "invites?roles=owner");
            scene.get("get-malformed-id", "invites/x");
            scene.delete("delete-malformed-id", "invites/x");
        });
    }

    @Test
    void newWorkspaces() {
        inBothEras("refused-workspaces-create", scene -> {
            Map<String, String> bodies = Map.ofEntries(
                    Map.entry("name-null", "{'name':null}"),
                    Map.entry("name-not-a-string", "{'name':1}"),
                    Map.entry("name-blank", "{'name':'  '}"),
                    Map.entry("color-not-a-string", "{'name':'x','display_color':1}"),
                    Map.entry("residency-not-an-object", "{'name':'x','data_residency':'us'}"),
                    Map.entry("workspace-geo-unknown", "{'name':'x','data_residency':{'workspace_geo':'global'}}"),
                    Map.entry("geos-a-word", "{'name':'x','data_residency':{'allowed_inference_geos':'us'}}"),
                    Map.entry("geos-empty", "{'name':'x','data_residency':{'allowed_inference_geos':[]}}"),
                    Map.entry("geos-twice", "{'name':'x','data_residency':{'allowed_inference_geos':['us','us']}}"),
                    Map.entry("geos-unknown", "{'name':'x','data_residency':{'allowed_inference_geos':['eu']}}"),
                    Map.entry("geos-not-a-string", "{'name':'x','data_residency':{'allowed_inference_geos':[1]}}"),
                    Map.entry("tags-not-an-object", "{'name':'x','tags':[]}"),
                    Map.entry("tag-null", "{'name':'x','tags':{'team':null}}"),
                    Map.entry("tag-key-empty", "{'name':'x','tags':{'':'y'}}"),
                    Map.entry("tag-key-too-long", "{'name':'x','tags':{'" + "k".repeat(129) + "':'y'}}"),
                    Map.entry("tag-value-too-long", "{'name':'x','tags':{'team':'" + "v".repeat(257) + "'}}"),
                    Map.entry("tag-not-clean", "{'name':'x','tags':{'team':'a\\u0000b'}}"),
                    Map.entry("user-profile", "{'name':'x','user_profile_id':'y'}"));

            bodies.keySet().stream().sorted().forEach(name -> scene.post(name, "workspaces", json(bodies.get(name))));
        });
    }

    @Test
    void changedWorkspaces() {
        inBothEras("refused-workspaces-update", scene -> {
            String open = scene.client()
                    .post("workspaces", json("{'name':'Research','tags':{'team':'maths'}}"))
                    .at("/id");
            String old =
                    scene.client().post("workspaces", json("{'name':'Old'}")).at("/id");
            scene.client().post("workspaces/" + old + "/archive");
            Map<String, String> bodies = Map.ofEntries(
                    Map.entry("unknown-field", "{'colour':'red'}"),
                    Map.entry("name-too-long", "{'name':'" + "n".repeat(256) + "'}"),
                    Map.entry("color-null", "{'display_color':null}"),
                    Map.entry("color-not-valid", "{'display_color':'red'}"),
                    Map.entry("residency-not-an-object", "{'data_residency':'us'}"),
                    Map.entry("default-geo-not-allowed", "{'data_residency':{'allowed_inference_geos':['us']}}"),
                    Map.entry("tag-reserved", "{'tags':{'anthropic':'y'}}"),
                    Map.entry("tags-too-many", "{'tags':{" + tags(50) + "}}"),
                    Map.entry("user-profile", "{'user_profile_id':null}"));

            bodies.keySet().stream()
                    .sorted()
                    .forEach(name -> scene.post(name, "workspaces/" + open, json(bodies.get(name))));
            scene.post("body-absent", "workspaces/" + open, null);
            scene.post("nothing-in-an-archived-one", "workspaces/" + old, "{}");
            scene.post("malformed-id", "workspaces/x", "{}");
        });
    }

    @Test
    void readAndArchivedWorkspaces() {
        inBothEras("refused-workspaces-other", scene -> {
            String open = scene.client()
                    .post("workspaces", json("{'name':'Research'}"))
                    .at("/id");

            scene.get("list-default-flag-not-valid", "workspaces?include_default=1");
            scene.get("list-flag-twice", "workspaces?include_archived=true&include_archived=true");
            scene.get("get-malformed-id", "workspaces/default");
            scene.post("archive-body-not-an-object", "workspaces/" + open + "/archive", "[]");
            scene.post("archive-malformed-id", "workspaces/x/archive", null);
        });
    }

    @Test
    void workspaceMembers() {
        inBothEras("refused-workspace-members", scene -> {
            String admin = scene.organization().adminUserId();
            String ada = scene.organization().addMember("ada@example.com", Role.DEVELOPER);
            String workspace = scene.client()
                    .post("workspaces", json("{'name':'Research'}"))
                    .at("/id");
            String members = "workspaces/" + workspace + "/members";
            String nowhere = members.replace(workspace, unknown(workspace));
            String inDefault = members.replace(workspace, scene.organization().defaultWorkspaceId());
            String user = json("{'workspace_role':'workspace_user'}");
            scene.client().post(members, member(ada, "workspace_user"));

            scene.post("add-without-user", members, user);
            scene.post("add-user-not-a-string", members, json("{'user_id':1,'workspace_role':'workspace_user'}"));
            scene.post("add-user-malformed", members, member("x", "workspace_user"));
            scene.post("add-unknown-field", members, json("{'user_id':'x','workspace_role':'workspace_user','a':1}"));
            scene.post("add-body-absent", members, null);
            scene.get("get-unknown-user", members + "/" + unknown(ada));
            scene.get("get-malformed-user", members + "/x");
            scene.get("get-unknown-workspace", nowhere + "/" + ada);
            scene.post("update-without-role", members + "/" + ada, "{}");
            scene.post("update-role-unknown", members + "/" + ada, json("{'workspace_role':'developer'}"));
            scene.post("update-role-not-a-string", members + "/" + ada, json("{'workspace_role':null}"));
            scene.post("update-unknown-field", members + "/" + ada, json("{'workspace_role':'workspace_user','a':1}"));
            scene.post("update-unknown-user", members + "/" + unknown(ada), user);
            scene.post("update-unknown-workspace", nowhere + "/" + ada, user);
            scene.post("update-in-default", inDefault + "/" + ada, user);
            scene.delete("remove-an-admin", members + "/" + admin);
            scene.delete("remove-unknown-user", members + "/" + unknown(ada));
            scene.delete("remove-unknown-workspace", nowhere + "/" + ada);
        });
    }

    @Test
    void apiKeys() {
        inBothEras("refused-api-keys", scene -> {
            TestOrganization organization = scene.organization();
            String key = "api_keys/"
                    + organization
                            .addApiKey(organization.defaultWorkspaceId(), "plain")
                            .key()
                            .id();

            scene.post("update-name-not-a-string", key, json("{'name':1}"));
            scene.post("update-name-blank", key, json("{'name':' '}"));
            scene.post("update-name-too-long", key, json("{'name':'" + "n".repeat(501) + "'}"));
            scene.post("update-name-not-clean", key, json("{'name':'a\\u202eb'}"));
            scene.post("update-status-unknown", key, json("{'status':'deleted'}"));
            scene.post("update-status-not-a-string", key, json("{'status':true}"));
            scene.post("update-unknown-field", key, json("{'expires_at':null}"));
            scene.post("update-body-absent", key, null);
            scene.post("update-malformed-id", "api_keys/x", "{}");
            scene.get("get-malformed-id", "api_keys/x");
            scene.get("list-creator-not-an-id", "api_keys?created_by_user_id=x");
            scene.get("list-status-twice", "api_keys?status=active&status=inactive");
        });
    }

    @Test
    void ownApiKeys() {
        inBothEras("refused-own-api-keys", scene -> {
            TestOrganization organization = scene.organization();
            String keys = "/doorward/v1/api_keys";
            String rotate = keys + "/"
                    + organization
                            .addApiKey(organization.defaultWorkspaceId(), "plain")
                            .id()
                    + "/rotate";

            scene.post("create-without-name", keys, "{}");
            scene.post("create-name-blank", keys, json("{'name':' '}"));
            scene.post("create-name-too-long", keys, json("{'name':'" + "n".repeat(501) + "'}"));
            scene.post("create-workspace-not-a-string", keys, json("{'name':'x','workspace_id':1}"));
            scene.post("create-workspace-malformed", keys, json("{'name':'x','workspace_id':'default'}"));
            scene.post("create-expiry-not-a-time", keys, json("{'name':'x','expires_at':'tomorrow'}"));
            scene.post("create-expiry-without-offset", keys, json("{'name':'x','expires_at':'2027-01-01T00:00:00'}"));
            scene.post("create-expiry-not-a-string", keys, json("{'name':'x','expires_at':1798761600}"));
            scene.post("create-unknown-field", keys, json("{'name':'x','created_by':'y'}"));
            scene.post("create-body-absent", keys, null);
            scene.post("rotate-without-overlap", rotate, "{}");
            scene.post("rotate-overlap-negative", rotate, json("{'overlap_seconds':-1}"));
            scene.post("rotate-overlap-not-whole", rotate, json("{'overlap_seconds':1.5}"));
            scene.post("rotate-overlap-not-a-number", rotate, json("{'overlap_seconds':'60'}"));
            scene.post("rotate-unknown-field", rotate, json("{'overlap_seconds':0,'name':'x'}"));
            scene.post("rotate-body-absent", rotate, null);
            scene.post("rotate-malformed-id", keys + "/x/rotate", json("{'overlap_seconds':0}"));
            scene.get("get-malformed-id", keys + "/x");
            scene.get("list-creator-not-an-id", keys + "?created_by_user_id=x");
            scene.get("list-status-unknown", keys + "?status=deleted");
            scene.delete("delete", rotate.replace("/rotate", ""));
        });
    }

    @Test
    void adminKeys() {
        inBothEras("refused-admin-keys", scene -> {
            String keys = "/doorward/v1/admin_keys";

            scene.post("create-name-not-a-string", keys, json("{'name':1}"));
            scene.post("create-name-too-long", keys, json("{'name':'" + "n".repeat(501) + "'}"));
            scene.post("create-scopes-empty", keys, json("{'name':'x','scopes':[]}"));
            scene.post("create-scopes-not-a-list", keys, json("{'name':'x','scopes':'read'}"));
            scene.post("create-scope-not-a-string", keys, json("{'name':'x','scopes':['read',1]}"));
            scene.post("create-unknown-field", keys, json("{'name':'x','scope':'read'}"));
            scene.post("create-body-absent", keys, null);
            scene.get("get-malformed-id", keys + "/x");
            scene.post("revoke-malformed-id", keys + "/x/revoke", null);
        });
    }

    @Test
    void checkCredentials() {
        inBothEras("refused-check-credentials", scene -> {
            String credentials = "/doorward/v1/check_credentials";

            scene.post("create-name-null", credentials, json("{'name':null}"));
            scene.post("create-name-too-long", credentials, json("{'name':'" + "n".repeat(501) + "'}"));
            scene.post("create-unknown-field", credentials, json("{'name':'x','scopes':['read']}"));
            scene.post("create-body-absent", credentials, null);
            scene.get("get-malformed-id", credentials + "/x");
            scene.post("revoke-malformed-id", credentials + "/x/revoke", null);
        });
    }

    @Test
    void journal() {
        inBothEras("refused-journal", scene -> {
            scene.get("after-negative", "/doorward/v1/journal?after=-1");
            scene.get("after-twice", "/doorward/v1/journal?after=1&after=2");
            scene.get("limit-zero", "/doorward/v1/journal?limit=0");
            scene.get("action-twice", "/doorward/v1/journal?action=a&action=b");
        });
    }

    @Test
    void introspect() {
        inBothEras("refused-introspect", scene -> {
            String introspect = "/doorward/v1/introspect";

            scene.post("body-absent", introspect, null);
            scene.post("token-twice", introspect, "token=x&token=y");
            scene.post("token-not-a-string", introspect, json("{'token':1}"));
            scene.post("form-not-well-encoded", introspect, "token=%zz");
            scene.post("json-not-well-formed", introspect, "{\"token\":");
            scene.show(
                    "without-scope",
                    scene.as(
                            "MEMBERS_KEY",
                            scene.organization().addAdminKey(Scope.MEMBERS).revealed()),
                    "POST",
                    introspect,
                    "token=x");
            scene.get("get", introspect);
        });
    }
}
