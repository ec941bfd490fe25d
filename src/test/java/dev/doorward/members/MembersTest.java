package dev.doorward.members;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Caller;
import dev.doorward.access.Role;
import dev.doorward.errors.ApiError;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract's section 3 promises. */
class MembersTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    @Test
    void aMemberHasExactlyTheFieldsOfTheContract() {
        String id = organization.addMember("Ada@Example.com", Role.DEVELOPER);

        Reply reply = client.get("users/" + id);

        assertReply(reply).isExactly("""
                {"id":"%s","type":"user","email":"Ada@Example.com","name":"Ada@Example.com","role":"developer",
                 "added_at":"%s"}""".formatted(id, reply.at("/added_at")));
        assertThat(id).matches("user_01[1-9A-HJ-NP-Za-km-z]{22}");
        assertThat(reply.at("/added_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    }

    @Test
    void membersAreListedNewestFirst() {
        String ada = organization.addMember("ada@example.com", Role.USER);
        String bob = organization.addMember("bob@example.com", Role.USER);

        Reply reply = client.get("users");

        assertReply(reply).listsIds(List.of(bob, ada, organization.adminUserId()));
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.com,            true,  true",
        "ADA@Example.COM,            true,  true",
        "ada%2Bnews@example.com,     false, true",
        "ada%2Bother@example.com,    false, false",
        "grace@example.com,          false, false",
    })
    void theEmailFilterComparesCanonicallyAndFindsTaggedVariants(String filter, boolean plain, boolean tagged) {
        String ada = organization.addMember("Ada@example.com", Role.USER);
        String news = organization.addMember("ada+news@example.com", Role.USER);

        Reply reply = client.get("users?email=" + filter);

        assertThat(reply.text().contains(ada)).isEqualTo(plain);
        assertThat(reply.text().contains(news)).isEqualTo(tagged);
    }

    @Test
    void theRolesFilterFindsEveryRoleThatItNames() {
        organization.addMember("user@example.com", Role.USER);
        String developer = organization.addMember("developer@example.com", Role.DEVELOPER);
        String billing = organization.addMember("billing@example.com", Role.BILLING);

        Reply both = client.get("users?roles[]=developer&roles[]=billing".replace("[]", "%5B%5D"));
        Reply admins = client.get("users?roles=admin");

        assertReply(both).listsIds(List.of(billing, developer));
        assertReply(admins).listsIds(List.of(organization.adminUserId()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "claude_code_user", "developer", "billing"})
    void aMemberCanBeGivenEveryRoleButAdmin(String role) {
        String id = organization.addMember("ada@example.com", Role.USER);

        Reply updated = client.post("users/" + id, """
                {"role":"%s"}""".formatted(role));

        assertReply(updated).isOk().has("/id", id).has("/type", "user").has("/role", role);
        assertThat(client.get("users/" + id).text()).isEqualTo(updated.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {"role":"admin"}           | role: must be one of user, claude_code_user, developer, billing.
                {"role":"owner"}           | role: must be one of
                {"role":null}              | role:
                {"role":1}                 | role:
                {}                         | role: Field required
                {"role":"user","name":"x"} | name: Extra inputs are not permitted
                """)
    void anUpdateNeedsARoleThatTheApiGives(String body, String message) {
        String id = organization.addMember("ada@example.com", Role.USER);

        Reply reply = client.post("users/" + id, body);

        assertReply(reply).isInvalid(message);
    }

    @Test
    void anAdminCanBeNeitherChangedNorRemoved() {
        organization.addMember("ada@example.com", Role.USER);
        String admin = "users/" + organization.adminUserId();

        Reply changed = client.post(admin, "{\"role\":\"user\"}");
        Reply removed = client.delete(admin);

        assertReply(changed).isInvalid("role: ");
        assertReply(removed).isInvalid("An admin cannot be removed");
        assertReply(client.get(admin)).isOk().has("/role", "admin");
    }

    @Test
    void theOnlyMemberCannotBeRemoved() {
        Reply reply = client.delete("users/" + organization.adminUserId());

        assertReply(reply).isRefused(400, "cannot_remove_last_member");
    }

    @Test
    void theLastAdminRemainsThroughTheOperatorsDoorToo() {
        organization.addMember("ada@example.com", Role.USER);
        Members members = doorward.app().members;
        Caller operator = doorward.app().operator(organization.id());
        String admin = organization.adminUserId();

        assertThatThrownBy(() -> members.setRole(operator, admin, Role.USER)).isInstanceOf(ApiError.class);
        assertThatThrownBy(() -> members.removeAny(operator, admin)).isInstanceOf(ApiError.class);
        assertReply(client.get("users?roles=admin")).listsIds(List.of(admin));
    }

    @Test
    void aRemovedMemberIsGone() {
        String id = organization.addMember("ada@example.com", Role.USER);

        Reply removed = client.delete("users/" + id);

        assertReply(removed).isExactly("""
                {"id":"%s","type":"user_deleted"}""".formatted(id));
        assertReply(client.get("users/" + id)).isNotFound();
        assertReply(client.delete("users/" + id)).isNotFound();
        assertReply(client.get("users")).listsIds(List.of(organization.adminUserId()));
    }

    @Test
    void aRemovedMemberLosesTheirWorkspaceMemberships() {
        String workspace = client.post("workspaces", "{\"name\":\"W\"}").at("/id");
        String id = organization.addMember("ada@example.com", Role.USER);
        client.post("workspaces/" + workspace + "/members", """
                {"user_id":"%s","workspace_role":"workspace_developer"}""".formatted(id));

        client.delete("users/" + id);

        assertReply(client.get("workspaces/" + workspace + "/members/" + id)).isNotFound();
        assertReply(client.get("workspaces/" + workspace + "/members"))
                .lists("user_id", List.of(organization.adminUserId()));
    }

    @Test
    void keysOfARemovedMemberKeepWorkingAndNameThem() {
        String id = organization.addMember("ada@example.com", Role.DEVELOPER);
        var minted =
                organization.addApiKey(organization.defaultWorkspaceId(), "Ada's", Optional.of(id), Optional.empty());

        client.delete("users/" + id);

        assertReply(client.get("api_keys/" + minted.key().id()))
                .isOk()
                .has("/status", "active")
                .has("/created_by/id", id);
        assertReply(client.get("api_keys?created_by_user_id=" + id))
                .listsIds(List.of(minted.key().id()));
        assertReply(client.with("x-api-key", minted.secret().reveal()).get("me"))
                .isRefused(403); // Known and live; 401 if not.
    }

    @Test
    void whoIsInvitedAgainGetsANewId() {
        String first = join("ada@example.com");
        client.delete("users/" + first);

        String second = join("ada@example.com");

        assertThat(second).isNotEqualTo(first);
        assertReply(client.get("users/" + first)).isNotFound();
    }

    private String join(String email) {
        String invite = client.post("invites", """
                {"email":"%s","role":"user"}""".formatted(email)).at("/id");
        return organization.accept(organization.inviteToken(invite), "Ada");
    }

    @Test
    void theSameAddressInTwoOrganizationsIsTwoMembers() {
        TestOrganization other = doorward.newOrganization();

        String here = organization.addMember("ada@example.com", Role.USER);
        String there = other.addMember("ada@example.com", Role.USER);

        assertThat(here).isNotEqualTo(there);
        assertReply(client.delete("users/" + there)).isNotFound();
        assertReply(other.client().get("users/" + there)).isOk();
    }

    @Test
    void aWriteThatCannotHaveTheLockIsRefusedForNow() throws Exception {
        String id = organization.addMember("ada@example.com", Role.USER);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Reply removal;
        Reply update;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> doorward.app().db.write(organization.id(), _ -> hold(held, release)));
            held.await();

            Future<Reply> updating = threads.submit(() -> client.post("users/" + id, "{\"role\":\"billing\"}"));
            removal = client.delete("users/" + id);
            update = updating.get();
            release.countDown();
        }

        assertReply(removal).isRefused(409, "concurrent_membership_change");
        assertThat(removal.header("x-should-retry")).isNotEqualTo("false");
        assertReply(update).isRefused(529);
        assertThat(update.header("retry-after")).matches("[1-9][0-9]*");
        assertReply(client.get("users/" + id)).isOk().has("/role", "user");
    }

    private static Void hold(CountDownLatch held, CountDownLatch release) {
        held.countDown();
        try {
            release.await();
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
