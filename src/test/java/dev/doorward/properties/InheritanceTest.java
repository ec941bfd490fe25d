package dev.doorward.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import dev.doorward.errors.ApiError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Thousands of random changes of roles, in the organization and in its workspaces: each is answered as {@link
 * InheritanceModel} says, and what can be read afterwards is what the model says. {@code -Ddoorward.seed} repeats a run.
 */
class InheritanceTest {
    private static final int STEPS = Sizes.isLong() ? 10_000 : 300;
    private static final List<String> WORKSPACE_ROLES = List.of(
            "workspace_user",
            "workspace_restricted_developer",
            "workspace_developer",
            "workspace_admin",
            "workspace_billing");

    private final long seed = Long.getLong("doorward.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();
    private final InheritanceModel model = new InheritanceModel();
    private final List<String> users = new ArrayList<>();
    private final List<String> workspaces = new ArrayList<>();
    private int invited;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void everyStepIsAsTheModelSays() {
        begin();

        for (int step = 0; step < STEPS; step++) {
            String user = pick(users);
            String did = step(user, pick(workspaces));
            assertSame("seed " + seed + ", step " + step + ": " + did, user, pick(workspaces));
        }
    }

    /** The comparison is worth something only if it tells a model that is wrong. */
    @Test
    void aModelThatForgetsOneRoleIsFoundOut() {
        begin();
        model.join(organization.adminUserId(), Role.BILLING);

        assertThatThrownBy(() -> assertSame("control", users.getFirst(), workspaces.getFirst()))
                .isInstanceOf(AssertionError.class);
    }

    private void begin() {
        users.add(organization.adminUserId());
        model.join(organization.adminUserId(), Role.ADMIN);
        for (Role role : Role.ALL) {
            users.add(join(role));
        }
        for (int i = 0; i < 3; i++) {
            workspaces.add(newWorkspace());
        }
    }

    private String step(String user, String workspace) {
        Role role = pick(Role.ALL);
        String workspaceRole = pick(WORKSPACE_ROLES);
        String members = "workspaces/" + workspace + "/members";
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> {
                setRoleByOperator(user, role);
                yield "set role of " + user + " to " + role;
            }
            case 3, 4 ->
                check(
                        model.updateUser(user, role),
                        client.post("users/" + user, "{\"role\":\"" + role + "\"}"),
                        "update " + user + " to " + role);
            case 5 -> {
                String did = check(model.removeUser(user), client.delete("users/" + user), "remove " + user);
                replaceTheGone();
                yield did;
            }
            case 6 -> {
                model.archive(workspace);
                yield check(200, client.post("workspaces/" + workspace + "/archive"), "archive " + workspace);
            }
            case 7 -> {
                client.post("workspaces/" + workspace + "/archive"); // So that there are never too many.
                workspaces.set(workspaces.indexOf(workspace), newWorkspace());
                yield "new workspace";
            }
            case 8, 9, 10, 11 ->
                check(
                        model.add(workspace, user, workspaceRole),
                        client.post(
                                members, "{\"user_id\":\"" + user + "\",\"workspace_role\":\"" + workspaceRole + "\"}"),
                        "add " + user + " to " + workspace + " as " + workspaceRole);
            case 12, 13, 14, 15 ->
                check(
                        model.update(workspace, user, workspaceRole),
                        client.post(members + "/" + user, "{\"workspace_role\":\"" + workspaceRole + "\"}"),
                        "update " + user + " in " + workspace + " to " + workspaceRole);
            default ->
                check(
                        model.remove(workspace, user),
                        client.delete(members + "/" + user),
                        "remove " + user + " from " + workspace);
        };
    }

    private void setRoleByOperator(String user, Role role) {
        boolean allowed = true;
        try {
            doorward.app().members.setRole(doorward.app().operator(organization.id()), user, role);
        } catch (ApiError _) {
            allowed = false;
        }
        assertThat(allowed)
                .as("seed " + seed + ": set role of " + user + " to " + role)
                .isEqualTo(model.setRole(user, role));
    }

    /** Most of the time there is a newcomer for who has gone; sometimes who has gone goes on being asked for. */
    private void replaceTheGone() {
        if (random.nextInt(4) > 0) {
            users.replaceAll(user -> client.get("users/" + user).status() == 404 ? join(pick(Role.ALL)) : user);
        }
    }

    private String check(int expected, TestClient.Reply reply, String did) {
        assertThat(reply.status())
                .as("seed " + seed + ": " + did + ": " + reply.text())
                .isEqualTo(expected);
        Answers.assertInContract(reply);
        return did;
    }

    private void assertSame(String step, String user, String workspace) {
        for (String each : workspaces) {
            JsonNode list =
                    client.get("workspaces/" + each + "/members?limit=1000").json();
            Map<String, String> listed = new LinkedHashMap<>();
            list.get("data")
                    .forEach(member -> listed.put(
                            member.get("user_id").stringValue(),
                            member.get("workspace_role").stringValue()));
            assertThat(List.copyOf(listed.entrySet()))
                    .as(step)
                    .isEqualTo(List.copyOf(model.members(each).entrySet()));
        }
        TestClient.Reply one = client.get("workspaces/" + workspace + "/members/" + user);
        assertThat(one.status())
                .as(step)
                .isEqualTo(model.effective(workspace, user).isPresent() ? 200 : 404);
        assertThat(one.at("/workspace_role"))
                .as(step)
                .isEqualTo(model.effective(workspace, user).orElse(null));
    }

    private String join(Role role) {
        invited++;
        String user = organization.addMember("person" + invited + "@example.com", role);
        model.join(user, role);
        return user;
    }

    private String newWorkspace() {
        TestClient.Reply reply = client.post("workspaces", "{\"name\":\"w\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.at("/id");
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
