package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import dev.doorward.access.Caller;
import dev.doorward.access.Scope;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.Minted;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Once one instance has answered a revoke, no other one writes for the credential. */
@Tag("postgres")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class RevokedWriteTest {
    private static final int ROUNDS = Boolean.getBoolean("doorward.long") ? 10_000 : 100;
    private static final String WRITTEN =
            "SELECT COUNT(*) FROM journal WHERE organization_id = ? AND actor_id = ? AND action = 'workspace.created'";

    private static Pair pair;

    @BeforeAll
    static void start() throws Exception {
        pair = new Pair(TestDatabase.server(TestDatabase.newDatabase()).url(), Map.of());
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    private static Minted<AdminKey> newKey() {
        return pair.app(0).adminKeys.create(pair.operator(0), new AdminKey.Create("test", EnumSet.allOf(Scope.class)));
    }

    private static int create(TestClient client) {
        return client.post("workspaces", "{\"name\":\"late\"}").status();
    }

    @Test
    void aWriteSentAfterTheRevokeWasAnsweredNeverCommits() {
        for (int round = 0; round < ROUNDS; round++) {
            Minted<AdminKey> key = newKey();
            TestClient client = pair.client(1, key.secret().reveal());
            int before = create(client);
            pair.app(0).adminKeys.revoke(pair.operator(0), key.key().id());

            int after = create(client);

            assertThat(before).isEqualTo(200);
            assertThat(after).isEqualTo(401);
            assertThat(pair.count(WRITTEN, pair.organizationId(), key.key().id()))
                    .as("round " + round)
                    .isEqualTo(1);
        }
    }

    @Test
    void aWriteSentAfterTheOrganizationWasDisabledNeverCommits() {
        Minted<AdminKey> key = newKey();
        TestClient client = pair.client(1, key.secret().reveal());
        for (int round = 0; round < ROUNDS / 10; round++) {
            pair.app(0).organizations.setDisabled(pair.operator(0), true);

            int status = create(client);

            assertThat(status).isEqualTo(401);
            assertThat(pair.count(WRITTEN, pair.organizationId(), key.key().id()))
                    .isEqualTo(round);
            pair.app(0).organizations.setDisabled(pair.operator(0), false);
            assertThat(create(client)).isEqualTo(200);
        }
    }

    /** A write path that trusts what was known of the caller before the lock. */
    @Test
    void withoutASecondLookTheWriteWouldCommit() {
        Minted<AdminKey> key = newKey();
        Caller known = new Caller.AdminKey(
                pair.organizationId(),
                key.key().id(),
                EnumSet.allOf(Scope.class),
                Optional.empty(),
                pair.app(1).newRequestId());
        pair.app(0).adminKeys.revoke(pair.operator(0), key.key().id());

        pair.app(1).db.write(pair.organizationId(), tx -> {
            pair.app(1).journal.created(tx, known, "workspace.created", key.key());
            return null;
        });

        assertThat(pair.count(WRITTEN, pair.organizationId(), key.key().id())).isEqualTo(1);
    }
}
