import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The two inserts that making an invite is, the invite's and its journal row's, in tables like the product's, and nothing
 * else: what a database can do here at full durability.
 */
final class InsertLoop {
    private static final int GROUP = 128;

    private final String url;
    private final boolean grouped;
    private final AtomicLong number = new AtomicLong();

    private InsertLoop(String url, boolean grouped) throws SQLException {
        this.url = url;
        this.grouped = grouped;
        String bytes = grouped ? "BLOB" : "BYTEA";
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bare_invite (organization_id TEXT NOT NULL, id TEXT NOT NULL, email TEXT"
                    + " NOT NULL, role TEXT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (organization_id, id))");
            statement.execute("CREATE INDEX bare_by_email ON bare_invite (organization_id, email, id)");
            statement.execute("CREATE TABLE bare_journal (organization_id TEXT NOT NULL, seq BIGINT NOT NULL, after_change"
                    + " TEXT NOT NULL, mac " + bytes + " NOT NULL, PRIMARY KEY (organization_id, seq))");
            connection.commit();
        }
    }

    /** A database file in the folder. */
    static InsertLoop sqlite(Path folder) throws SQLException {
        return new InsertLoop("jdbc:sqlite:" + folder.resolve("bare.db"), true);
    }

    /** A database that is empty. */
    static InsertLoop postgres(String url) throws SQLException {
        return new InsertLoop(url, false);
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        if (grouped) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
            }
        }
        connection.setAutoCommit(false);
        return connection;
    }

    /** How the database takes many writers best. */
    String bestWay() {
        return grouped ? "one writer, a commit for each group" : "a connection each";
    }

    /** Transactions a second in the best way. */
    double best(int threads, Duration length) throws Exception {
        return grouped ? commitGroups(threads, length) : commitEach(threads, length);
    }

    /** Transactions a second when each thread has a connection and commits each transaction by itself. */
    double commitEach(int threads, Duration length) throws Exception {
        return inParallel(threads, length, deadline -> {
            long count = 0;
            try (Connection connection = connect();
                    Inserts inserts = new Inserts(connection)) {
                while (System.nanoTime() < deadline) {
                    inserts.run(number.incrementAndGet());
                    connection.commit();
                    count++;
                }
            }
            return count;
        });
    }

    /** Transactions a second when the threads hand their work to one writer, which commits what waits together. */
    private double commitGroups(int threads, Duration length) throws Exception {
        BlockingQueue<CountDownLatch> queue = new ArrayBlockingQueue<>(1_024);
        Thread writer = Thread.ofPlatform().daemon().start(() -> writeGroups(queue));
        double rate = inParallel(threads, length, deadline -> {
            long count = 0;
            while (System.nanoTime() < deadline) {
                CountDownLatch done = new CountDownLatch(1);
                queue.put(done);
                done.await();
                count++;
            }
            return count;
        });
        writer.interrupt();
        writer.join();
        return rate;
    }

    private void writeGroups(BlockingQueue<CountDownLatch> queue) {
        try (Connection connection = connect();
                Inserts inserts = new Inserts(connection)) {
            while (true) {
                List<CountDownLatch> group = new ArrayList<>();
                group.add(queue.take());
                queue.drainTo(group, GROUP - 1);
                for (CountDownLatch _ : group) {
                    inserts.run(number.incrementAndGet());
                }
                connection.commit();
                group.forEach(CountDownLatch::countDown);
            }
        } catch (InterruptedException _) {
            // The measurement is over.
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Loop {
        long until(long deadline) throws Exception;
    }

    private static double inParallel(int threads, Duration length, Loop loop) throws Exception {
        long begin = System.nanoTime();
        long deadline = begin + length.toNanos();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit((Callable<Long>) () -> loop.until(deadline)));
            }
            long count = 0;
            for (Future<Long> one : running) {
                count += one.get(length.toSeconds() + 60, TimeUnit.SECONDS);
            }
            return count / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private static final class Inserts implements AutoCloseable {
        private static final String ORGANIZATION = "e74367bd-7385-47dc-9e68-8e9961b35c88";

        private final PreparedStatement invite;
        private final PreparedStatement journal;

        private Inserts(Connection connection) throws SQLException {
            this.invite = connection.prepareStatement("INSERT INTO bare_invite VALUES (?, ?, ?, ?, ?)");
            this.journal = connection.prepareStatement("INSERT INTO bare_journal VALUES (?, ?, ?, ?)");
        }

        private void run(long number) throws SQLException {
            String id = String.format("invite_01%022d", number);
            String email = number + "@example.com";
            invite.setString(1, ORGANIZATION);
            invite.setString(2, id);
            invite.setString(3, email);
            invite.setString(4, "user");
            invite.setLong(5, number);
            invite.executeUpdate();
            journal.setString(1, ORGANIZATION);
            journal.setLong(2, number);
            journal.setString(3, "{\"id\":\"" + id + "\",\"email\":\"" + email + "\"" + " ".repeat(150) + "}");
            journal.setBytes(4, new byte[32]);
            journal.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            invite.close();
            journal.close();
        }
    }
}
