package dev.doorward.workspacemembers;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract's section 6 promises. */
class WorkspaceMembersTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();
    private final String workspace =
            client.post("workspaces", "{\"name\":\"W\"}").at("/id");
    private final String members = "workspaces/" + workspace + "/members";

    @Test
    void aMemberHasExactlyFourFields() {
        String ada = organization.addMember("ada@example.com", Role.DEVELOPER);

        Reply added = add(ada, "workspace_developer");

        String expected = """
                {"type":"workspace_member","user_id":"%s","workspace_id":"%s",
                 "workspace_role":"workspace_developer"}""".formatted(ada, workspace);
        assertReply(added).isExactly(expected);
        assertReply(client.get(members + "/" + ada)).isExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // In the organization, given by hand, what counts.
        "ADMIN,            ,                               workspace_admin",
        "ADMIN,            workspace_user,                 workspace_admin",
        "BILLING,          ,                               workspace_billing",
        "BILLING,          workspace_user,                 workspace_user",
        "BILLING,          workspace_admin,                workspace_admin",
        "USER,             ,                               ",
        "USER,             workspace_admin,                workspace_admin",
        "CLAUDE_CODE_USER, ,                               ",
        "CLAUDE_CODE_USER, workspace_developer,            workspace_developer",
        "DEVELOPER,        ,                               ",
        "DEVELOPER,        workspace_restricted_developer, workspace_restricted_developer",
    })
    void theEffectiveRoleFollowsFromTheOrganizationAndWhatWasGiven(Role role, String given, String effective) {
        String ada = organization.addMember("ada@example.com", Role.USER);
        if (given != null) {
            assertReply(add(ada, given)).isOk();
        }
        setRole(ada, role);

        Reply one = client.get(members + "/" + ada);
        Reply list = client.get(members);

        if (effective == null) {
            assertReply(one).isNotFound();
            assertReply(list).lists("user_id", List.of(organization.adminUserId()));
        } else {
            assertReply(one).isOk().has("/workspace_role", effective);
            assertReply(list).lists("user_id", List.of(ada, organization.adminUserId()));
            assertReply(list).lists("workspace_role", List.of(effective, "workspace_admin"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"workspace_user", "workspace_restricted_developer", "workspace_developer", "workspace_admin"})
    void everyRoleButBillingIsGivenByHandToAnybody(String role) {
        String user = organization.addMember("user@example.com", Role.USER);
        String coder = organization.addMember("coder@example.com", Role.CLAUDE_CODE_USER);
        String billing = organization.addMember("billing@example.com", Role.BILLING);

        assertReply(add(user, role)).isOk().has("/workspace_role", role);
        assertReply(add(coder, role)).isOk().has("/workspace_role", role);
        assertReply(add(billing, role)).isOk().has("/workspace_role", role);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {"user_id":"USER","workspace_role":"workspace_billing"}    | workspace_role: must be one of
                {"user_id":"USER","workspace_role":"admin"}                | workspace_role: must be one of
                {"user_id":"USER","workspace_role":null}                   | workspace_role: must be a string.
                {"user_id":"USER"}                                         | workspace_role: Field required
                {"workspace_role":"workspace_user"}                        | user_id: Field required
                {"user_id":1,"workspace_role":"workspace_user"}            | user_id: must be a string.
                {"user_id":"USER","workspace_role":"workspace_user","x":1} | x: Extra inputs
                """)
    void aFaultInAnAdditionIsNamed(String body, String message) {
        String ada = organization.addMember("ada@example.com", Role.USER);

        Reply reply = client.post(members, body.replace("USER", ada));

        assertReply(reply).isInvalid(message);
    }

    @Test
    void anAdminIsNotAdded() {
        Reply reply = add(organization.adminUserId(), "workspace_user");

        assertReply(reply).isInvalid("user_id: ");
    }

    @Test
    void whoWasAddedIsNotAddedAgain() {
        String ada = organization.addMember("ada@example.com", Role.USER);
        String billing = organization.addMember("billing@example.com", Role.BILLING);
        add(ada, "workspace_user");
        add(billing, "workspace_user");

        assertReply(add(ada, "workspace_developer")).isInvalid("user_id: ");
        assertReply(add(billing, "workspace_developer")).isInvalid("user_id: ");
        assertReply(client.get(members + "/" + ada)).isOk().has("/workspace_role", "workspace_user");
    }

    @Test
    void whoIsNotInTheOrganizationIsNotFound() {
        String removed = organization.addMember("ada@example.com", Role.USER);
        client.delete("users/" + removed);
        String foreign = doorward.newOrganization().adminUserId();

        assertReply(add(removed, "workspace_user")).isNotFound();
        assertReply(add(foreign, "workspace_user")).isNotFound();
        assertReply(add("x", "workspace_user")).isNotFound();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"workspace_user", "workspace_restricted_developer", "workspace_developer", "workspace_admin"})
    void anUpdateChangesWhatWasGivenOrRaisesABillingMember(String role) {
        String ada = organization.addMember("ada@example.com", Role.USER);
        String billing = organization.addMember("billing@example.com", Role.BILLING);
        add(ada, "workspace_developer");

        assertReply(update(ada, role)).isOk().has("/user_id", ada).has("/workspace_role", role);
        assertReply(update(billing, role)).isOk().has("/workspace_role", role);
        assertReply(client.get(members + "/" + ada)).isOk().has("/workspace_role", role);
        assertReply(client.get(members + "/" + billing)).isOk().has("/workspace_role", role);
    }

    @Test
    void workspaceBillingDropsWhatABillingMemberWasGiven() {
        String billing = organization.addMember("billing@example.com", Role.BILLING);
        add(billing, "workspace_admin");

        Reply dropped = update(billing, "workspace_billing");
        Reply again = update(billing, "workspace_billing");

        assertReply(dropped).isOk().has("/workspace_role", "workspace_billing");
        assertReply(again).isOk().has("/workspace_role", "workspace_billing");
        setRole(billing, Role.USER);
        assertReply(client.get(members + "/" + billing)).isNotFound();
    }

    @Test
    void workspaceBillingIsForBillingMembersOnly() {
        String ada = organization.addMember("ada@example.com", Role.DEVELOPER);
        add(ada, "workspace_user");

        assertReply(update(ada, "workspace_billing")).isInvalid("workspace_role: ");
        assertReply(update(organization.adminUserId(), "workspace_billing")).isInvalid("");
        assertReply(client.get(members + "/" + ada)).isOk().has("/workspace_role", "workspace_user");
    }

    @Test
    void anAdminsRoleIsNotUpdatedInAWorkspace() {
        String ada = organization.addMember("ada@example.com", Role.USER);
        add(ada, "workspace_user");
        setRole(ada, Role.ADMIN);

        assertReply(update(ada, "workspace_developer")).isInvalid("user_id: ");
        assertReply(update(organization.adminUserId(), "workspace_user")).isInvalid("user_id: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {}                                                | workspace_role: Field required
                {"workspace_role":"workspace_owner"}              | workspace_role: must be one of
                {"workspace_role":"workspace_user","user_id":"x"} | user_id: Extra inputs
                """)
    void aFaultInAnUpdateIsNamed(String body, String message) {
        String ada = organization.addMember("ada@example.com", Role.USER);
        add(ada, "workspace_user");

        Reply reply = client.post(members + "/" + ada, body);

        assertReply(reply).isInvalid(message);
    }

    @Test
    void whoHasNoAccessIsNeitherUpdatedNorRemoved() {
        String ada = organization.addMember("ada@example.com", Role.DEVELOPER);

        assertReply(update(ada, "workspace_user")).isNotFound();
        assertReply(update(ada, "workspace_billing")).isNotFound();
        assertReply(client.delete(members + "/" + ada)).isNotFound();
    }

    @Test
    void aRemovedMemberHasNoAccess() {
        String ada = organization.addMember("ada@example.com", Role.USER);
        add(ada, "workspace_user");

        Reply removed = client.delete(members + "/" + ada);

        assertReply(removed).isExactly("""
                {"type":"workspace_member_deleted","user_id":"%s","workspace_id":"%s"}""".formatted(ada, workspace));
        assertReply(client.get(members + "/" + ada)).isNotFound();
        assertReply(client.delete(members + "/" + ada)).isNotFound();
    }

    @Test
    void aRemovedBillingMemberFallsBack() {
        String billing = organization.addMember("billing@example.com", Role.BILLING);
        add(billing, "workspace_admin");

        Reply removed = client.delete(members + "/" + billing);

        assertReply(removed).isOk().has("/type", "workspace_member_deleted");
        assertReply(client.get(members + "/" + billing)).isOk().has("/workspace_role", "workspace_billing");
    }

    @Test
    void whatIsInheritedCannotBeRemoved() {
        String billing = organization.addMember("billing@example.com", Role.BILLING);

        assertReply(client.delete(members + "/" + billing)).isInvalid("");
        assertReply(client.delete(members + "/" + organization.adminUserId())).isInvalid("");
    }

    @Test
    void whatWasGivenBeforeAPromotionReturnsAfterIt() {
        String ada = organization.addMember("ada@example.com", Role.DEVELOPER);
        add(ada, "workspace_user");

        setRole(ada, Role.ADMIN);
        String promoted = client.get(members + "/" + ada).at("/workspace_role");
        setRole(ada, Role.DEVELOPER);
        String after = client.get(members + "/" + ada).at("/workspace_role");

        assertThat(promoted).isEqualTo("workspace_admin");
        assertThat(after).isEqualTo("workspace_user");
    }

    @Test
    void whatAnAdminWasGivenBeforeCanBeRemoved() {
        String ada = organization.addMember("ada@example.com", Role.DEVELOPER);
        add(ada, "workspace_user");
        setRole(ada, Role.ADMIN);

        Reply removed = client.delete(members + "/" + ada);

        assertReply(removed).isOk();
        setRole(ada, Role.DEVELOPER);
        assertReply(client.get(members + "/" + ada)).isNotFound();
    }

    @Test
    void whoHasNoAccessIsNotFoundInAnArchivedWorkspaceToo() {
        String ada = organization.addMember("ada@example.com", Role.DEVELOPER);
        assertReply(client.post("workspaces/" + workspace + "/archive")).isOk();

        Reply updated = update(ada, "workspace_user");
        Reply removed = client.delete(members + "/" + ada);

        assertReply(updated).isNotFound();
        assertReply(removed).isNotFound();
        assertReply(update(organization.adminUserId(), "workspace_user")).isInvalid("Workspace " + workspace);
    }

    private Reply add(String userId, String role) {
        return client.post(members, body(userId, role));
    }

    private Reply update(String userId, String role) {
        return client.post(members + "/" + userId, """
                {"workspace_role":"%s"}""".formatted(role));
    }

    private void setRole(String userId, Role role) {
        doorward.app().members.setRole(doorward.app().operator(organization.id()), userId, role);
    }

    private static String body(String userId, String role) {
        return """
                {"user_id":"%s","workspace_role":"%s"}""".formatted(userId, role);
    }
}
