package dev.doorward.retries;

import static dev.doorward.ReplyAssert.assertReply;
import static dev.doorward.retries.Sending.assertReplayOf;
import static dev.doorward.retries.Sending.assertRun;
import static dev.doorward.retries.Sending.attempt;
import static dev.doorward.retries.Sending.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request that an SDK sends again, without an idempotency key (contract 1.4). */
class RetriesTest {
    private static final String RESEARCH = "{\"name\":\"Research\"}";
    private static final String ADA = "{\"email\":\"ada@example.com\",\"role\":\"user\"}";

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient first = attempt(organization.client(), 0);
    private final TestClient retry = attempt(organization.client(), 1);

    @Test
    void aWorkspaceWhoseAnswerWasLostIsNotMadeTwice() {
        Reply lost = first.post("workspaces", RESEARCH);

        assertReplayOf(lost, retry.post("workspaces", RESEARCH));
        assertReplayOf(lost, attempt(organization.client(), 2).post("workspaces", RESEARCH));
        assertThat(count(first, "workspaces")).isEqualTo(1);
    }

    @Test
    void anInviteWhoseAnswerWasLostIsNotRefusedAsADuplicate() {
        Reply lost = first.post("invites", ADA);

        assertReplayOf(lost, retry.post("invites", ADA));
        assertThat(count(first, "invites")).isEqualTo(1);
    }

    @Test
    void aMembershipWhoseAnswerWasLostIsNotRefusedAsADuplicate() {
        String members = "workspaces/" + workspace() + "/members";
        String body = member(organization.addMember("ada@example.com", Role.USER));
        Reply lost = first.post(members, body);

        assertReplayOf(lost, retry.post(members, body));
        assertThat(lost.at("/workspace_role")).isEqualTo("workspace_developer");
    }

    @Test
    void aReplayChangesNothingAndIsNotInTheJournal() {
        first.post("workspaces", RESEARCH);
        int before = Sending.journal(doorward, organization).size();

        retry.post("workspaces", RESEARCH);

        assertThat(Sending.journal(doorward, organization)).hasSize(before);
    }

    @Test
    void aRetryWhoseFirstAttemptWasLostOnTheWayInRuns() {
        Reply made = assertRun(retry.post("workspaces", RESEARCH));

        assertReplayOf(made, attempt(organization.client(), 2).post("workspaces", RESEARCH));
    }

    @Test
    void aFirstAttemptAlwaysRuns() {
        assertRun(first.post("workspaces", RESEARCH));
        assertRun(first.post("workspaces", RESEARCH));
        assertRun(organization.client().post("workspaces", RESEARCH));

        assertThat(count(first, "workspaces")).isEqualTo(3);
    }

