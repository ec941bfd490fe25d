package dev.doorward.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.App;
import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every cap holds however many ask at once: the last free place is given once. */
class CapRaceTest {
    private static final int RACERS = 32;
    private static final int CAP = 5;

    private static TestDoorward doorward;

    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();
    private final App app = doorward.app();

    @BeforeAll
    static void startWithCaps() {
        String cap = String.valueOf(CAP);
        doorward = TestDoorward.start(Map.of(
                Setting.MAX_MEMBERS, "40",
                Setting.MAX_WORKSPACES, cap,
                Setting.MAX_WORKSPACE_MEMBERS, cap,
                Setting.MAX_API_KEYS, "7",
                Setting.MAX_WORKSPACE_API_KEYS, cap));
    }

    @AfterAll
    static void stop() {
        doorward.close();
    }

    @Test
    void theCapOnWorkspacesHolds() {
        race(CAP, null, _ -> client.post("workspaces", "{\"name\":\"w\"}"));

        assertThat(size("workspaces")).isEqualTo(CAP);
    }

    @Test
    void theCapOnMembersAndPendingInvitesHolds() {
        for (int i = 0; i < 30; i++) {
            organization.addMember("member" + i + "@example.com", Role.USER);
        }
        int free = 40 - 31;

        race(
                free,
                "org_member_limit_exceeded",
                number -> client.post("invites", "{\"email\":\"new" + number + "@example.com\",\"role\":\"user\"}"));

        assertThat(size("invites")).isEqualTo(free);
    }

    @Test
    void theCapOnRolesGivenInAWorkspaceHolds() {
        String members = "workspaces/" + newWorkspace() + "/members";
        List<String> users = addUsers();

        race(
                CAP,
                "workspace_member_limit_exceeded",
                number -> client.post(
                        members, "{\"user_id\":\"" + users.get(number) + "\",\"workspace_role\":\"workspace_user\"}"));

        assertThat(size(members)).isEqualTo(CAP + 1); // And the admin, who is in every workspace.
    }

    @Test
    void theCapOnActiveKeysOfAWorkspaceHolds() {
        List<String> keys = stoppedKeys(newWorkspace(), RACERS);

        race(CAP, "workspace_api_key_limit_exceeded", number -> activate(keys.get(number)));

        assertThat(size("api_keys?status=active")).isEqualTo(CAP);
    }

    @Test
    void theCapOnActiveKeysOfTheOrganizationHolds() {
        List<String> some = stoppedKeys(newWorkspace(), RACERS / 2);
        List<String> others = stoppedKeys(newWorkspace(), RACERS / 2);

        List<TestClient.Reply> replies =
                race(number -> activate(number % 2 == 0 ? some.get(number / 2) : others.get(number / 2)));

        assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(7);
        assertThat(size("api_keys?status=active")).isEqualTo(7);
    }

    @Test
    void withoutTheLockEverybodyWouldGetIn() {
        String workspace = newWorkspace();
        List<String> users = addUsers();

        Race.lookThenAct(
                RACERS,
                _ -> size("workspaces/" + workspace + "/members") <= CAP,
                number -> giveWithoutLooking(workspace, users.get(number)));

        assertThat(size("workspaces/" + workspace + "/members")).isEqualTo(RACERS + 1);
    }

    private static List<TestClient.Reply> race(IntFunction<TestClient.Reply> racer) {
        return Race.run(RACERS, racer).stream()
                .map(outcome -> outcome.result().orElseThrow())
                .toList();
    }

    private static void race(int places, String code, IntFunction<TestClient.Reply> racer) {
        List<TestClient.Reply> replies = race(racer);

        assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(places);
        assertThat(replies.stream()
                        .filter(reply -> reply.status() == 400)
                        .map(reply -> reply.at("/error/details/error_code")))
                .hasSize(RACERS - places)
                .containsOnly(code);
    }

    private String newWorkspace() {
        return client.post("workspaces", "{\"name\":\"w\"}").at("/id");
    }

    private List<String> addUsers() {
        return IntStream.range(0, RACERS)
                .mapToObj(number -> organization.addMember("user" + number + "@example.com", Role.USER))
                .toList();
    }

    private List<String> stoppedKeys(String workspace, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> {
                    String id = organization.addApiKey(workspace, "key").key().id();
                    client.post("api_keys/" + id, "{\"status\":\"inactive\"}");
                    return id;
                })
                .toList();
    }

    private TestClient.Reply activate(String key) {
        return client.post("api_keys/" + key, "{\"status\":\"active\"}");
    }

    private int size(String list) {
        return client.get(list + (list.contains("?") ? "&" : "?") + "limit=1000")
                .json()
                .get("data")
                .size();
    }

    private int giveWithoutLooking(String workspace, String user) {
        return app.db.write(organization.id(), tx -> tx.update("""
                        INSERT INTO workspace_member (organization_id, workspace_id, user_id, workspace_role)
                        VALUES (?, ?, ?, 'workspace_user')
                        """, organization.id(), workspace, user));
    }
}
