package dev.doorward;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doorward.TestClient.Reply;
import dev.doorward.access.Role;
import dev.doorward.errors.ApiError;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract's limits that are settings: caps, and the domains that may be invited. */
class LimitsTest {
    private static TestDoorward doorward;

    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    @BeforeAll
    static void startWithLimits() {
        doorward = TestDoorward.start(Map.of(
                Setting.ALLOWED_EMAIL_DOMAINS, "example.com, b\u00fccher.example",
                Setting.MAX_MEMBERS, "2",
                Setting.MAX_WORKSPACES, "2",
                Setting.MAX_WORKSPACE_MEMBERS, "1",
                Setting.MAX_API_KEYS, "2",
                Setting.MAX_WORKSPACE_API_KEYS, "1"));
    }

    @AfterAll
    static void stop() {
        doorward.close();
    }

    @Test
    void onlyAddressesOfAllowedDomainsAreInvited() {
        assertReply(invite("ada@other.example")).isRefused(400, "email_domain_not_allowed");
        assertReply(invite("ada@sub.example.com")).isRefused(400, "email_domain_not_allowed");
        assertReply(invite("ada@xn--bcher-kva.example")).isOk();
    }

    @Test
    void membersAndPendingInvitesTogetherHaveACap() {
        Reply last = invite("ada@EXAMPLE.com");

        Reply over = invite("bob@example.com");
        client.delete("invites/" + last.at("/id"));
        Reply again = invite("bob@example.com");

        assertReply(last).isOk();
        assertReply(over).isRefused(400, "org_member_limit_exceeded");
        assertReply(again).isOk();
    }

    private Reply invite(String email) {
        return client.post("invites", """
                {"email":"%s","role":"user"}""".formatted(email));
    }

    @Test
    void workspacesThatAreOpenHaveACapAndTheDefaultOneDoesNotCount() {
        String first = workspace();
        workspace();

        Reply over = client.post("workspaces", "{\"name\":\"W\"}");
        client.post("workspaces/" + first + "/archive");
        Reply again = client.post("workspaces", "{\"name\":\"W\"}");

        assertReply(over).isInvalid("The organization may have 2 workspaces");
        assertReply(again).isOk();
    }

    @Test
    void membersThatWereAddedToAWorkspaceHaveACapAndInheritedOnesDoNotCount() {
        String members = "workspaces/" + workspace() + "/members";
        String ada = organization.addMember("ada@example.com", Role.USER);
        String billing = organization.addMember("billing@example.com", Role.BILLING);

        assertReply(client.post(members, member(ada))).isOk();
        assertReply(client.post(members, member(billing))).isRefused(400, "workspace_member_limit_exceeded");
        assertReply(client.post(members + "/" + billing, "{\"workspace_role\":\"workspace_user\"}"))
                .isRefused(400, "workspace_member_limit_exceeded");
        assertReply(client.post(members + "/" + ada, "{\"workspace_role\":\"workspace_admin\"}"))
                .isOk();
        assertReply(client.delete(members + "/" + ada)).isOk();
        assertReply(client.post(members, member(billing))).isOk();
    }

    private static String member(String userId) {
        return """
                {"user_id":"%s","workspace_role":"workspace_user"}""".formatted(userId);
    }

    @Test
    void activeKeysHaveCapsInAWorkspaceAndInTheOrganization() {
        String one = workspace();
        String two = workspace();
        String first = organization.addApiKey(one, "k").key().id();
        setStatus(first, "inactive");
        String second = organization.addApiKey(one, "k").key().id();

        assertReply(setStatus(first, "active")).isRefused(400, "workspace_api_key_limit_exceeded");
        assertThat(refusedCreation(one)).hasValue("workspace_api_key_limit_exceeded");
        organization.addApiKey(two, "k");
        assertReply(setStatus(first, "active")).isRefused(400, "org_api_key_limit_exceeded");
        assertThat(refusedCreation(organization.defaultWorkspaceId())).hasValue("org_api_key_limit_exceeded");
        setStatus(second, "archived");
        assertReply(setStatus(first, "active")).isOk();
    }

    private String workspace() {
        return client.post("workspaces", "{\"name\":\"W\"}").at("/id");
    }

    private Reply setStatus(String key, String status) {
        return client.post("api_keys/" + key, """
                {"status":"%s"}""".formatted(status));
    }

    private Optional<String> refusedCreation(String workspace) {
        return catchThrowableOfType(ApiError.class, () -> organization.addApiKey(workspace, "k"))
                .code();
    }
}
