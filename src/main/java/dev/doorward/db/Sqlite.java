package dev.doorward.db;

import java.nio.file.Path;
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
import java.util.Set;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.sqlite.SQLiteConfig;

/** SQLite: how a connection is set up, and which of its errors end the whole transaction. */
final class Sqlite implements Engine {
    /**
     * Milliseconds that SQLite itself waits for another process's lock. Longer than a write's own deadline, so that a
     * write that never gets the lock is told "busy" and not "failed".
     */
    static final int BUSY_TIMEOUT = 10_000;

    /** How many KiB of pages the writer keeps, so that it need not read back its own; SQLite's default is 2 000. */
    private static final int WRITER_CACHE = 32_000;

    /** What a connection must report back, or Doorward does not start: acknowledged means on the disk. */
    private static final Map<String, String> REQUIRED = Map.of(
            "journal_mode", "wal",
            "synchronous", "2", // FULL: a commit survives a power cut.
            "foreign_keys", "1",
            "busy_timeout", String.valueOf(BUSY_TIMEOUT));

    /** Result codes after which SQLite may have rolled the transaction back, or can do nothing more with the file. */
    private static final Set<Integer> ENDS_TRANSACTION = Set.of(
            3, // PERM
            5, // BUSY
            6, // LOCKED
            7, // NOMEM
            8, // READONLY
            9, // INTERRUPT
            10, // IOERR
            11, // CORRUPT
            13, // FULL
            14, // CANTOPEN
            15, // PROTOCOL
            26); // NOTADB

    /** Else the driver asks for the new row's number after each INSERT, by a statement that it prepares anew. */
    private static final Properties WITHOUT_GENERATED_KEYS = new Properties();

    static {
        WITHOUT_GENERATED_KEYS.setProperty(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS.pragmaName, "false");
    }

    private final Path file;

    Sqlite(Path file) {
        NativeLibrary.load();
        this.file = file;
    }

    private String url() {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), WITHOUT_GENERATED_KEYS);
    }

    @Override
    public Session openReader() {
        return new Session(open(true), this, Session.Beginning.SNAPSHOT);
    }

    @Override
    public Session openWriter() {
        return new Session(open(false), this, Session.Beginning.LOCK);
    }

    @Override
    public Session openLookUp() {
        return new Session(open(true), this, Session.Beginning.NONE);
    }

    private Connection open(boolean readOnly) {
        try {
            Connection connection = connect();
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT);
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("PRAGMA foreign_keys = ON");
                statement.execute("PRAGMA journal_size_limit = " + WriteAheadLog.MOST_BYTES);
                statement.execute("PRAGMA query_only = " + (readOnly ? "ON" : "OFF"));
                if (!readOnly) {
                    // Else a group that changes more than a few pages writes what a job could roll back to into a file.
                    statement.execute("PRAGMA temp_store = MEMORY");
                    statement.execute("PRAGMA cache_size = -" + WRITER_CACHE); // The minus makes it KiB, not pages.
                }
                requireSettings(statement);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
            return connection;
        } catch (SQLException e) {
            throw new DbException.Unavailable("cannot open the database " + file + ": " + e.getMessage(), e);
        }
    }

    private static void requireSettings(Statement statement) throws SQLException {
        for (Map.Entry<String, String> setting : REQUIRED.entrySet()) {
            try (ResultSet result = statement.executeQuery("PRAGMA " + setting.getKey())) {
                String value = result.next() ? result.getString(1) : "nothing";
                if (!value.equals(setting.getValue())) {
                    throw new DbException(
                            "SQLite reports " + setting.getKey() + " = " + value + ", and " + setting.getValue()
                                    + " is required",
                            null);
                }
            }
        }
    }

    @Override
    public DbException translate(SQLException e) {
        return ENDS_TRANSACTION.contains(e.getErrorCode() & 0xFF)
                ? new DbException.Unavailable("the database failed: " + e.getMessage(), e)
                : new DbException(e.getMessage(), e);
    }

    /**
     * A result that was left open keeps its snapshot beyond COMMIT, and the next BEGIN does not mind. A checkpoint does: also
     * one that is to do nothing is refused on a connection that still reads.
     */
    @Override
    public Optional<String> snapshotProbe() {
        return Optional.of(WriteAheadLog.LENGTH);
    }

    @Override
    public void limit(Connection connection, Duration most) {
        // A local file: nothing to wait for but the disk, which no timeout can hurry.
    }

    @Override
    public void lockOrganization(Session session, String organizationId) {
        // BEGIN IMMEDIATE has locked everything.
    }

    @Override
    public void lockInstallation(Session session) {
        // BEGIN IMMEDIATE has locked everything.
    }

    @Override
    public void lockEverything(Session session) {
        // BEGIN IMMEDIATE has locked everything.
    }

    @Override
    public List<String> problems(Connection connection) throws SQLException {
        return SqliteChecks.problems(connection);
    }

    @Override
    public List<Finding> setup(Connection connection, Instant now) throws SQLException {
        return SqliteChecks.setup(connection);
    }

    @Override
    public FluentConfiguration migrations(FluentConfiguration flyway) {
        return flyway.dataSource(url(), null, null)
                .locations("classpath:migrations/common", "classpath:migrations/sqlite")
                .placeholders(Map.of("id", "TEXT", "bytes", "BLOB", "clustered", "WITHOUT ROWID"));
    }
}
