package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.Setting;
import dev.doorward.TestDatabase;
import dev.doorward.access.Role;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.members.Email;
import dev.doorward.races.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules hold when the racers come through two instances. After each round the database itself is asked. */
@Tag("postgres")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class TwoInstanceRacesTest {
    private static final int ROUNDS = Boolean.getBoolean("doorward.long") ? 500 : 10;
    private static final int RACERS = 8;
    private static final int CAP = 3;

    private static Pair pair;

    private int people;

    @BeforeAll
    static void start() throws Exception {
        pair = new Pair(
                TestDatabase.server(TestDatabase.newDatabase()).url(),
                Map.of(Setting.MAX_WORKSPACE_MEMBERS, String.valueOf(CAP)));
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    private String addMember(Role role) {
        people++;
        String email = role + "." + people + "@example.com";
        return pair.app(people)
                .members
                .add(pair.operator(people), Email.parse("email", email), "Person", role)
                .id();
    }

    private long admins() {
        return pair.count(
                "SELECT COUNT(*) FROM member WHERE organization_id = ? AND role = 'admin'", pair.organizationId());
    }

    private List<String> adminIds() {
        return pair.app(0).db.read(tx -> tx.list("""
                SELECT id
                FROM member
                WHERE organization_id = ? AND role = 'admin'
                """, row -> row.text("id"), pair.organizationId()));
    }

    @Test
    void adminsWhoDemoteAndRemoveEachOtherLeaveOne() {
        for (int round = 0; round < ROUNDS; round++) {
            List<String> admins = new ArrayList<>(adminIds());
            while (admins.size() < RACERS / 2) {
                admins.add(addMember(Role.ADMIN));
            }

            Race.run(admins.size(), self -> {
                for (String other : admins) {
                    if (!other.equals(admins.get(self))) {
                        Race.attempt(() -> self % 3 == 0
                                ? pair.app(self).members.removeAny(pair.operator(self), other)
                                : pair.app(self).members.setRole(pair.operator(self), other, Role.USER));
                    }
                }
                return self;
            });

            assertThat(admins()).as("round " + round).isEqualTo(1);
        }
    }

    /** What the organization's lock prevents: both instances look, and then both act. */
    @Test
    void withoutTheLockTwoInstancesWouldBothLetAnAdminGo() throws Exception {
        try (Pair unlocked =
                new Pair(TestDatabase.server(TestDatabase.newDatabase()).url(), Map.of())) {
            List<String> admins = List.of(
                    unlocked.adminUserId(),
                    unlocked.app(0)
                            .members
                            .add(unlocked.operator(0), Email.parse("email", "second@example.com"), "Second", Role.ADMIN)
                            .id());
            String count = "SELECT COUNT(*) FROM member WHERE organization_id = ? AND role = 'admin'";

            Race.lookThenAct(
                    2,
                    _ -> unlocked.count(count, unlocked.organizationId()) > 1,
                    number -> unlocked.app(number)
                            .db
                            .write(
                                    unlocked.organizationId(),
                                    tx -> tx.update("""
                            UPDATE member
                            SET role = 'user'
                            WHERE organization_id = ? AND id = ?
                            """, unlocked.organizationId(), admins.get(1 - number))));

            assertThat(unlocked.count(count, unlocked.organizationId())).isZero();
        }
    }

    @Test
    void oneInviteMakesOneMember() {
        for (int round = 0; round < ROUNDS; round++) {
            String email = "invited" + round + "@example.com";
            String invite = pair.client(round)
                    .post("invites", "{\"email\":\"" + email + "\",\"role\":\"user\"}")
                    .at("/id");
            String token = pair.app(0).db.read(tx -> pair.app(0).invites.token(tx, pair.operator(0), invite));

            List<Race.Outcome<Object>> outcomes = Race.run(
                    RACERS,
                    number -> number == 0
                            ? pair.app(number).invites.delete(pair.operator(number), invite)
                            : pair.app(number).invites.accept(pair.operator(number), token, "Person"));

            long members = pair.count(
                    "SELECT COUNT(*) FROM member WHERE organization_id = ? AND email_canonical = ?",
                    pair.organizationId(),
                    email);
            long accepts = pair.count(
                    "SELECT COUNT(*) FROM journal WHERE organization_id = ? AND action = 'invite.accepted'"
                            + " AND object_id = ?",
                    pair.organizationId(),
                    invite);
            assertThat(Race.winners(outcomes)).isEqualTo(1);
            assertThat(members).isEqualTo(accepts).isEqualTo(outcomes.getFirst().won() ? 0 : 1);
        }
    }

    @Test
    void oneAddressHasOnePendingInvite() {
        for (int round = 0; round < ROUNDS; round++) {
            String email = "pending" + round + "@example.com";

            List<Integer> statuses = Race.run(
                            RACERS,
                            number -> pair.client(number)
                                    .post("invites", "{\"email\":\"" + email + "\",\"role\":\"user\"}")
                                    .status())
                    .stream()
                    .map(outcome -> outcome.result().orElseThrow())
                    .toList();

            assertThat(statuses).containsOnlyOnce(200);
            assertThat(pair.count(
                            "SELECT COUNT(*) FROM invite WHERE organization_id = ? AND email_canonical = ?",
                            pair.organizationId(),
                            email))
                    .isEqualTo(1);
        }
    }

    @Test
    void theCapOnRolesGivenInAWorkspaceHolds() {
        List<String> users =
                IntStream.range(0, RACERS).mapToObj(_ -> addMember(Role.USER)).toList();
        for (int round = 0; round < ROUNDS; round++) {
            String workspace =
                    pair.client(round).post("workspaces", "{\"name\":\"w\"}").at("/id");

            Race.run(
                    RACERS,
                    number -> pair.client(number)
                            .post(
                                    "workspaces/" + workspace + "/members",
                                    "{\"user_id\":\"" + users.get(number)
                                            + "\",\"workspace_role\":\"workspace_user\"}"));

            assertThat(pair.count(
                            "SELECT COUNT(*) FROM workspace_member WHERE organization_id = ? AND workspace_id = ?",
                            pair.organizationId(),
                            workspace))
                    .isEqualTo(CAP);
        }
    }

    @Test
    void noKeyChangesAfterItsWorkspaceWasArchived() {
        for (int round = 0; round < ROUNDS; round++) {
            String workspace =
                    pair.client(round).post("workspaces", "{\"name\":\"w\"}").at("/id");
            List<String> keys = IntStream.range(0, RACERS - 1)
                    .mapToObj(number -> pair.app(number)
                            .apiKeys
                            .create(
                                    pair.operator(number),
                                    new ApiKey.Create(
                                            Optional.of(workspace), "key", Optional.empty(), Optional.empty()))
                            .key()
                            .id())
                    .toList();

            Race.run(
                    RACERS,
                    number -> number == RACERS - 1
                            ? pair.client(number).post("workspaces/" + workspace + "/archive")
                            : pair.client(number).post("api_keys/" + keys.get(number), "{\"status\":\"inactive\"}"));

            assertThat(pair.count("""
                            SELECT COUNT(*)
                            FROM journal change
                            JOIN journal archive
                                ON archive.organization_id = change.organization_id AND archive.seq < change.seq
                            WHERE archive.organization_id = ? AND archive.object_id = ?
                                AND archive.action = 'workspace.archived' AND change.object_type = 'api_key'
                                AND change.after_change LIKE '%' || archive.object_id || '%'
                            """, pair.organizationId(), workspace)).isZero();
            assertThat(pair.count(
                            "SELECT COUNT(*) FROM workspace WHERE organization_id = ? AND id = ?"
                                    + " AND archived_at IS NOT NULL",
                            pair.organizationId(),
                            workspace))
                    .isEqualTo(1);
        }
    }
}
