package dev.doorward.http;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An id that is malformed, one that nothing has, and one of another organization: nobody can tell them apart. */
class NotFoundTest {
    private static final TestDoorward DOORWARD = TestDoorward.shared();
    private static final String UNKNOWN =
            "0111111111111111111111"; // 01 and 22 characters of the alphabet, with what follows.

    private final TestOrganization organization = DOORWARD.newOrganization();
    private final TestClient client = organization.client();
    private final Ids here = Ids.of(organization);
    private final Ids there = Ids.of(DOORWARD.newOrganization());

    /** One of each kind of thing. */
    private record Ids(String user, String invite, String workspace, String key) {
        private static Ids of(TestOrganization organization) {
            TestClient client = organization.client();
            String workspace = client.post("workspaces", "{\"name\":\"W\"}").at("/id");
            String user = organization.addMember("ada@example.com", Role.USER);
            client.post("workspaces/" + workspace + "/members", """
                    {"user_id":"%s","workspace_role":"workspace_user"}""".formatted(user));
            String invite = client.post("invites", "{\"email\":\"bob@example.com\",\"role\":\"user\"}")
                    .at("/id");
            return new Ids(
                    user,
                    invite,
                    workspace,
                    organization.addApiKey(workspace, "k").key().id());
        }

        private String ofKind(String kind) {
            return switch (kind) {
                case "user" -> user;
                case "invite" -> invite;
                case "wrkspc" -> workspace;
                default -> key;
            };
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
                GET    | users/ID                        | user   |
                POST   | users/ID                        | user   | {"role":"user"}
                DELETE | users/ID                        | user   |
                GET    | invites/ID                      | invite |
                DELETE | invites/ID                      | invite |
                GET    | workspaces/ID                   | wrkspc |
                POST   | workspaces/ID                   | wrkspc | {}
                POST   | workspaces/ID/archive           | wrkspc |
                GET    | workspaces/ID/members           | wrkspc |
                POST   | workspaces/ID/members           | wrkspc | {"user_id":"USER","workspace_role":"workspace_user"}
                GET    | workspaces/ID/members/USER      | wrkspc |
                POST   | workspaces/ID/members/USER      | wrkspc | {"workspace_role":"workspace_user"}
                DELETE | workspaces/ID/members/USER      | wrkspc |
                POST   | workspaces/WORKSPACE/members    | user   | {"user_id":"ID","workspace_role":"workspace_user"}
                GET    | workspaces/WORKSPACE/members/ID | user   |
                POST   | workspaces/WORKSPACE/members/ID | user   | {"workspace_role":"workspace_user"}
                DELETE | workspaces/WORKSPACE/members/ID | user   |
                GET    | api_keys/ID                     | apikey |
                POST   | api_keys/ID                     | apikey | {}
                """)
    void whatIsNotThereAndWhatIsSomebodyElsesAnswerAlike(String method, String path, String kind, String body) {
        List<String> ids = List.of(
                there.ofKind(kind),
                kind + "_" + UNKNOWN,
                "x",
                kind,
                kind + "_01",
                here.ofKind(kind) + "x",
                here.ofKind(kind).toUpperCase(Locale.ROOT),
                here.ofKind(kind.equals("user") ? "invite" : "user"));

        List<Reply> replies =
                ids.stream().map(id -> send(method, path, body, id)).toList();
        Reply own = send(method, path, body, here.ofKind(kind));

        replies.forEach(reply -> assertReply(reply).isNotFound());
        assertThat(replies.stream().map(NotFoundTest::withoutRequestId))
                .containsOnly(withoutRequestId(replies.getFirst()));
        assertThat(replies.stream().map(reply -> reply.header("anthropic-organization-id")))
                .containsOnly(organization.id());
        assertThat(replies.stream().map(reply -> reply.header("content-length")))
                .containsOnly(replies.getFirst().header("content-length"));
        assertThat(own.status()).isNotEqualTo(404);
    }

    private Reply send(String method, String path, String body, String id) {
        return client.send(method, filled(path, id), body == null ? null : filled(body, id));
    }

    private String filled(String template, String id) {
        return template.replace("WORKSPACE", here.workspace())
                .replace("USER", here.user())
                .replace("ID", id);
    }

    private static String withoutRequestId(Reply reply) {
        return reply.text().replace(reply.header("request-id"), "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users/a%20b%2F..%2Fc",
                "users/%2e%2e",
                "users/..%2fme",
                "users/%C3%28",
                "users/a+b",
                "users/%E2%80%AE",
                "workspaces/%2F/members/%2F"
            })
    void anIdIsOneSegmentHoweverItIsEncoded(String path) {
        Reply reply = client.get(path);

        assertReply(reply).isNotFound().messageContains(" not found.");
    }

    @Test
    void anEncodedIdIsTheSameId() {
        String encoded = here.user().replace("_", "%5F").replace("1", "%31");

        Reply reply = client.get("users/" + encoded);

        assertReply(reply).isOk().has("/id", here.user());
    }

    static Stream<String> unknownPaths() {
        return Stream.of(
                "/",
                "/v1",
                "/v1/organizations",
                "/v1/organizations/",
                "/v1/organizations/me/",
                "/v1/organizations/users/",
                "/v1/organizations/Users",
                "/v1/organizations/users/x/y",
                "/v1/organizations/workspaces/x/unarchive",
                "/v1/organizations/admin_keys",
                "/v1/messages",
                "/v2/organizations/me",
                "/organizations/me");
    }

    @ParameterizedTest
    @MethodSource("unknownPaths")
    void anUnknownPathIsNotFoundByAnyVerb(String path) {
        for (String method : List.of("GET", "POST", "DELETE", "PUT")) {
            assertReply(client.send(method, path, null)).isNotFound().hasMessage("Not Found");
        }
    }
}
