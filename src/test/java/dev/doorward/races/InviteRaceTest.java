package dev.doorward.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.App;
import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Caller;
import dev.doorward.db.IdKind;
import dev.doorward.invites.Invite;
import dev.doorward.journal.JournalRow;
import dev.doorward.members.Email;
import dev.doorward.members.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** One invite makes one member, and one address has one pending invite, however many try at once (contract 4). */
class InviteRaceTest {
    private static final int ACCEPTS = 64;
    private static final int INVITES = 16;

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();
    private final App app = doorward.app();
    private final Caller caller = app.operator(organization.id());

    @Test
    void sixtyFourAcceptsOfOneInviteMakeOneMember() {
        for (int round = 0; round < Race.ROUNDS; round++) {
            String invite = invite("person" + round + "@example.com").at("/id");
            String token = organization.inviteToken(invite);
            int before = members();

            List<Race.Outcome<Member>> outcomes =
                    Race.run(ACCEPTS, number -> app.invites.accept(caller, token, "Ada " + number));

            assertThat(Race.winners(outcomes)).isEqualTo(1);
            assertThat(members()).isEqualTo(before + 1);
            assertThat(accepts(invite)).isEqualTo(1);
            assertThat(client.get("invites/" + invite).at("/status")).isEqualTo("accepted");
            assertThat(outcomes.stream()
                            .flatMap(outcome -> outcome.refusal().stream())
                            .map(Throwable::getMessage))
                    .hasSize(ACCEPTS - 1)
                    .containsOnly("This invite is not valid any more: ask for a new one.");
        }
    }

    @Test
    void withoutTheLockEveryAcceptWouldMakeAMember() {
        String invite = invite("ada@example.com").at("/id");

        Race.lookThenAct(
                ACCEPTS,
                _ -> client.get("invites/" + invite).at("/status").equals("pending"),
                number -> acceptWithoutLooking(invite, number));

        assertThat(accepts(invite)).isEqualTo(ACCEPTS);
        assertThat(members()).isEqualTo(1 + ACCEPTS);
    }

    @Test
    void invitesToOneAddressAtOnceLeaveOnePending() {
        for (int round = 0; round < Race.ROUNDS; round++) {
            String address = "person" + round + "@example.com";

            List<Race.Outcome<TestClient.Reply>> outcomes =
                    Race.run(INVITES, number -> invite(number % 2 == 0 ? address : address.toUpperCase(Locale.ROOT)));

            List<TestClient.Reply> replies = outcomes.stream()
                    .map(outcome -> outcome.result().orElseThrow())
                    .toList();
            assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(1);
            assertThat(replies.stream()
                            .filter(reply -> reply.status() == 400)
                            .map(reply -> reply.at("/error/details/error_code")))
                    .hasSize(INVITES - 1)
                    .containsOnly("invite_already_exists");
            assertThat(pending(address)).isEqualTo(1);
        }
    }

    @Test
    void withoutTheLockEveryInviteWouldBePending() {
        String address = "ada@example.com";

        Race.lookThenAct(INVITES, _ -> pending(address) == 0, _ -> inviteWithoutLooking(address));

        assertThat(pending(address)).isEqualTo(INVITES);
    }

    @Test
    void anAcceptAndADeletionNeverBothWin() {
        for (int round = 0; round < Race.ROUNDS; round++) {
            String invite = invite("person" + round + "@example.com").at("/id");
            String token = organization.inviteToken(invite);
            int before = members();

            List<Race.Outcome<Object>> outcomes = Race.run(
                    2,
                    number -> number == 0
                            ? app.invites.accept(caller, token, "Ada")
                            : app.invites.delete(caller, invite));

            assertThat(Race.winners(outcomes)).isEqualTo(1);
            assertThat(members() - before).isEqualTo(outcomes.getFirst().won() ? 1 : 0);
        }
    }

    private TestClient.Reply invite(String email) {
        return client.post("invites", "{\"email\":\"" + email + "\",\"role\":\"user\"}");
    }

    private int members() {
        return client.get("users?limit=1000").json().get("data").size();
    }

    private long accepts(String invite) {
        List<JournalRow> rows = new ArrayList<>();
        app.journal.export(app.db, caller, rows::add);
        return rows.stream()
                .filter(row -> row.action().equals("invite.accepted"))
                .filter(row -> row.objectId().equals(invite))
                .count();
    }

    /** What an accept writes. The address differs, as the database itself refuses the same one twice. */
    private Member acceptWithoutLooking(String id, int number) {
        return app.db.write(organization.id(), tx -> {
            Invite invite = app.invites.get(tx, caller, id);
            Email email = Email.parse("email", "ada+" + number + "@example.com");
            app.journal.changed(tx, caller, "invite.accepted", invite, invite);
            return app.members.add(tx, caller, email, "Ada", invite.role());
        });
    }

    private int pending(String address) {
        return client.get("invites?statuses=pending&limit=1000&email=" + address)
                .json()
                .get("data")
                .size();
    }

    private int inviteWithoutLooking(String address) {
        Email email = Email.parse("email", address);
        return app.db.write(
                organization.id(),
                tx -> tx.update(
                        """
                        INSERT INTO invite (organization_id, id, email, email_canonical, email_untagged, role, invited_at,
                            expires_at, token_generation, pepper)
                        VALUES (?, ?, ?, ?, ?, 'user', ?, ?, 1, 1)
                        """,
                        organization.id(),
                        tx.newId(IdKind.INVITE),
                        email.typed(),
                        email.canonical(),
                        email.untagged(),
                        tx.now(),
                        tx.now().plusSeconds(60)));
    }
}
