package dev.doorward.workspaces;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the contract's section 5 promises of lists, archiving and the default workspace. */
class WorkspacesTest {
    private final TestOrganization organization = TestDoorward.shared().newOrganization();
    private final TestClient client = organization.client();

    @Test
    void listsHideTheArchivedAndTheDefaultOneUnlessAskedFor() {
        String open = create("Open").at("/id");
        String archived = create("Archived").at("/id");
        client.post("workspaces/" + archived + "/archive");
        String standard = organization.defaultWorkspaceId();

        assertReply(client.get("workspaces")).listsIds(List.of(open));
        assertReply(client.get("workspaces?include_archived=false&include_default=false"))
                .listsIds(List.of(open));
        assertReply(client.get("workspaces?include_archived=true")).listsIds(List.of(archived, open));
        assertReply(client.get("workspaces?include_default=true")).listsIds(List.of(open, standard));
        assertReply(client.get("workspaces?include_archived=true&include_default=true"))
                .listsIds(List.of(archived, open, standard));
    }

    @Test
    void idsNarrowAListAndTheFlagsStillApply() {
        String one = create("One").at("/id");
        create("Two");
        String archived = create("Archived").at("/id");
        client.post("workspaces/" + archived + "/archive");
        String standard = organization.defaultWorkspaceId();
        String foreign = TestDoorward.shared().newOrganization().defaultWorkspaceId();
        String ids = ids(List.of(one, archived, standard, foreign, "wrkspc_01unknown", "x"));

        assertReply(client.get("workspaces?" + ids)).listsIds(List.of(one));
        assertReply(client.get("workspaces?include_archived=true&" + ids)).listsIds(List.of(archived, one));
        assertReply(client.get("workspaces?include_default=true&" + ids)).listsIds(List.of(one, standard));
        assertReply(client.get("workspaces?ids=x")).listsIds(List.of());
    }

    @Test
    void atMostAHundredIdsAreAskedForAtOnce() {
        List<String> hundred = IntStream.range(0, 100)
                .mapToObj(_ -> organization.defaultWorkspaceId())
                .toList();

        assertReply(client.get("workspaces?" + ids(hundred))).isOk();
        assertReply(client.get("workspaces?ids=x&" + ids(hundred))).isInvalid("ids: at most 100");
    }

    private static String ids(List<String> ids) {
        return ids.stream().map(id -> "ids%5B%5D=" + id).collect(Collectors.joining("&"));
    }

    @Test
    void archivingIsFinalAndAnswersTheSameTwice() {
        String id = create("W").at("/id");

        Reply first = client.post("workspaces/" + id + "/archive");
        Reply second = client.post("workspaces/" + id + "/archive", "{}");

        assertReply(first).isOk().has("/id", id);
        assertThat(first.at("/archived_at")).matches("\\d{4}-.*\\.\\d{6}Z");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(client.get("workspaces/" + id).text()).isEqualTo(first.text());
    }

    @Test
    void archivingTakesNoFields() {
        String id = create("W").at("/id");

        Reply reply = client.post("workspaces/" + id + "/archive", "{\"name\":\"x\"}");

        assertReply(reply).isInvalid("name: Extra inputs are not permitted");
    }

    @Test
    void theKeysOfAnArchivedWorkspaceStopAtOnce() {
        String id = create("W").at("/id");
        var key = organization.addApiKey(id, "k");
        TestClient keyClient = client.with("x-api-key", key.secret().reveal());
        assertReply(keyClient.get("me")).isRefused(403); // Known and live.

        client.post("workspaces/" + id + "/archive");

        assertReply(keyClient.get("me")).isRefused(401);
        assertReply(client.get("api_keys/" + key.key().id())).isOk().has("/status", "archived");
        assertReply(client.get("api_keys?status=archived&workspace_id=" + id))
                .listsIds(List.of(key.key().id()));
        assertReply(client.get("api_keys?status=active")).listsIds(List.of());
        assertReply(client.post("api_keys/" + key.key().id(), "{\"status\":\"active\"}"))
                .isInvalid("status: ");
    }

    @Test
    void anArchivedWorkspaceStaysReadableAndChangesNoMore() {
        String path = "workspaces/" + create("W").at("/id");
        String ada = organization.addMember("ada@example.com", Role.USER);
        String bob = organization.addMember("bob@example.com", Role.USER);
        client.post(path + "/members", member(ada));

        client.post(path + "/archive");

        assertReply(client.get(path + "/members")).lists("user_id", List.of(ada, organization.adminUserId()));
        assertReply(client.get(path + "/members/" + ada)).isOk();
        assertReply(client.post(path, "{\"name\":\"x\"}")).isInvalid("Workspace ");
        assertReply(client.post(path, "{}")).isInvalid("Workspace ");
        assertReply(client.post(path + "/members", member(bob))).isInvalid("Workspace ");
        assertReply(client.post(path + "/members/" + ada, "{\"workspace_role\":\"workspace_user\"}"))
                .isInvalid("Workspace ");
        assertReply(client.delete(path + "/members/" + ada)).isInvalid("Workspace ");
    }

    @Test
    void theDefaultWorkspaceIsFixed() {
        String path = "workspaces/" + organization.defaultWorkspaceId();
        String ada = organization.addMember("ada@example.com", Role.USER);

        assertReply(client.get(path)).isOk().has("/name", "Default").has("/id", organization.defaultWorkspaceId());
        assertReply(client.post(path, "{\"name\":\"x\"}")).isInvalid("name: the default workspace");
        assertReply(client.post(path, "{\"display_color\":\"#123456\"}")).isOk().has("/display_color", "#123456");
        assertReply(client.post(path + "/archive")).isInvalid("The default workspace");
        assertReply(client.post(path + "/members", member(ada))).isInvalid("The default workspace");
        assertReply(client.post(path + "/members/" + ada, "{\"workspace_role\":\"workspace_user\"}"))
                .isInvalid("The default workspace");
        assertReply(client.delete(path + "/members/" + ada)).isInvalid("The default workspace");
    }

    @Test
    void theDefaultWorkspaceHasNoMemberListOfItsOwn() {
        String path = "workspaces/" + organization.defaultWorkspaceId() + "/members";

        assertReply(client.get(path)).isExactly("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}");
        assertReply(client.get(path + "/" + organization.adminUserId())).isNotFound();
    }

    @Test
    void aHundredWorkspacesMayBeOpenAndTheDefaultOneDoesNotCount() {
        String first = create("W").at("/id");
        for (int i = 1; i < 100; i++) {
            assertReply(create("W")).isOk();
        }

        Reply over = create("W");
        client.post("workspaces/" + first + "/archive");
        Reply again = create("W");

        assertReply(over).isInvalid("").messageContains("100");
        assertReply(again).isOk();
    }

    @Test
    void thereIsNoDeleteAndNoUnarchive() {
        String path = "workspaces/" + create("W").at("/id");

        assertReply(client.delete(path)).isRefused(405);
        assertReply(client.post(path + "/unarchive")).isNotFound().hasMessage("Not Found");
    }

    private Reply create(String name) {
        return client.post("workspaces", """
                {"name":"%s"}""".formatted(name));
    }

    private static String member(String userId) {
        return """
                {"user_id":"%s","workspace_role":"workspace_developer"}""".formatted(userId);
    }
}
