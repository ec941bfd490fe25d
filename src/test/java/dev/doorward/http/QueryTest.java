package dev.doorward.http;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract promises under "Queries". */
class QueryTest {
    private final TestOrganization organization = TestDoorward.shared().newOrganization();
    private final TestClient client = organization.client();
    private String developer;
    private String billing;

    @BeforeEach
    void addTwoMembers() {
        developer = organization.addMember("ada@example.com", Role.DEVELOPER);
        billing = organization.addMember("bob@example.com", Role.BILLING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "roles%5B%5D=developer&roles%5B%5D=billing",
                "roles[]=developer&roles[]=billing",
                "roles=developer&roles=billing",
                "roles=developer&roles%5B%5D=billing",
                "roles=billing&roles=developer&roles=billing",
                "roles=&roles=billing&roles=developer",
                "limit=20&roles=billing&before_id=&roles=developer&beta=true",
            })
    void aListIsWrittenInEitherWayAndInAnyOrder(String query) throws IOException {
        String answer = get("users?" + query);

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains(developer, billing);
        assertThat(answer).doesNotContain(organization.adminUserId());
    }

    /** Over a raw connection, because clients refuse brackets that are not encoded. */
    private String get(String pathAndQuery) throws IOException {
        try (RawClient raw = new RawClient(TestDoorward.shared().baseUrl())) {
            raw.send("GET /v1/organizations/" + pathAndQuery
                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: "
                    + organization.adminKey() + "\r\n\r\n");
            return raw.readAll(5_000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users?email=&roles=&roles%5B%5D=&limit=&after_id=&before_id=",
                "users?email&limit",
                "users?",
                "users?beta=true",
                "users?beta=true&beta=false&order=asc&offset=7&Limit=1&LIMIT=x",
            })
    void anEmptyParameterIsAbsentAndAnUnknownOneIgnored(String query) {
        Reply reply = client.get(query);

        assertReply(reply).isExactly(client.get("users").text());
    }

    @Test
    void otherListsTakeEmptyParametersTooAndWritesIgnoreThem() {
        assertReply(client.get("invites?email=&roles=&statuses=&statuses%5B%5D="))
                .isOk();
        assertReply(client.get("api_keys?status=&workspace_id=&created_by_user_id="))
                .isOk();
        assertReply(client.get("workspaces?include_archived=&include_default=&ids="))
                .isOk();
        assertReply(client.get("me?beta=true")).isOk();
        assertReply(client.post("workspaces?beta=true", "{\"name\":\"W\"}")).isOk();
        assertReply(client.delete("users/" + billing + "?beta=true")).isOk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "TRUE", "True", "yes", "0", "null", "%20true"})
    void aBooleanIsTrueOrFalse(String value) {
        Reply reply = client.get("workspaces?include_archived=" + value);

        assertReply(reply).isInvalid("include_archived: must be true or false.");
    }

    @ParameterizedTest
    @CsvSource({
        "users?limit=1&limit=1,                                     limit",
        "users?email=a@b.example&email=a@b.example,                 email",
        "users?after_id=USER&after_id=USER,                         after_id",
        "users?before_id=USER&before_id=USER,                       before_id",
        "workspaces?include_archived=true&include_archived=true,    include_archived",
        "workspaces?include_default=true&include_default=false,     include_default",
        "api_keys?status=active&status=inactive,                    status",
        "api_keys?workspace_id=WORKSPACE&workspace_id=WORKSPACE,    workspace_id",
        "api_keys?created_by_user_id=USER&created_by_user_id=USER,  created_by_user_id",
    })
    void aSingleParameterIsNotGivenTwice(String query, String parameter) {
        Reply reply =
                client.get(query.replace("USER", developer).replace("WORKSPACE", organization.defaultWorkspaceId()));

        assertReply(reply).isInvalid(parameter + ": may be given only once.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "20", "999", "1000"})
    void aLimitIsFromOneToAThousand(String limit) {
        Reply reply = client.get("users?limit=" + limit);

        assertReply(reply).isOk();
        assertThat(reply.json().get("data").size()).isEqualTo(Math.min(3, Integer.parseInt(limit)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1001",
                "x",
                "1e3",
                "1.0",
                "+5",
                "%2B5",
                "0x10",
                "%20",
                "5%20",
                "99999999999999999999",
                "%D9%A5",
                "null",
                "1,2"
            })
    void anythingElseIsNoLimit(String limit) {
        for (String list : List.of("users", "invites", "workspaces", "api_keys")) {
            assertReply(client.get(list + "?limit=" + limit)).isInvalid("limit: ");
        }
        assertReply(client.get("workspaces/" + organization.defaultWorkspaceId() + "/members?limit=" + limit))
                .isInvalid("limit: ");
    }

    @Test
    void twentyAreListedUnlessALimitIsGiven() {
        for (int i = 0; i < 20; i++) {
            organization.addMember("member" + i + "@example.com", Role.USER);
        }

        Reply reply = client.get("users");

        assertThat(reply.json().get("data").size()).isEqualTo(20);
        assertThat(reply.json().get("has_more").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "users,             WORKSPACE",
        "invites,           USER",
        "workspaces,        USER",
        "api_keys,          WORKSPACE",
        "MEMBERS,           WORKSPACE",
        "users,             x",
        "users,             user_",
        "users,             user_01short",
        "users,             USERx",
        "users,             user_010000000000000000000000", // 0 is not in the alphabet.
        "users,             USER%0A",
    })
    void aCursorIsAnIdOfTheListsOwnKind(String list, String cursor) {
        String path = list.replace("MEMBERS", "workspaces/" + organization.defaultWorkspaceId() + "/members");
        String id = cursor.replace("USER", developer).replace("WORKSPACE", organization.defaultWorkspaceId());

        assertReply(client.get(path + "?after_id=" + id)).isInvalid("after_id: ");
        assertReply(client.get(path + "?before_id=" + id)).isInvalid("before_id: ");
    }

    @Test
    void bothCursorsAtOnceAreRefused() {
        Reply reply = client.get("users?after_id=" + developer + "&before_id=" + billing);

        assertReply(reply).isInvalid("before_id: ");
    }

    @Test
    void anUnknownValueInAListIsNamed() {
        assertReply(client.get("users?roles=developer&roles=owner")).isInvalid("roles: must be one of");
        assertReply(client.get("users?roles=Developer")).isInvalid("roles: must be one of");
        assertReply(client.get("users?roles=developer,billing")).isInvalid("roles: must be one of");
        assertReply(client.get("users?email=ada")).isInvalid("email: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"email=%ff@example.com", "limit=%c3%28"})
    void aQueryThatIsNotWellEncodedIsRefused(String query) {
        TestClient.Reply reply = client.get("users?" + query);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("/error/message")).isEqualTo("The query is not well encoded.");
    }
}