    @Test
    void aRetryGetsTheAnswerOfTheLatestFirstAttempt() {
        first.post("workspaces", RESEARCH);
        Reply second = first.post("workspaces", RESEARCH);

        assertReplayOf(second, retry.post("workspaces", RESEARCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "0x1", "99999999999999999999", "1, 1"})
    void aCountThatIsNoNumberIsZero(String count) {
        first.post("workspaces", RESEARCH);

        assertRun(organization.client().with("x-stainless-retry-count", count).post("workspaces", RESEARCH));
    }

    @Test
    void theQueryDoesNotMakeItAnotherRequest() {
        Reply lost = first.post("workspaces", RESEARCH);

        assertReplayOf(lost, retry.post("workspaces?beta=true", RESEARCH));
    }

    @Test
    void anotherBodyIsAnotherRequest() {
        first.post("workspaces", RESEARCH);

        assertRun(retry.post("workspaces", "{\"name\": \"Research\"}"));
    }

    @Test
    void anotherPathIsAnotherRequest() {
        String body = member(organization.addMember("ada@example.com", Role.USER));
        first.post("workspaces/" + workspace() + "/members", body);

        assertRun(retry.post("workspaces/" + workspace() + "/members", body));
    }

    @Test
    void anotherVersionIsAnotherRequest() {
        first.post("workspaces", RESEARCH);

        assertRun(retry.with("anthropic-version", "2026-10-21").post("workspaces", RESEARCH));
    }

    @Test
    void anotherCredentialOfTheOrganizationIsAnotherCaller() {
        String key = organization.addAdminKey().secret().reveal();
        first.post("workspaces", RESEARCH);

        assertRun(retry.with("x-api-key", key).post("workspaces", RESEARCH));
    }

    @Test
    void theHeaderThatCarriesTheCredentialDoesNotMatter() {
        Reply lost = first.post("workspaces", RESEARCH);

        assertReplayOf(
                lost,
                retry.without("x-api-key")
                        .with("authorization", "Bearer " + organization.adminKey())
                        .post("workspaces", RESEARCH));
    }

    @Test
    void aCreateRunsAgainOnceItsWorkspaceIsArchived() {
        String id = first.post("workspaces", RESEARCH).at("/id");
        assertRun(first.post("workspaces/" + id + "/archive"));

        Reply again = assertRun(retry.post("workspaces", RESEARCH));

        assertThat(again.at("/id")).isNotEqualTo(id);
    }

    @Test
    void aCreateRunsAgainOnceItsInviteIsDeleted() {
        String id = first.post("invites", ADA).at("/id");
        assertRun(first.delete("invites/" + id));

        Reply again = assertRun(retry.post("invites", ADA));

        assertThat(again.at("/id")).isNotEqualTo(id);
    }

    @Test
    void aCreateRunsAgainOnceItsMembershipIsRemoved() {
        String members = "workspaces/" + workspace() + "/members";
        String user = organization.addMember("ada@example.com", Role.USER);
        assertRun(first.post(members, member(user)));
        assertRun(first.delete(members + "/" + user));

        assertRun(retry.post(members, member(user)));

        assertThat(first.get(members + "/" + user).status()).isEqualTo(200);
    }

    @Test
    void aDeleteWhoseAnswerWasLostIsDone() {
        String members = "workspaces/" + workspace() + "/members/";
        String user = organization.addMember("ada@example.com", Role.USER);
        first.post(members.replaceAll("/$", ""), member(user));
        String invite =
                "invites/" + first.post("invites", ADA.replace("ada", "bob")).at("/id");

        for (String path : new String[] {members + user, invite, "users/" + user}) {
            Reply lost = first.delete(path);

            assertReplayOf(lost, retry.delete(path));
            assertReply(first.delete(path)).isNotFound();
        }
    }

    @Test
    void aDeleteThatNobodyMadeBeforeIsNotFound() {
        String id = first.post("invites", ADA).at("/id");
        organization
                .client()
                .with("x-api-key", organization.addAdminKey().secret().reveal())
                .delete("invites/" + id);

        assertReply(retry.delete("invites/" + id)).isNotFound();
    }

    @Test
    void aRetriedDeleteDeletesWhatCameInBetween() {
        String members = "workspaces/" + workspace() + "/members";
        String user = organization.addMember("ada@example.com", Role.USER);
        first.post(members, member(user));
        first.delete(members + "/" + user);
        first.post(members, member(user));

        assertRun(retry.delete(members + "/" + user));

        assertReply(first.get(members + "/" + user)).isNotFound();
    }

    @Test
    void ofTheRefusalsOfADeleteOnlyNotFoundBecomesTheFirstAnswer() {
        String members = "workspaces/" + workspace() + "/members";
        String user = organization.addMember("bill@example.com", Role.BILLING);
        first.post(members, member(user));
        assertRun(first.delete(members + "/" + user));

        assertReply(retry.delete(members + "/" + user)).isInvalid("This member has the role by being in");
    }

    @Test
    void aKeyIsInactiveAfterInactiveActiveInactiveHoweverTheThirdArrives() {
        String id = organization.addApiKey(workspace(), "Batch").key().id();
        assertRun(first.post("api_keys/" + id, status("inactive")));
        assertRun(first.post("api_keys/" + id, status("active")));

        Reply third = assertRun(retry.post("api_keys/" + id, status("inactive")));

        assertThat(third.at("/status")).isEqualTo("inactive");
        assertThat(first.get("api_keys/" + id).at("/status")).isEqualTo("inactive");
    }

    @Test
    void aRetriedUpdateRunsAgain() {
        String user = organization.addMember("ada@example.com", Role.USER);
        assertRun(first.post("users/" + user, "{\"role\":\"developer\"}"));
        assertRun(first.post("users/" + user, "{\"role\":\"billing\"}"));

        assertRun(retry.post("users/" + user, "{\"role\":\"developer\"}"));

        assertThat(first.get("users/" + user).at("/role")).isEqualTo("developer");
    }

    @Test
    void aRetriedArchiveRunsAgainAndChangesNothing() {
        String path = "workspaces/" + workspace() + "/archive";
        Reply lost = first.post(path);

        Reply again = assertRun(retry.post(path));

        assertThat(again.text()).isEqualTo(lost.text());
    }

    @Test
    void aRefusalIsNotKept() {
        String user = organization.addMember("ada@example.com", Role.USER);
        assertReply(first.post("invites", ADA)).isRefused(400, "already_member");
        first.delete("users/" + user);

        assertRun(retry.post("invites", ADA));
    }

    @Test
    void whoMayNotWriteAnyMoreGetsNoAnswerAgain() {
        var key = organization.addAdminKey();
        TestClient revoked = first.with("x-api-key", key.secret().reveal());
        assertRun(revoked.post("workspaces", RESEARCH));
        doorward.app()
                .adminKeys
                .revoke(doorward.app().operator(organization.id()), key.key().id());

        assertReply(attempt(revoked, 1).post("workspaces", RESEARCH)).isRefused(401);
    }

    private String workspace() {
        return organization.client().post("workspaces", "{\"name\":\"w\"}").at("/id");
    }

    private static String member(String user) {
        return "{\"user_id\":\"" + user + "\",\"workspace_role\":\"workspace_developer\"}";
    }

    private static String status(String status) {
        return "{\"status\":\"" + status + "\"}";
    }
}
