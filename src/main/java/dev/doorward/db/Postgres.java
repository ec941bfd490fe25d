package dev.doorward.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * PostgreSQL: how a connection is set up, what its errors mean, and the locks by which instances take turns.
 *
 * <p>Locks are {@code FOR NO KEY UPDATE}: a stronger lock on a parent row would stop other sessions' foreign keys.
 */
final class Postgres implements Engine {
    private static final int OLDEST_VERSION = 14;

    /** Seconds to reach the server, and for each of its answers until a session has a limit of its own. */
    private static final int CONNECT_SECONDS = 2;

    /** The same for look-ups, whose callers wait for a second at most. */
    private static final int LOOK_UP_CONNECT_SECONDS = 1;

    /**
     * What the server itself ends: before a write's deadline of five seconds, so that one which never gets its lock is told
     * "busy" on a connection that stays good. Behind another that waits the lock's own limit would begin anew, so the
     * statement's is needed as well.
     */
    private static final String LIMITS = "-c lock_timeout=1500 -c statement_timeout=4000"
            + " -c idle_in_transaction_session_timeout=5000 -c client_min_messages=warning";

    /**
     * Every statement has an index that it goes by. The planner would still read a table from end to end while it is small,
     * and keep that plan when it has grown: until the server happens to look at the table's size again.
     */
    private static final String PLANS = " -c enable_seqscan=off";

    private final Location.Server server;

    Postgres(Location.Server server) {
        this.server = server;
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(server.url(), credentials());
    }

    private Properties credentials() {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "doorward");
        server.user().ifPresent(user -> properties.setProperty("user", user));
        server.password().ifPresent(password -> properties.setProperty("password", password));
        return properties;
    }

    @Override
    public Session openReader() {
        return open(CONNECT_SECONDS, Session.Beginning.DRIVER, connection -> {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
        });
    }

    @Override
    public Session openWriter() {
        return open(CONNECT_SECONDS, Session.Beginning.DRIVER, connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
        });
    }

    @Override
    public Session openLookUp() {
        return open(LOOK_UP_CONNECT_SECONDS, Session.Beginning.NONE, connection -> connection.setReadOnly(true));
    }

    private interface SetUp {
        void apply(Connection connection) throws SQLException;
    }

    private Session open(int seconds, Session.Beginning beginning, SetUp setUp) {
        Properties properties = credentials();
        properties.setProperty("connectTimeout", String.valueOf(seconds));
        properties.setProperty("socketTimeout", String.valueOf(seconds));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("options", LIMITS + PLANS);
        if (!server.url().contains("targetServerType=")) {
            properties.setProperty("targetServerType", "primary"); // A standby would accept a key that was revoked.
        }
        try {
            Connection connection = DriverManager.getConnection(server.url(), properties);
            try {
                requireSettings(connection);
                setUp.apply(connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
            return new Session(connection, this, beginning);
        } catch (SQLException e) {
            throw new DbException.Unavailable("cannot connect to the database: " + e.getMessage(), e);
        }
    }

    /** Acknowledged means on the primary's disk: a server that is set up to forget is refused. */
    private static void requireSettings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT current_setting('server_version_num')::int / 10000 AS version,
                            current_setting('fsync') AS fsync,
                            current_setting('synchronous_commit') AS synchronous_commit,
                            pg_is_in_recovery() AS standby
                        """)) {
            row.next();
            require(row.getInt("version") >= OLDEST_VERSION, "PostgreSQL " + OLDEST_VERSION + " or later is required");
            require(row.getString("fsync").equals("on"), "PostgreSQL reports fsync = off, and on is required");
            require(
                    !row.getString("synchronous_commit").equals("off"),
                    "PostgreSQL reports synchronous_commit = off, and on is required");
            if (row.getBoolean("standby")) {
                throw new DbException.Unavailable(
                        "the PostgreSQL server is a standby, and a primary is required", null);
            }
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new DbException(problem, null);
        }
    }

    @Override
    public DbException translate(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            case "55P03", "57014" -> // lock_not_available, query_canceled
                new DbException.Busy("the lock was not had, or the statement not done, in time");
            case "40001", "40P01" -> // serialization_failure, deadlock_detected
                new DbException.Busy("another change came between");
            case "57P01",
                    "57P02",
                    "57P03", // the three ways of shutting down
                    "25006",
                    "25P03", // read_only_sql_transaction, idle_in_transaction_session_timeout
                    "XX001",
                    "XX002" -> // data_corrupted, index_corrupted
                unavailable(e);
            default ->
                switch (state.isEmpty() ? "" : state.substring(0, 2)) {
                    case "08", "53", "58" -> // connection, resources such as disk space, I/O
                        unavailable(e);
                    default -> new DbException(e.getMessage(), e);
                };
        };
    }

    private static DbException.Unavailable unavailable(SQLException e) {
        return new DbException.Unavailable("the database failed: " + e.getMessage(), e);
    }

    @Override
    public Optional<String> snapshotProbe() {
        return Optional
                .empty(); // The server ends the snapshot with the transaction, whatever the client has left open.
    }

    @Override
    public void limit(Connection connection, Duration most) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, most.toMillis()));
    }

    @Override
    public void lockOrganization(Session session, String organizationId) {
        session.list("""
                SELECT id
                FROM organization
                WHERE id = ?
                FOR NO KEY UPDATE
                """, row -> row.text("id"), organizationId);
    }

    @Override
    public void lockInstallation(Session session) {
        session.list("""
                SELECT id
                FROM installation
                FOR NO KEY UPDATE
                """, row -> row.number("id"));
    }

    @Override
    public void lockEverything(Session session) {
        lockInstallation(session);
        session.list("""
                SELECT id
                FROM organization
                ORDER BY id
                FOR NO KEY UPDATE
                """, row -> row.text("id"));
    }

    @Override
    public List<String> problems(Connection connection) throws SQLException {
        return PostgresChecks.problems(connection);
    }

    @Override
    public List<Finding> setup(Connection connection, Instant now) throws SQLException {
        return PostgresChecks.setup(connection, now);
    }

    @Override
    public FluentConfiguration migrations(FluentConfiguration flyway) {
        return flyway.dataSource(
                        server.url(),
                        server.user().orElse(null),
                        server.password().orElse(null))
                .locations("classpath:migrations/common", "classpath:migrations/postgres")
                .placeholders(Map.of("id", "TEXT COLLATE \"C\"", "bytes", "BYTEA", "clustered", ""));
    }
}
