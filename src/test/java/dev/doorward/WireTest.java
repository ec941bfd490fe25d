package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.access.Caller;
import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import dev.doorward.credentials.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Golden exchanges: every endpoint and every refusal over real HTTP, held against {@code wire/*.json}.
 *
 * <p>Each scenario runs twice, as clients before and from 2026-10-21. A file shows the exchange as the older ones have it;
 * where the newer ones get another answer, a second file ending in {@code .2026-10-21.json} shows theirs.
 */
class WireTest {
    static final String FOLDER = "wire";

    /** What the names of files begin with: one test for each. */
    static final Set<String> GROUPS = Set.of(
            "me",
            "users",
            "invites",
            "workspaces",
            "workspace-members",
            "api-keys",
            "own-api-keys",
            "admin-keys",
            "check-credentials",
            "journal",
            "introspect",
            "gate",
            "max-age",
            "credentials",
            "requests",
            "retries",
            "limits",
            "probes",
            "failures",
            "refused-credentials",
            "refused-requests",
            "refused-users",
            "refused-invites",
            "refused-workspaces-create",
            "refused-workspaces-update",
            "refused-workspaces-other",
            "refused-workspace-members",
            "refused-api-keys",
            "refused-own-api-keys",
            "refused-admin-keys",
            "refused-check-credentials",
            "refused-journal",
            "refused-introspect");

    @Test
    void me() {
        inBothEras("me", scene -> scene.get("get", "me"));
    }

    @Test
    void users() {
        inBothEras("users", scene -> {
            String ada = scene.organization().addMember("ada@example.com", Role.DEVELOPER);
            scene.organization().addMember("bob@example.com", Role.BILLING);
            scene.organization().addMember("grace@example.com", Role.USER);
            String linus = scene.organization().addMember("Linus+work@Example.com", Role.CLAUDE_CODE_USER);
            String workspace = scene.client()
                    .post("workspaces", json("{'name':'Research'}"))
                    .at("/id");

            scene.get("list", "users");
            String second = scene.get("list-page", "users?limit=2").at("/last_id");
            scene.get("list-after", "users?limit=2&after_id=" + second);
            scene.get("list-before", "users?limit=1&before_id=" + second);
            scene.get("list-by-email", "users?email=ADA@example.com");
            scene.get("list-by-email-finds-tagged", "users?email=linus@example.com");
            scene.get("list-by-roles", "users?roles%5B%5D=billing&roles%5B%5D=admin");
            scene.get("list-empty", "users?email=nobody@example.com");
            scene.get("list-email-not-valid", "users?email=nobody");
            scene.get("list-role-unknown", "users?roles=owner");
            refusedPages(scene, "users", workspace, second);
            scene.get("get", "users/" + ada);
            scene.get("get-unknown", "users/" + unknown(ada));
            scene.get("get-malformed", "users/a%20b%2F..%2Fc");
            scene.post("update", "users/" + ada, json("{'role':'billing'}"));
            scene.post("update-to-admin", "users/" + ada, json("{'role':'admin'}"));
            scene.post("update-without-role", "users/" + ada, "{}");
            scene.post("update-an-admin", "users/" + scene.organization().adminUserId(), json("{'role':'developer'}"));
            scene.post("update-unknown", "users/" + unknown(ada), json("{'role':'user'}"));
            scene.delete("remove", "users/" + linus);
            scene.delete("remove-again", "users/" + linus);
            scene.delete("remove-an-admin", "users/" + scene.organization().adminUserId());
            for (JsonNode user : scene.client().get("users").json().at("/data")) {
                scene.client().delete("users/" + user.at("/id").asString());
            }
            scene.delete("remove-last-member", "users/" + scene.organization().adminUserId());
        });
    }

    @Test
    void invites() {
        inBothEras("invites", scene -> {
            scene.organization().addMember("member@example.com", Role.USER);
            String ada = scene.post("create", "invites", json("{'email':'Ada@Example.com','role':'developer'}"))
                    .at("/id");
            String bob = scene.post(
                            "create-without-groups",
                            "invites",
                            json("{'email':'bob@example.com','role':'user','rbac_group_ids':[]}"))
                    .at("/id");
            String eve = scene.client()
                    .post("invites", json("{'email':'eve@example.com','role':'billing'}"))
                    .at("/id");

            scene.post("create-already-invited", "invites", json("{'email':'ada@example.com','role':'user'}"));
            scene.post("create-already-member", "invites", json("{'email':'Member@example.com','role':'user'}"));
            scene.post("create-admin", "invites", json("{'email':'x@example.com','role':'admin'}"));
            scene.post("create-without-email", "invites", json("{'role':'user'}"));
            scene.post("create-without-role", "invites", json("{'email':'x@example.com'}"));
            scene.post("create-email-not-valid", "invites", json("{'email':'x','role':'user'}"));
            scene.post("create-email-not-a-string", "invites", json("{'email':1,'role':'user'}"));
            scene.post(
                    "create-with-groups",
                    "invites",
                    json("{'email':'x@example.com','role':'user','rbac_group_ids':['rbac_1']}"));
            scene.get("list", "invites");
            scene.get("list-by-email", "invites?email=BOB@example.com");
            scene.get("list-by-roles", "invites?roles=billing&roles=user");
            scene.get("list-status-unknown", "invites?statuses[]=deleted");
            refusedPages(scene, "invites", scene.organization().adminUserId(), ada);
            scene.get("get", "invites/" + ada);
            scene.get("get-unknown", "invites/" + unknown(ada));
            scene.organization().accept(scene.organization().inviteToken(bob), "Bob");
            scene.get("get-accepted", "invites/" + bob);
            scene.delete("delete-accepted", "invites/" + bob);
            scene.delete("delete", "invites/" + eve);
            scene.get("get-deleted", "invites/" + eve);
            scene.delete("delete-again", "invites/" + eve);
            scene.delete("delete-unknown", "invites/" + unknown(eve));
            scene.doorward().clock().advance(Duration.ofDays(21));
            scene.get("get-expired", "invites/" + ada);
            scene.delete("delete-expired", "invites/" + ada);
            scene.post("create-after-expiry", "invites", json("{'email':'ada@example.com','role':'user'}"));
            scene.get("list-by-statuses", "invites?statuses[]=pending&statuses[]=expired");
        });
    }

    @Test
    void workspaces() {
        inBothEras("workspaces", scene -> {
            String defaultId = scene.organization().defaultWorkspaceId();
            String plain = scene.post("create", "workspaces", json("{'name':'Research'}"))
                    .at("/id");
            String full = scene.post("create-with-everything", "workspaces", json("""
                    {'name':'Zoë','display_color':'#3B7DD8','data_residency':{'workspace_geo':'us',\
                    'allowed_inference_geos':['us'],'default_inference_geo':'us'},'tags':{'team':'maths','cost':'7'},\
                    'external_key_id':null,'user_profile_id':null}"""))
                    .at("/id");
            String old =
                    scene.client().post("workspaces", json("{'name':'Old'}")).at("/id");

            scene.post("create-without-name", "workspaces", "{}");
            scene.post("create-name-empty", "workspaces", json("{'name':''}"));
            scene.post("create-name-too-long", "workspaces", json("{'name':'" + "n".repeat(256) + "'}"));
            scene.post("create-name-not-clean", "workspaces", json("{'name':'a\\u202eb'}"));
            scene.post("create-color-not-valid", "workspaces", json("{'name':'x','display_color':'red'}"));
            scene.post(
                    "create-geo-unknown",
                    "workspaces",
                    json("{'name':'x','data_residency':{'default_inference_geo':'eu'}}"));
            scene.post("create-default-geo-not-allowed", "workspaces", json("""
                    {'name':'x','data_residency':{'allowed_inference_geos':['us'],'default_inference_geo':'global'}}"""));
            scene.post("create-tag-reserved", "workspaces", json("{'name':'x','tags':{'Anthropic-team':'y'}}"));
            scene.post("create-tag-not-a-string", "workspaces", json("{'name':'x','tags':{'team':1}}"));
            scene.post("create-tags-too-many", "workspaces", json("{'name':'x','tags':{" + tags(51) + "}}"));
            scene.post("create-external-key", "workspaces", json("{'name':'x','external_key_id':'y'}"));
            scene.get("get", "workspaces/" + plain);
            scene.get("get-default", "workspaces/" + defaultId);
            scene.get("get-unknown", "workspaces/" + unknown(plain));
            scene.post("update", "workspaces/" + plain, json("{'name':'Research 2','display_color':'#112233'}"));
            scene.post("update-nothing", "workspaces/" + plain, "{}");
            scene.post(
                    "update-tags-are-merged",
                    "workspaces/" + full,
                    json("{'tags':{'cost':null,'team':'algebra','new':'1'}}"));
            scene.post(
                    "update-residency",
                    "workspaces/" + full,
                    json("{'data_residency':{'allowed_inference_geos':'unrestricted'}}"));
            scene.post("update-name-null", "workspaces/" + plain, json("{'name':null}"));
            scene.post("update-geo-is-fixed", "workspaces/" + plain, json("{'data_residency':{'workspace_geo':'us'}}"));
            scene.post("update-external-key", "workspaces/" + plain, json("{'external_key_id':null}"));
            scene.post("update-unknown", "workspaces/" + unknown(plain), json("{'name':'x'}"));
            scene.post("update-default-name", "workspaces/" + defaultId, json("{'name':'x'}"));
            scene.doorward().clock().advance(Duration.ofSeconds(1));
            scene.post("archive", "workspaces/" + old + "/archive", null);
            scene.doorward().clock().advance(Duration.ofSeconds(1));
            scene.post("archive-again", "workspaces/" + old + "/archive", "{}");
            scene.post("archive-default", "workspaces/" + defaultId + "/archive", null);
            scene.post("archive-unknown", "workspaces/" + unknown(old) + "/archive", null);
            scene.post("archive-with-a-field", "workspaces/" + plain + "/archive", json("{'name':'x'}"));
            scene.get("get-archived", "workspaces/" + old);
            scene.post("update-archived", "workspaces/" + old, json("{'name':'x'}"));
            scene.get("list", "workspaces");
            scene.get("list-with-archived", "workspaces?include_archived=true&limit=1");
            scene.get("list-with-default", "workspaces?include_default=true&after_id=" + plain);
            scene.get("list-by-ids", "workspaces?ids[]=" + full + "&ids[]=" + unknown(full) + "&ids[]=" + old);
            scene.get("list-flag-not-valid", "workspaces?include_archived=yes");
            scene.get("list-ids-too-many", "workspaces?" + ("ids=" + unknown(full) + "&").repeat(101));
            refusedPages(scene, "workspaces", scene.organization().adminUserId(), plain);
        });
    }

    @Test
    void workspaceMembers() {
        inBothEras("workspace-members", scene -> {
            String admin = scene.organization().adminUserId();
            String ada = scene.organization().addMember("ada@example.com", Role.DEVELOPER);
            String bob = scene.organization().addMember("bob@example.com", Role.BILLING);
            String grace = scene.organization().addMember("grace@example.com", Role.USER);
            String workspace = scene.client()
                    .post("workspaces", json("{'name':'Research'}"))
                    .at("/id");
            String archived =
                    scene.client().post("workspaces", json("{'name':'Old'}")).at("/id");
            scene.client().post("workspaces/" + archived + "/archive");
            String defaultId = scene.organization().defaultWorkspaceId();
            String members = "workspaces/" + workspace + "/members";

            scene.post("add", members, member(ada, "workspace_developer"));
            scene.post("add-again", members, member(ada, "workspace_user"));
            scene.post("add-an-admin", members, member(admin, "workspace_user"));
            scene.post("add-billing-role", members, member(grace, "workspace_billing"));
            scene.post("add-role-unknown", members, member(grace, "developer"));
            scene.post("add-without-role", members, json("{'user_id':'" + grace + "'}"));
            scene.post("add-unknown-user", members, member(unknown(grace), "workspace_user"));
            scene.post(
                    "add-unknown-workspace",
                    members.replace(workspace, unknown(workspace)),
                    member(grace, "workspace_user"));
            scene.post("add-in-default", members.replace(workspace, defaultId), member(grace, "workspace_user"));
            scene.post("add-in-archived", members.replace(workspace, archived), member(grace, "workspace_user"));
            scene.get("list", members);
            scene.get("list-page", members + "?limit=1");
            scene.get("list-after", members + "?limit=1&after_id=" + bob);
            scene.get("list-before", members + "?limit=1&before_id=" + admin);
            scene.get("list-default", members.replace(workspace, defaultId));
            scene.get("list-unknown", members.replace(workspace, unknown(workspace)));
            refusedPages(scene, members, workspace, ada);
            scene.get("get", members + "/" + ada);
            scene.get("get-inherited", members + "/" + admin);
            scene.get("get-not-a-member", members + "/" + grace);
            scene.get("get-in-default", members.replace(workspace, defaultId) + "/" + admin);
            scene.post("update", members + "/" + ada, json("{'workspace_role':'workspace_admin'}"));
            scene.post("update-to-billing", members + "/" + ada, json("{'workspace_role':'workspace_billing'}"));
            scene.post("update-an-admin", members + "/" + admin, json("{'workspace_role':'workspace_user'}"));
            scene.post("update-not-a-member", members + "/" + grace, json("{'workspace_role':'workspace_user'}"));
            scene.post(
                    "update-in-archived",
                    members.replace(workspace, archived) + "/" + bob,
                    json("{'workspace_role':'workspace_user'}"));
            scene.post("update-raises-billing", members + "/" + bob, json("{'workspace_role':'workspace_developer'}"));
            scene.post(
                    "update-falls-back-to-billing",
                    members + "/" + bob,
                    json("{'workspace_role':'workspace_billing'}"));
            scene.delete("remove", members + "/" + ada);
            scene.delete("remove-not-a-member", members + "/" + ada);
            scene.delete("remove-inherited", members + "/" + bob);
            scene.delete("remove-in-default", members.replace(workspace, defaultId) + "/" + admin);
            scene.delete("remove-in-archived", members.replace(workspace, archived) + "/" + bob);
        });
    }

    @Test
    void apiKeys() {
        inBothEras("api-keys", scene -> {
            TestOrganization organization = scene.organization();
            String ada = organization.addMember("ada@example.com", Role.DEVELOPER);
            String workspace = scene.client()
                    .post("workspaces", json("{'name':'Research'}"))
                    .at("/id");
            String closing =
                    scene.client().post("workspaces", json("{'name':'Old'}")).at("/id");
            Optional<String> byAda = Optional.of(ada);
            String build = organization
                    .addApiKey(workspace, "build", byAda, Optional.empty())
                    .key()
                    .id();
            String plain = organization
                    .addApiKey(organization.defaultWorkspaceId(), "plain")
                    .key()
                    .id();
            String brief = organization
                    .addApiKey(workspace, "brief", byAda, Optional.of(TestDoorward.START.plus(Duration.ofHours(1))))
                    .key()
                    .id();
            String stopped = organization.addApiKey(closing, "stopped").key().id();

            scene.get("list", "api_keys");
            scene.get("list-page", "api_keys?limit=1&after_id=" + brief);
            scene.get("list-by-workspace", "api_keys?workspace_id=" + organization.defaultWorkspaceId());
            scene.get("list-by-creator", "api_keys?limit=1&created_by_user_id=" + ada);
            scene.get("list-status-unknown", "api_keys?status=deleted");
            scene.get("list-workspace-not-an-id", "api_keys?workspace_id=default");
            refusedPages(scene, "api_keys", ada, plain);
            scene.get("get", "api_keys/" + build);
            scene.get("get-in-default-workspace", "api_keys/" + plain);
            scene.get("get-unknown", "api_keys/" + unknown(build));
            scene.post("update", "api_keys/" + build, json("{'name':'Build 2','status':'inactive'}"));
            scene.post("update-activate", "api_keys/" + build, json("{'status':'active'}"));
            scene.post("update-nothing", "api_keys/" + build, json("{'name':null,'status':null}"));
            scene.post("update-name-empty", "api_keys/" + build, json("{'name':''}"));
            scene.post("update-to-expired", "api_keys/" + build, json("{'status':'expired'}"));
            scene.post("update-unknown", "api_keys/" + unknown(build), json("{'status':'inactive'}"));
            scene.client().post("workspaces/" + closing + "/archive");
            scene.get("get-in-archived-workspace", "api_keys/" + stopped);
            scene.post("update-in-archived-workspace", "api_keys/" + stopped, json("{'status':'active'}"));
            scene.post("update-archive", "api_keys/" + build, json("{'status':'archived'}"));
            scene.post("update-archived", "api_keys/" + build, json("{'status':'active'}"));
            scene.doorward().clock().advance(Duration.ofHours(1));
            scene.get("get-expired", "api_keys/" + brief);
            scene.post("update-expired", "api_keys/" + brief, json("{'status':'active'}"));
            scene.get("list-by-status", "api_keys?status=archived");
            scene.post("create", "api_keys", json("{'name':'x'}"));
            scene.delete("delete", "api_keys/" + build);
        });
    }

    @Test
    void credentials() {
        inBothEras("credentials", scene -> {
            TestOrganization organization = scene.organization();
            String workspace = organization.defaultWorkspaceId();
            var expiring = organization.addApiKey(
                    workspace, "expiring", Optional.empty(), Optional.of(TestDoorward.START.plusSeconds(60)));
            TestClient expired = scene.as("EXPIRED_API_KEY", expiring.secret().reveal());
            TestClient live = scene.as(
                    "API_KEY",
                    organization.addApiKey(workspace, "live").secret().reveal());
            var archived = organization.addApiKey(workspace, "archived");
            scene.client().post("api_keys/" + archived.key().id(), json("{'status':'archived'}"));
            var revoked = organization.addAdminKey();
            scene.doorward()
                    .app()
                    .adminKeys
                    .revoke(operator(scene), revoked.key().id());
            TestClient reader = scene.as(
                    "READ_KEY", organization.addAdminKey(Scope.READ).secret().reveal());
            TestClient writer = scene.as(
                    "MEMBERS_KEY",
                    organization.addAdminKey(Scope.MEMBERS).secret().reveal());
            String other = organization.addAdminKey().secret().reveal();
            String key = organization.adminKey();
            TestClient bare = new TestClient(scene.doorward().baseUrl());
            scene.as("OTHER_ADMIN_KEY", other);
            scene.doorward().clock().advance(Duration.ofSeconds(60));

            scene.show("missing", bare, "GET", "me", null);
            scene.show("in-the-query", bare, "GET", "me?x-api-key=dw_adm_something", null);
            scene.show("malformed", bare.with("x-api-key", "dw_adm_something"), "GET", "me", null);
            scene.show("unknown", scene.as("UNKNOWN_KEY", unknownKey()), "GET", "me", null);
            scene.show("revoked", scene.as("REVOKED_ADMIN_KEY", revoked.secret().reveal()), "GET", "me", null);
            scene.show("expired-api-key", expired, "GET", "me", null);
            scene.show(
                    "archived-api-key",
                    scene.as("ARCHIVED_API_KEY", archived.secret().reveal()),
                    "GET",
                    "me",
                    null);
            scene.show("api-key", live, "GET", "me", null);
            scene.show("scope-lacking-to-read", writer, "GET", "users", null);
            scene.show("scope-lacking-to-write", reader, "POST", "workspaces", json("{'name':'x'}"));
            scene.show(
                    "same-twice",
                    bare.with("x-api-key", key).with("authorization", "Bearer " + key),
                    "GET",
                    "me",
                    null);
            scene.show(
                    "two-different",
                    bare.with("x-api-key", key).with("authorization", "Bearer " + other),
                    "GET",
                    "me",
                    null);
            scene.show(
                    "other-scheme", bare.with("x-api-key", key).with("authorization", "Basic eDp5"), "GET", "me", null);
            scene.show("only-other-scheme", bare.with("authorization", "Basic eDp5"), "GET", "me", null);
            scene.doorward().app().organizations.setDisabled(operator(scene), true);
            scene.get("organization-disabled", "me");
        });
    }

    @Test
    void requests() {
        inBothEras("requests", scene -> {
            TestClient client = scene.client();

            scene.show("version-absent", client.without("anthropic-version"), "GET", "me", null);
            scene.show("version-2023-01-01", client.with("anthropic-version", "2023-01-01"), "GET", "me", null);
            scene.show("version-unknown", client.with("anthropic-version", "2020-01-01"), "GET", "me", null);
            scene.show("beta-is-ignored", client.with("anthropic-beta", "x"), "GET", "me?beta=true", null);
            scene.get("path-unknown", "nothing");
            scene.get("path-outside", "/v1/messages");
            scene.get("path-with-trailing-slash", "me/");
            scene.show("verb-wrong", client, "PUT", "users", "{}");
            scene.show(
                    "verb-wrong-without-credential",
                    new TestClient(scene.doorward().baseUrl()),
                    "DELETE",
                    "me",
                    null);
            scene.post("body-absent", "workspaces", null);
            scene.post("body-not-json", "workspaces", "name=Research");
            scene.post("body-not-an-object", "workspaces", "[]");
            scene.post("body-with-trailing-garbage", "workspaces", "{\"name\":\"x\"} x");
            scene.post("body-with-a-key-twice", "workspaces", "{\"name\":\"x\",\"name\":\"y\"}");
            scene.post("body-not-a-number", "workspaces", "{\"name\":NaN}");
            scene.post("body-too-deep", "workspaces", "{\"name\":" + "[".repeat(33) + "]".repeat(33) + "}");
            scene.post("body-unknown-field", "workspaces", json("{'name':'x','colour':'red'}"));
            scene.post("body-unknown-field-inside", "workspaces", json("{'name':'x','data_residency':{'geo':'us'}}"));
            scene.post("body-too-large", "workspaces", json("{'name':'" + "n".repeat(256 * 1024) + "'}"));
            scene.show(
                    "body-labelled-as-a-form",
                    client.with("content-type", "application/x-www-form-urlencoded"),
                    "POST",
                    "workspaces",
                    json("{'name':'Research'}"));
            scene.get("query-value-empty", "users?limit=&email=");
            scene.get("query-twice", "users?limit=1&limit=2");
            scene.get("query-not-utf-8", "users?email=%ff");
            scene.get("uri-too-long", "users?x=" + "x".repeat(8 * 1024));
            scene.show("headers-too-large", client.with("x-padding", "x".repeat(16 * 1024)), "GET", "me", null);
        });
    }

    @Test
    void retries() {
        inBothEras("retries", scene -> {
            String body = "{\"name\":\"Research\"}";
            TestClient first = scene.client().with("x-stainless-retry-count", "0");
            TestClient again = scene.client().with("x-stainless-retry-count", "1");
            TestClient keyed = scene.client().with("idempotency-key", "4d1c3a");

            scene.show("create", first, "POST", "workspaces", body);
            scene.show("create-again", again, "POST", "workspaces", body);
            scene.show("key", keyed, "POST", "workspaces", body);
            scene.show("key-again", keyed, "POST", "workspaces", body);
            scene.show("key-for-another-request", keyed, "POST", "workspaces", "{\"name\":\"Search\"}");
            scene.show("key-empty", scene.client().with("idempotency-key", ""), "POST", "workspaces", body);
        });
    }

    @Test
    void limits() {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(Setting.ALLOWED_EMAIL_DOMAINS, "example.com");
        settings.put(Setting.MAX_MEMBERS, "5");
        settings.put(Setting.MAX_WORKSPACES, "2");
        settings.put(Setting.MAX_WORKSPACE_MEMBERS, "1");
        settings.put(Setting.MAX_API_KEYS, "2");
        settings.put(Setting.MAX_WORKSPACE_API_KEYS, "1");
        settings.put(Setting.REQUIRE_VERSION_HEADER, "true");
        inBothEras("limits", settings, scene -> {
            TestOrganization organization = scene.organization();
            String ada = organization.addMember("ada@example.com", Role.DEVELOPER);
            String bob = organization.addMember("bob@example.com", Role.BILLING);
            organization.addMember("grace@example.com", Role.USER);
            String research = scene.client()
                    .post("workspaces", json("{'name':'Research'}"))
                    .at("/id");
            String maths =
                    scene.client().post("workspaces", json("{'name':'Maths'}")).at("/id");
            String members = "workspaces/" + research + "/members";
            scene.client().post(members, member(ada, "workspace_user"));
            String first = organization.addApiKey(research, "first").key().id();
            scene.client().post("api_keys/" + first, json("{'status':'inactive'}"));
            String second = organization.addApiKey(research, "second").key().id();

            scene.show("version-required", scene.client().without("anthropic-version"), "GET", "me", null);
            scene.post("email-domain", "invites", json("{'email':'x@example.org','role':'user'}"));
            scene.client().post("invites", json("{'email':'x@example.com','role':'user'}"));
            scene.post("organization-members", "invites", json("{'email':'y@example.com','role':'user'}"));
            scene.post("workspaces", "workspaces", json("{'name':'One more'}"));
            scene.post("workspace-members-added", members, member(bob, "workspace_user"));
            scene.post("workspace-members-raised", members + "/" + bob, json("{'workspace_role':'workspace_user'}"));
            scene.post("workspace-api-keys", "api_keys/" + first, json("{'status':'active'}"));
            scene.client().post("api_keys/" + second, json("{'status':'inactive'}"));
            organization.addApiKey(maths, "third");
            organization.addApiKey(organization.defaultWorkspaceId(), "fourth");
            scene.post("organization-api-keys", "api_keys/" + first, json("{'status':'active'}"));
        });
    }

    @Test
    void probes() {
        inBothEras("probes", scene -> {
            TestClient nobody = new TestClient(scene.doorward().baseUrl());

            scene.show("livez", nobody, "GET", "/livez", null);
            scene.show("readyz", nobody, "GET", "/readyz", null);
            scene.doorward().app().health.drain();
            scene.show("readyz-stopping", nobody, "GET", "/readyz", null);
        });
    }

    /** All scenarios run at once: what waits for the writer, up to ten seconds, waits only once. */
    @Tag("sqlite")
    @Test
    void failures() {
        Consumer<WireScene> busy = scene -> whileTheWriterIsBusy(
                scene,
                () -> scene.delete(
                        "users-remove-while-locked",
                        "users/" + scene.organization().adminUserId()));
        Consumer<WireScene> shedding = scene -> whileTheWriterIsBusy(
                scene, () -> scene.post("workspaces-create-while-locked", "workspaces", json("{'name':'x'}")));
        Consumer<WireScene> broken = scene -> {
            TestClient unknown = scene.as("UNKNOWN_KEY", unknownKey());
            scene.doorward().app().db.writeInstallation(tx -> tx.update("""
                    INSERT INTO pepper (number, check_value, added_at)
                    VALUES (2, x'00', 0)
                    """));
            scene.show("pepper-missing", unknown, "GET", "me", null);
            scene.show("readyz-pepper-missing", new TestClient(scene.doorward().baseUrl()), "GET", "/readyz", null);
            scene.doorward().app().db.writeInstallation(tx -> tx.update("DROP TABLE invite"));
            scene.get("bug", "invites");
        };
        Consumer<WireScene> late = scene -> {
            CountDownLatch done = new CountDownLatch(1);
            scene.doorward().clock().holdUp("writer", done);
            scene.post("workspaces-create-not-finished", "workspaces", json("{'name':'x'}"));
            done.countDown();
        };
        Consumer<WireScene> lost = scene -> {
            scene.doorward().app().db.writeInstallation(tx -> tx.update("""
                    CREATE TRIGGER lost BEFORE INSERT ON workspace
                    BEGIN
                        SELECT RAISE(ROLLBACK, 'the transaction is lost');
                    END
                    """));
            scene.post("workspaces-create-lost", "workspaces", json("{'name':'x'}"));
            scene.get("workspaces-list-after-a-lost-write", "workspaces");
        };
        Map<WireScene.Era, Map<String, WireScene.Exchange>> exchanges = new EnumMap<>(WireScene.Era.class);
        for (WireScene.Era era : WireScene.Era.values()) {
            exchanges.put(era, new LinkedHashMap<>());
        }
        List<CompletableFuture<Void>> running = new ArrayList<>();
        exchanges.forEach((era, ofEra) -> {
            for (Consumer<WireScene> scenario : List.of(busy, shedding, late, lost, broken)) {
                running.add(CompletableFuture.runAsync(
                        () -> {
                            try (WireScene scene = new WireScene(era, Map.of())) {
                                scenario.accept(scene);
                                synchronized (ofEra) {
                                    ofEra.putAll(scene.exchanges());
                                }
                            }
                        },
                        command -> Thread.ofPlatform().start(command)));
            }
        });
        running.forEach(CompletableFuture::join);

        compare("failures", exchanges);
    }

    private static void whileTheWriterIsBusy(WireScene scene, Runnable work) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> scene.doorward().app().db.writeInstallation(_ -> {
                    begun.countDown();
                    await(done);
                    return null;
                }),
                command -> Thread.ofPlatform().start(command));
        await(begun);
        work.run();
        done.countDown();
        writer.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void inBothEras(String group, Consumer<WireScene> scenario) {
        inBothEras(group, Map.of(), scenario);
    }

    static void inBothEras(String group, Map<Setting, String> settings, Consumer<WireScene> scenario) {
        Map<WireScene.Era, Map<String, WireScene.Exchange>> exchanges = new EnumMap<>(WireScene.Era.class);
        for (WireScene.Era era : WireScene.Era.values()) {
            try (WireScene scene = new WireScene(era, settings)) {
                scenario.accept(scene);
                exchanges.put(era, scene.exchanges());
            }
        }
        compare(group, exchanges);
    }

    private static void compare(String group, Map<WireScene.Era, Map<String, WireScene.Exchange>> exchanges) {
        assertThat(GROUPS).contains(group);
        Map<String, String> files = new LinkedHashMap<>();
        exchanges.get(WireScene.Era.OLD).forEach((name, exchange) -> {
            files.put(group + "-" + name + ".json", exchange.text());
            WireScene.Exchange newer = exchanges.get(WireScene.Era.NEW).get(name);
            if (!newer.answer().equals(exchange.answer())) {
                files.put(group + "-" + name + "." + WireScene.Era.NEW.version() + ".json", newer.text());
            }
        });
        files.forEach((name, text) -> GoldenFile.compare(FOLDER + "/" + name, text));
        GoldenFile.compareNames(FOLDER, name -> belongs(name, group), files.keySet());
    }

    static boolean belongs(String name, String group) {
        return name.startsWith(group + "-");
    }

    /** What every list refuses. */
    static void refusedPages(WireScene scene, String list, String otherKind, String own) {
        scene.get("list-limit-zero", list + "?limit=0");
        scene.get("list-limit-too-large", list + "?limit=1001");
        scene.get("list-cursor-not-an-id", list + "?after_id=x");
        scene.get("list-cursor-of-another-kind", list + "?before_id=" + otherKind);
        scene.get("list-both-cursors", list + "?after_id=" + own + "&before_id=" + own);
    }

    private static Caller.Operator operator(WireScene scene) {
        return scene.doorward().app().operator(scene.organization().id());
    }

    /** The secret of a key that another installation made: right in form, unknown here. */
    private static String unknownKey() {
        return Secret.mint("dw_adm_", new Random(7)).reveal();
    }

    /** An id of the same kind that nothing has. */
    static String unknown(String id) {
        return id.substring(0, id.length() - 5) + "zzzzz";
    }

    static String member(String userId, String role) {
        return json("{'user_id':'" + userId + "','workspace_role':'" + role + "'}");
    }

    static String tags(int count) {
        StringBuilder tags = new StringBuilder();
        for (int i = 0; i < count; i++) {
            tags.append(i == 0 ? "" : ",").append("'t").append(i).append("':''");
        }
        return tags.toString();
    }

    /** JSON written with single quotes. */
    static String json(String text) {
        return text.replace('\'', '"');
    }
}
