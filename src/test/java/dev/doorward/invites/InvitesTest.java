package dev.doorward.invites;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract's section 4 promises. */
class InvitesTest {
    private static final Duration LIFETIME = Duration.ofDays(21);

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    @Test
    void anInviteHasExactlyTheFieldsOfTheContract() {
        Reply reply = invite("Ada@Example.com", "developer");

        assertReply(reply).isExactly("""
                {"id":"%s","type":"invite","email":"Ada@Example.com","role":"developer","status":"pending",
                 "invited_at":"%s","expires_at":"%s","accepted_at":null,"rbac_group_ids":[]}""".formatted(reply.at("/id"), reply.at("/invited_at"), reply.at("/expires_at")));
        assertThat(reply.at("/id")).matches("invite_01[1-9A-HJ-NP-Za-km-z]{22}");
        assertThat(reply.at("/invited_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(client.get("invites/" + reply.at("/id")).text()).isEqualTo(reply.text());
    }

    @Test
    void anInviteLastsTwentyOneDays() {
        Reply invite = invite("ada@example.com");
        String id = invite.at("/id");

        doorward.clock().advance(LIFETIME.minusMinutes(1));
        String before = client.get("invites/" + id).at("/status");
        doorward.clock().advance(Duration.ofMinutes(1));
        String after = client.get("invites/" + id).at("/status");

        assertThat(before).isEqualTo("pending");
        assertThat(after).isEqualTo("expired");
        assertThat(Duration.between(Instant.parse(invite.at("/invited_at")), Instant.parse(invite.at("/expires_at"))))
                .isEqualTo(LIFETIME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "claude_code_user", "developer", "billing"})
    void everyRoleButAdminCanBeInvited(String role) {
        Reply reply = invite("ada@example.com", role);

        assertReply(reply).isOk().has("/role", role);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"rbac_group_ids\":[]", ",\"rbac_group_ids\":null"})
    void groupsMayBeAbsentEmptyOrNull(String groups) {
        Reply reply = client.post("invites", "{\"email\":\"ada@example.com\",\"role\":\"user\"" + groups + "}");

        assertReply(reply).isOk();
        assertThat(reply.json().get("rbac_group_ids").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {"email":"a@b.example","role":"admin"}                       | role: must be one of
                {"email":"a@b.example","role":"workspace_user"}              | role: must be one of
                {"email":"a@b.example","role":null}                          | role: must be a string.
                {"email":"a@b.example"}                                      | role: Field required
                {"role":"user"}                                              | email: Field required
                {"email":[],"role":"user"}                                   | email: must be a string.
                {"email":"a@b.example","role":"user","status":"accepted"}    | status: Extra inputs
                {"email":"a@b.example","role":"user","rbac_group_ids":["x"]} | rbac_group_ids:
                {"email":"a@b.example","role":"user","rbac_group_ids":"x"}   | rbac_group_ids:
                """)
    void aFaultInTheBodyIsNamed(String body, String message) {
        Reply reply = client.post("invites", body);

        assertReply(reply).isInvalid(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@example.com",
                "ada@",
                "ada@@example.com",
                "ada example@example.com",
                "ada@exa mple.com",
                "ada@-example.com",
                "ada@example..com",
                ".ada@example.com",
                "ada@[127.0.0.1]",
                "Ada <ada@example.com>",
                "ada\\u0000@example.com",
                "ada\\u202e@example.com",
                "ada\\ud800@example.com"
            })
    void whatIsNoAddressIsRefused(String email) {
        Reply reply = invite(email);

        assertReply(reply).isInvalid("email: is not a valid email address.");
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.com,           ADA@Example.COM",
        "ada@example.com,           \uff41da@example.com", // A full-width a.
        "jos\u00e9@example.com,     jose\u0301@example.com", // One character, or a letter and an accent.
        "ada@b\u00fccher.example,   ada@xn--bcher-kva.example",
        "ada@B\u00dcCHER.example,   ADA@b\u00fccher.EXAMPLE",
        "INFO@example.com,          info@example.com", // Not so by the rules of Turkish.
    })
    void addressesCompareCanonicallyAndAreShownAsTyped(String first, String second) {
        Reply pending = invite(first);

        Reply refused = invite(second);

        assertReply(pending).isOk().has("/email", first);
        assertReply(refused).isRefused(400, "invite_already_exists").messageContains(pending.at("/id"));
    }

    @Test
    void aTaggedAddressIsAnotherOne() {
        invite("ada@example.com");

        Reply tagged = invite("ada+news@example.com");

        assertReply(tagged).isOk();
    }

    @Test
    void aMemberIsNotInvited() {
        String id = organization.addMember("Ada@example.com", Role.USER);

        Reply reply = invite("ada@Example.com");

        assertReply(reply).isRefused(400, "already_member").messageContains(id);
    }

    @Test
    void anExpiredInviteDoesNotBlockAnother() {
        invite("ada@example.com");
        doorward.clock().advance(LIFETIME);

        Reply second = invite("ada@example.com");

        assertReply(second).isOk();
    }

    @Test
    void aDeletedInviteDoesNotBlockAnother() {
        client.delete("invites/" + invite("ada@example.com").at("/id"));

        Reply second = invite("ada@example.com");

        assertReply(second).isOk();
    }

    @Test
    void aDeletedInviteIsReadButNeverListedOrDeletedAgain() {
        String id = invite("ada@example.com").at("/id");

        Reply deleted = client.delete("invites/" + id);

        assertReply(deleted).isExactly("""
                {"id":"%s","type":"invite_deleted"}""".formatted(id));
        assertReply(client.get("invites/" + id)).isOk().has("/status", "deleted");
        assertReply(client.get("invites")).listsIds(List.of());
        assertReply(client.delete("invites/" + id)).isNotFound();
    }

    @Test
    void aDeletedInviteStaysDeletedAfterItsTime() {
        String id = invite("ada@example.com").at("/id");
        client.delete("invites/" + id);

        doorward.clock().advance(LIFETIME);

        assertReply(client.get("invites/" + id)).isOk().has("/status", "deleted");
        assertReply(client.get("invites?statuses=expired")).listsIds(List.of());
    }

    @Test
    void anAcceptedInviteMakesAMemberAndCannotBeDeleted() {
        String id = invite("Ada@example.com", "billing").at("/id");

        String member = organization.accept(organization.inviteToken(id), "Ada");

        Reply accepted = client.get("invites/" + id);
        assertReply(accepted).isOk().has("/status", "accepted");
        assertThat(accepted.at("/accepted_at")).matches("\\d{4}-.*\\.\\d{6}Z");
        assertReply(client.get("users/" + member))
                .isOk()
                .has("/email", "Ada@example.com")
                .has("/name", "Ada")
                .has("/role", "billing");
        assertReply(client.delete("invites/" + id)).isInvalid("Only a pending invite can be deleted");
    }

    @Test
    void anAcceptedInviteStaysAcceptedAfterItsTime() {
        String id = invite("ada@example.com").at("/id");
        organization.accept(organization.inviteToken(id), "Ada");

        doorward.clock().advance(LIFETIME);

        assertReply(client.get("invites/" + id)).isOk().has("/status", "accepted");
    }

    @Test
    void anExpiredInviteCannotBeDeleted() {
        String id = invite("ada@example.com").at("/id");
        doorward.clock().advance(LIFETIME);

        Reply reply = client.delete("invites/" + id);

        assertReply(reply).isInvalid("Only a pending invite can be deleted");
    }

    @Test
    void anInviteCannotBeChanged() {
        String id = invite("ada@example.com").at("/id");

        Reply reply = client.post("invites/" + id, "{\"role\":\"developer\"}");

        assertReply(reply).isRefused(405);
    }

    @Test
    void invitesAreFilteredByStatus() {
        String expired = invite("a@example.com").at("/id");
        doorward.clock().advance(LIFETIME);
        String accepted = invite("b@example.com").at("/id");
        organization.accept(organization.inviteToken(accepted), "B");
        String pending = invite("c@example.com").at("/id");
        client.delete("invites/" + invite("d@example.com").at("/id"));

        assertReply(client.get("invites?statuses[]=pending".replace("[]", "%5B%5D")))
                .listsIds(List.of(pending));
        assertReply(client.get("invites?statuses=accepted")).listsIds(List.of(accepted));
        assertReply(client.get("invites?statuses=expired")).listsIds(List.of(expired));
        assertReply(client.get("invites?statuses=pending&statuses=expired")).listsIds(List.of(pending, expired));
        assertReply(client.get("invites")).listsIds(List.of(pending, accepted, expired));
        assertReply(client.get("invites?statuses=deleted")).isInvalid("statuses: must be one of");
    }

    @Test
    void invitesAreFilteredByRoleAndAddress() {
        String ada = invite("ada@example.com", "user").at("/id");
        String news = invite("ada+news@example.com", "billing").at("/id");
        String bob = invite("bob@example.com", "developer").at("/id");

        assertReply(client.get("invites?roles=developer&roles=billing")).listsIds(List.of(bob, news));
        assertReply(client.get("invites?email=ADA@example.com")).listsIds(List.of(news, ada));
        assertReply(client.get("invites?email=ada%2Bnews@example.com")).listsIds(List.of(news));
        assertReply(client.get("invites?email=ada@example.com&roles=user")).listsIds(List.of(ada));
    }

    private Reply invite(String email) {
        return invite(email, "user");
    }

    private Reply invite(String email, String role) {
        return client.post("invites", """
                {"email":"%s","role":"%s"}""".formatted(email, role));
    }
}
