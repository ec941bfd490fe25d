package dev.doorward.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.App;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Caller;
import dev.doorward.access.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever admins do to each other at the same moment, one admin is left (contract 3). */
class LastAdminRaceTest {
    private static final int ADMINS = 8;

    private final long seed = Long.getLong("doorward.seed", System.nanoTime());
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final App app = doorward.app();
    private final Caller caller = app.operator(organization.id());
    private int joined;

    @Test
    void adminsWhoDemoteAndRemoveEachOtherLeaveOneAdmin() {
        List<String> admins = new ArrayList<>(List.of(organization.adminUserId()));

        for (int round = 0; round < Race.ROUNDS; round++) {
            admins.retainAll(admins());
            while (admins.size() < ADMINS) {
                admins.add(addAdmin());
            }
            int number = round;
            Race.run(ADMINS, admin -> attackAllOthers(admins, admin, new Random(seed + 31L * number + admin)));

            assertThat(admins()).as("seed " + seed + ", round " + round).hasSize(1);
        }

        assertThat(app.journal.verify(app.db, caller, Optional.empty())).isEmpty();
    }

    @Test
    void withoutTheLockNobodyWouldBeLeft() {
        List<String> admins = List.of(organization.adminUserId(), addAdmin());

        Race.lookThenAct(2, _ -> admins().size() > 1, admin -> demoteWithoutLooking(admins.get(1 - admin)));

        assertThat(admins()).isEmpty();
    }

    /** Goes for every other admin of the round. Returns how often that was refused: by the last admin, or for who is gone. */
    private long attackAllOthers(List<String> admins, int self, Random random) {
        List<String> others = new ArrayList<>(admins);
        others.remove(self);
        Collections.shuffle(others, random);
        return others.stream()
                .map(other -> random.nextBoolean()
                        ? Race.attempt(() -> app.members.setRole(caller, other, Role.USER))
                        : Race.attempt(() -> app.members.removeAny(caller, other)))
                .filter(attempt -> !attempt.won())
                .count();
    }

    private int demoteWithoutLooking(String userId) {
        return app.db.write(organization.id(), tx -> tx.update("""
                        UPDATE member
                        SET role = 'user'
                        WHERE organization_id = ? AND id = ?
                        """, organization.id(), userId));
    }

    private String addAdmin() {
        joined++;
        return organization.addMember("admin" + joined + "@example.com", Role.ADMIN);
    }

    private List<String> admins() {
        return app.db.read(tx -> tx.list("""
                SELECT id
                FROM member
                WHERE organization_id = ? AND role = 'admin'
                """, row -> row.text("id"), organization.id()));
    }
}
