package dev.doorward.properties;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The lists that can be walked, each in an organization of its own, with what makes a row come, go and come back.
 *
 * @param path the list, with the filter that rows come and go by
 * @param position the field that a row's place in the list is named by
 * @param below an id that is lower than every row's: where a walk backwards begins
 * @param add makes a row at the top of the list, and returns its position
 * @param hide makes a row leave the list
 * @param show makes a row that has left come back to its place, or nothing where it cannot
 */
record Walks(
        TestClient client,
        String path,
        String position,
        String below,
        Supplier<String> add,
        Consumer<String> hide,
        Consumer<String> show) {

    /** Lists to walk. */
    enum Listing {
        USERS,
        USERS_OF_A_ROLE,
        INVITES,
        WORKSPACES,
        WORKSPACE_MEMBERS,
        API_KEYS
    }

    static Walks of(Listing listing) {
        TestOrganization organization = TestDoorward.shared().newOrganization();
        TestClient client = organization.client();
        return switch (listing) {
            case USERS -> users(organization, client);
            case USERS_OF_A_ROLE -> usersOfARole(organization, client);
            case INVITES -> invites(client);
            case WORKSPACES -> workspaces(client);
            case WORKSPACE_MEMBERS -> workspaceMembers(organization, client);
            case API_KEYS -> apiKeys(organization, client);
        };
    }

    /** Whether a row that has left can come back. */
    boolean canShow() {
        return show != null;
    }

    private static Walks users(TestOrganization organization, TestClient client) {
        Counter counter = new Counter();
        return new Walks(
                client,
                "users",
                "id",
                lowest("user"),
                () -> organization.addMember(counter.email(), Role.USER),
                id -> ok(client.delete("users/" + id)),
                null);
    }

    private static Walks usersOfARole(TestOrganization organization, TestClient client) {
        Counter counter = new Counter();
        return new Walks(
                client,
                "users?roles[]=developer&roles[]=billing".replace("[]", "%5B%5D"),
                "id",
                lowest("user"),
                () -> organization.addMember(counter.email(), Role.DEVELOPER),
                id -> ok(client.post("users/" + id, "{\"role\":\"user\"}")),
                id -> ok(client.post("users/" + id, "{\"role\":\"billing\"}")));
    }

    private static Walks invites(TestClient client) {
        Counter counter = new Counter();
        return new Walks(
                client,
                "invites?statuses=pending",
                "id",
                lowest("invite"),
                () -> ok(client.post("invites", "{\"email\":\"" + counter.email() + "\",\"role\":\"user\"}"))
                        .at("/id"),
                id -> ok(client.delete("invites/" + id)),
                null);
    }

    private static Walks workspaces(TestClient client) {
        return new Walks(
                client,
                "workspaces",
                "id",
                lowest("wrkspc"),
                () -> ok(client.post("workspaces", "{\"name\":\"w\"}")).at("/id"),
                id -> ok(client.post("workspaces/" + id + "/archive")),
                null);
    }

    /** Half of the rows are given by hand; the other half are inherited, and come and go with the organization's role. */
    private static Walks workspaceMembers(TestOrganization organization, TestClient client) {
        String members = "workspaces/"
                + ok(client.post("workspaces", "{\"name\":\"w\"}")).at("/id") + "/members";
        Counter counter = new Counter();
        Set<String> inherited = new HashSet<>();
        Consumer<String> show = id -> ok(
                inherited.contains(id)
                        ? client.post("users/" + id, "{\"role\":\"billing\"}")
                        : client.post(
                                members, "{\"user_id\":\"" + id + "\",\"workspace_role\":\"workspace_developer\"}"));
        return new Walks(
                client,
                members,
                "user_id",
                lowest("user"),
                () -> {
                    String id = organization.addMember(counter.email(), Role.USER);
                    if (counter.even()) {
                        inherited.add(id);
                    }
                    show.accept(id);
                    return id;
                },
                id -> ok(
                        inherited.contains(id)
                                ? client.post("users/" + id, "{\"role\":\"developer\"}")
                                : client.delete(members + "/" + id)),
                show);
    }

    private static Walks apiKeys(TestOrganization organization, TestClient client) {
        return new Walks(
                client,
                "api_keys?status=active",
                "id",
                lowest("apikey"),
                () -> organization
                        .addApiKey(organization.defaultWorkspaceId(), "k")
                        .key()
                        .id(),
                id -> ok(client.post("api_keys/" + id, "{\"status\":\"inactive\"}")),
                id -> ok(client.post("api_keys/" + id, "{\"status\":\"active\"}")));
    }

    private static String lowest(String prefix) {
        return prefix + "_01" + "1".repeat(22);
    }

    private static TestClient.Reply ok(TestClient.Reply reply) {
        if (reply.status() != 200) {
            throw new AssertionError("expected 200, and got " + reply.status() + ": " + reply.text());
        }
        return reply;
    }

    private static final class Counter {
        private int count;

        private String email() {
            count++;
            return "person" + count + "@example.com";
        }

        private boolean even() {
            return count % 2 == 0;
        }
    }
}
