package dev.doorward.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestClock;
import dev.doorward.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a transaction promises, with the pepper table as the thing that is written. */
class DbTest {
    /** As many as there are connections to read with at least, on the smallest machine. */
    private static final int READERS = 4;

    private static final int ROUNDS = Boolean.getBoolean("doorward.long") ? 5_000 : 100;

    @TempDir
    private Path folder;

    private Db db;

    @BeforeEach
    void open() {
        db = new Db(TestDatabase.location(folder), TestClock.fixed(Instant.EPOCH), new Random(1));
        db.migrate();
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void aFailedJobRollsBackAloneAndItsGroupStays() throws Exception {
        List<Callable<Boolean>> jobs = IntStream.range(0, 64)
                .<Callable<Boolean>>mapToObj(i -> () -> insertThenFail(i, i % 4 == 0))
                .toList();

        try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
            for (Future<Boolean> done : threads.invokeAll(jobs)) {
                done.get();
            }
        }

        assertThat(numbers()).hasSize(48).noneMatch(number -> number % 4 == 0);
    }

    private boolean insertThenFail(int number, boolean fail) {
        try {
            return db.writeInstallation(tx -> {
                insert(tx, number);
                if (fail) {
                    throw new IllegalStateException("a rule");
                }
                return true;
            });
        } catch (IllegalStateException _) {
            return false;
        }
    }

    @Test
    void aBrokenConstraintIsThisJobsFailureOnly() {
        db.writeInstallation(tx -> insert(tx, 1));

        assertThatThrownBy(() -> db.writeInstallation(tx -> insert(tx, 1))).isInstanceOf(DbException.class);
        db.writeInstallation(tx -> insert(tx, 2));

        assertThat(numbers()).containsExactly(1, 2);
    }

    @Test
    void everyReaderSeesTheLastAnsweredWrite() {
        for (int i = 0; i < 200; i++) {
            int number = i;
            db.writeInstallation(tx -> insert(tx, number));

            assertThat(numbers()).hasSize(i + 1);
        }
    }

    /** All at once, so that each reads on a connection of its own, and that is one that has read before. */
    @Test
    void everyReaderConnectionSeesTheLastAnsweredWrite() throws Exception {
        CyclicBarrier allRead = new CyclicBarrier(READERS);
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            for (int round = 0; round < ROUNDS; round++) {
                int number = round;
                db.writeInstallation(tx -> insert(tx, number));

                List<Callable<Integer>> reads = Collections.nCopies(
                        READERS,
                        () -> db.read(tx -> {
                            int seen = numbers(tx).size();
                            await(allRead);
                            return seen;
                        }));

                for (Future<Integer> seen : threads.invokeAll(reads)) {
                    assertThat(seen.get()).isEqualTo(round + 1);
                }
            }
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aReadSeesOneSnapshot() {
        db.writeInstallation(tx -> insert(tx, 1));

        List<Integer> counts = db.read(tx -> {
            int before = numbers(tx).size();
            db.writeInstallation(other -> insert(other, 2));
            return List.of(before, numbers(tx).size());
        });

        assertThat(counts).containsExactly(1, 1);
        assertThat(numbers()).hasSize(2);
    }

    @Test
    void aReadThatFailsLeavesNoSnapshotBehind() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> db.read(tx -> {
                        numbers(tx);
                        throw new IllegalStateException("a refusal");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }

        db.writeInstallation(tx -> insert(tx, 1));

        assertThat(IntStream.range(0, 20)).allMatch(_ -> numbers().size() == 1);
    }

    @Test
    void aReadCannotWrite() {
        assertThatThrownBy(() -> db.read(tx -> insert(tx, 1))).isInstanceOf(DbException.class);

        assertThat(numbers()).isEmpty();
    }

    @Test
    void aSchemaThatIsTooNewIsRefusedInOneLine() {
        db.writeInstallation(
                tx -> tx.update("UPDATE installation SET schema_version = 99, schema_compatible_from = 98"));

        assertThat(db.schemaIsUsable()).isFalse();
        assertThatThrownBy(db::requireSchema).isInstanceOf(DbException.class).hasMessageContaining("too new");
    }

    @Test
    void aNewerSchemaThatThisVersionCanWorkWithIsUsed() {
        db.writeInstallation(
                tx -> tx.update("UPDATE installation SET schema_version = 99, schema_compatible_from = 1"));

        assertThat(db.schemaIsUsable()).isTrue();
        assertThat(db.migrate()).isFalse();
    }

    static boolean insert(Tx tx, int number) {
        return tx.update("INSERT INTO pepper (number, check_value, added_at) VALUES (?, ?, 0)", number, new byte[] {1})
                == 1;
    }

    private List<Integer> numbers() {
        return db.read(DbTest::numbers);
    }

    static List<Integer> numbers(Tx tx) {
        return tx.list("SELECT number FROM pepper ORDER BY number", row -> (int) row.number("number"));
    }
}
