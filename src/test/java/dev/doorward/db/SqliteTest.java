package dev.doorward.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only SQLite does: one writer, whose turn may not come. */
@Tag("sqlite")
class SqliteTest {
    /** 1 024 wait; there are some more. */
    private static final int MORE_THAN_THE_QUEUE = 1_124;

    private static final int REFUSED = 99;

    private static final int READERS = 4;

    /** Longer than a commit takes. */
    private static final Duration LONG_READ = Duration.ofMillis(20);

    private static final int PIECE = 1 << 18;

    @TempDir
    private Path folder;

    private Db db;

    @BeforeEach
    void open() {
        db = new Db(new Location.Folder(folder, Location.Opener.SERVER), TestClock.fixed(Instant.EPOCH), new Random(1));
        db.migrate();
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void aWriteWhoseTurnDoesNotComeIsDroppedAndNeverRun() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("doorward.db"))) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> db.writeInstallation(tx -> DbTest.insert(tx, 1)))
                    .isInstanceOf(DbException.Busy.class);
            other.createStatement().execute("ROLLBACK");
        }

        db.writeInstallation(tx -> DbTest.insert(tx, 2));

        assertThat(db.read(DbTest::numbers)).containsExactly(2);
    }

    @Test
    void aQueueThatIsFullRefusesAtOnceAndTheOthersHaveTheirTurn() throws Exception {
        List<Future<Boolean>> writes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (Connection other = holdingTheLock()) {
                for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
                    int number = i;
                    writes.add(threads.submit(() -> db.writeInstallation(tx -> DbTest.insert(tx, number))));
                }
                waitUntil(() -> writes.stream().filter(Future::isDone).count() >= REFUSED);
                other.createStatement().execute("ROLLBACK");
            }
        }

        List<Future<Boolean>> refused = writes.stream()
                .filter(write -> write.state() == Future.State.FAILED)
                .toList();
        assertThat(refused).hasSizeBetween(REFUSED, REFUSED + 1); // The writer may have one in its hand.
        assertThat(refused)
                .allSatisfy(write -> assertThat(write.exceptionNow())
                        .isInstanceOf(DbException.Busy.class)
                        .hasMessage("too many writes are waiting"));
        assertThat(db.read(DbTest::numbers)).hasSize(MORE_THAN_THE_QUEUE - refused.size());
    }

    /** SQLite gives the whole transaction up, with what the jobs before had done in it. */
    @Test
    void aFaultThatEndsTheTransactionFailsEveryJobOfTheGroup() throws Exception {
        List<Future<Boolean>> writes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            try (Connection other = holdingTheLock()) {
                writes.add(threads.submit(() -> db.writeInstallation(tx -> DbTest.insert(tx, 1))));
                writes.add(threads.submit(() -> db.writeInstallation(SqliteTest::fillTheDisk)));
                writes.add(threads.submit(() -> db.writeInstallation(tx -> DbTest.insert(tx, 3))));
                waitUntil(() -> waitingWriters() == writes.size());
                other.createStatement().execute("ROLLBACK");
            }
        }

        assertThat(writes)
                .allSatisfy(write -> assertThat(write.exceptionNow())
                        .isInstanceOf(DbException.Unavailable.class)
                        .rootCause()
                        .hasMessageContaining("SQLITE_FULL"));
        assertThat(db.read(DbTest::numbers)).isEmpty();
        db.writeInstallation(tx -> DbTest.insert(tx, 4));
        assertThat(db.read(DbTest::numbers)).containsExactly(4);
    }

    /** Writes more than there may be, which for SQLite is a disk that is full. */
    private static boolean fillTheDisk(Tx tx) {
        tx.list("PRAGMA max_page_count = 1", _ -> true);
        return tx.update("INSERT INTO pepper (number, check_value, added_at) VALUES (2, ?, 0)", new byte[PIECE]) == 1;
    }

    private Connection holdingTheLock() throws SQLException {
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("doorward.db"));
        other.createStatement().execute("BEGIN IMMEDIATE");
        return other;
    }

    /** How many threads wait for the answer to their write. */
    private static long waitingWriters() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().equals(GroupWriter.class.getName() + "$Job")
                                && frame.getMethodName().equals("await")))
                .count();
    }

    private static void waitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(4).toNanos(); // Less than a job waits for its turn.
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
            LockSupport.parkNanos(100_000);
        }
    }

    /** The bug that this is about: COMMIT ends no snapshot that an open result needs, and BEGIN does not complain. */
    @Test
    void aConnectionThatKeepsItsSnapshotIsNotGivenBack() throws Exception {
        db.writeInstallation(tx -> DbTest.insert(tx, 1));
        db.writeInstallation(tx -> DbTest.insert(tx, 2));
        Sqlite engine = new Sqlite(folder.resolve("doorward.db"));
        try (Connection connection = engine.connect();
                Statement left = connection.createStatement()) {
            Session reader = new Session(connection, engine, Session.Beginning.SNAPSHOT);
            Pool pool = new Pool(1, Pool.Limits.REQUEST, () -> reader);
            int before = pool.run(SqliteTest::count);
            left.executeQuery("SELECT number FROM pepper");
            db.writeInstallation(tx -> DbTest.insert(tx, 3));

            reader.begin();
            int stale = count(reader);
            reader.commit();

            assertThat(before).isEqualTo(2);
            assertThat(stale).isEqualTo(2); // And three were written.
            assertThatThrownBy(reader::requireNoSnapshot).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pool.run(SqliteTest::count))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("snapshot");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    private static int count(Session session) {
        return session.list("SELECT number FROM pepper", row -> row.number("number"))
                .size();
    }

    /** Some reader is always in the middle of a read that began before the last commit: SQLite alone never begins its log anew. */
    @Test
    void readsWithoutAPauseDoNotMakeTheLogGrow() throws Exception {
        AtomicBoolean ending = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<?>> readers = IntStream.range(0, READERS)
                    .<Future<?>>mapToObj(_ -> threads.submit(() -> readSlowly(ending)))
                    .toList();

            long longest = write(6 * WriteAheadLog.MOST_BYTES);

            ending.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
            assertThat(longest).isLessThan(4 * WriteAheadLog.MOST_BYTES); // One try, or two, may come at a bad moment.
        } finally {
            ending.set(true);
        }
    }

    private void readSlowly(AtomicBoolean ending) {
        while (!ending.get()) {
            db.read(tx -> {
                DbTest.numbers(tx);
                LockSupport.parkNanos(LONG_READ.toNanos());
                return null;
            });
        }
    }

    @Test
    void aLogThatGrewDuringALongReadIsShortAgainAfterIt() throws Exception {
        long during;
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("doorward.db"));
                Statement statement = reader.createStatement()) {
            statement.execute("BEGIN");
            statement.executeQuery("SELECT COUNT(*) FROM pepper").close();
            during = write(3 * WriteAheadLog.MOST_BYTES);
        }

        write(2 * WriteAheadLog.MOST_BYTES);

        assertThat(during).isGreaterThan(2 * WriteAheadLog.MOST_BYTES);
        assertThat(logLength()).isLessThan(2 * WriteAheadLog.MOST_BYTES);
    }

    /** Writes so many bytes, and returns how long the log's file was at most. */
    private long write(long bytes) throws IOException {
        byte[] piece = new byte[PIECE];
        long longest = 0;
        for (long written = 0; written < bytes; written += PIECE) {
            db.writeInstallation(tx -> tx.update("DELETE FROM pepper WHERE number = 1")
                    + tx.update("INSERT INTO pepper (number, check_value, added_at) VALUES (1, ?, 0)", piece));
            longest = Math.max(longest, logLength());
        }
        return longest;
    }

    private long logLength() throws IOException {
        return Files.size(folder.resolve("doorward.db-wal"));
    }
}
