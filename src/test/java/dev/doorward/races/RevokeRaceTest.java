package dev.doorward.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doorward.App;
import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Caller;
import dev.doorward.access.Scope;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.Minted;
import dev.doorward.errors.ApiError;
import dev.doorward.journal.JournalRow;
import dev.doorward.workspaces.Workspace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A revoke that was answered is in force everywhere: nothing that the key asked for is written after it. */
class RevokeRaceTest {
    private static final int WRITERS = 8;

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final App app = doorward.app();
    private final Caller.Operator operator = app.operator(organization.id());
    private int queued;
    private final String workspace =
            organization.client().post("workspaces", "{\"name\":\"w\"}").at("/id");

    @Test
    void afterARevokeNothingIsWrittenForTheKey() {
        for (int round = 0; round < Race.ROUNDS; round++) {
            Minted<AdminKey> key = organization.addAdminKey();
            TestClient client =
                    organization.client().with("x-api-key", key.secret().reveal());
            AtomicInteger written = new AtomicInteger();

            List<Race.Outcome<Integer>> outcomes = Race.run(WRITERS + 1, number -> {
                if (number == WRITERS) {
                    return revokeWhileItWrites(key, client, written);
                }
                return writeUntilRefused(client, written);
            });

            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.result()).contains(401));
            assertThat(written.get()).isPositive();
            assertThat(writtenAfterTheRevoke(key.key().id())).isZero();
        }
    }

    /** Holds the one lock, puts the revoke in the queue and the key's write behind it, and lets them go. */
    @Test
    void aWriteQueuedBehindTheRevokeOfItsOwnKeyIsRefused() throws Exception {
        Minted<AdminKey> key = organization.addAdminKey();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        started(() -> app.db.write(organization.id(), _ -> {
            held.countDown();
            return uninterrupted(release);
        }));
        held.await();

        FutureTask<Object> write;
        try {
            queued(() -> app.adminKeys.revoke(operator, key.key().id()));
            write = queued(() -> catchThrowableOfType(
                    ApiError.class, () -> app.workspaces.create(caller(key), Workspace.Create.named("late"))));
        } finally {
            release.countDown();
        }

        assertThat(write.get()).isInstanceOfSatisfying(ApiError.class, refusal -> {
            assertThat(refusal.type().status()).isEqualTo(401);
            assertThat(refusal).hasMessage("API key is invalid.");
        });
        assertThat(writtenAfterTheRevoke(key.key().id())).isZero();
    }

    @Test
    void withoutASecondLookTheWriteWouldCommit() {
        Minted<AdminKey> key = organization.addAdminKey();
        TestClient client = organization.client().with("x-api-key", key.secret().reveal());

        boolean known = client.get("me").status() == 200;
        app.adminKeys.revoke(operator, key.key().id());
        if (known) {
            app.db.write(organization.id(), tx -> {
                app.journal.created(tx, caller(key), "admin_key.created", key.key());
                return null;
            });
        }

        assertThat(writtenAfterTheRevoke(key.key().id())).isEqualTo(1);
    }

    private int writeUntilRefused(TestClient client, AtomicInteger written) {
        while (true) {
            int status = client.post("workspaces/" + workspace, "{\"name\":\"w" + System.nanoTime() + "\"}")
                    .status();
            if (status != 200) {
                return status;
            }
            written.incrementAndGet();
        }
    }

    /** Waits until the key has written something, revokes it, and returns what the next request with it gets. */
    private int revokeWhileItWrites(Minted<AdminKey> key, TestClient client, AtomicInteger written) {
        Race.waitUntil(() -> written.get() >= WRITERS);
        app.adminKeys.revoke(operator, key.key().id());
        return client.get("me").status();
    }

    private long writtenAfterTheRevoke(String keyId) {
        List<JournalRow> rows = new ArrayList<>();
        app.journal.export(app.db, operator, rows::add);
        long revoked = rows.stream()
                .filter(row -> row.action().equals("admin_key.revoked"))
                .filter(row -> row.objectId().equals(keyId))
                .findFirst()
                .orElseThrow()
                .seq();
        return rows.stream()
                .filter(row -> row.seq() > revoked)
                .filter(row -> row.actorId().equals(keyId))
                .count();
    }

    private Caller.AdminKey caller(Minted<AdminKey> key) {
        return new Caller.AdminKey(
                organization.id(), key.key().id(), EnumSet.allOf(Scope.class), Optional.empty(), app.newRequestId());
    }

    private interface Task {
        Object run();
    }

    private static Thread started(Runnable task) {
        return Thread.ofPlatform().daemon().start(task);
    }

    /** Starts the task and returns when its write waits for its turn. */
    private FutureTask<Object> queued(Task task) {
        FutureTask<Object> future = new FutureTask<>(task::run);
        Thread thread = started(future);
        queued++;
        Race.waitUntilQueued(doorward, thread, queued);
        return future;
    }

    private static Object uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
