package dev.doorward.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestClock;
import dev.doorward.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PostgreSQL needs that SQLite does not. */
@Tag("postgres")
class PostgresTest {
    @TempDir
    private Path folder;

    private Db db;

    @BeforeEach
    void open() {
        db = open(TestDatabase.location(folder));
        db.migrate();
    }

    private static Db open(Location location) {
        return new Db(location, TestClock.fixed(Instant.EPOCH), new Random(1));
    }

    @AfterEach
    void close() {
        db.close();
    }

    /** Ids are made to sort as bytes; the order of a language would put them otherwise, and pages would lose rows. */
    @Test
    void everyColumnThatHoldsAnIdSortsAsBytes() throws SQLException {
        List<String> others = rows("""
                SELECT table_name || '.' || column_name
                FROM information_schema.columns
                WHERE table_schema = current_schema() AND data_type = 'text'
                    AND (column_name = 'id' OR column_name LIKE '%\\_id' OR column_name = 'created_by')
                    AND table_name <> 'flyway_schema_history'
                    AND table_name || '.' || column_name NOT IN ('journal.actor_id', 'journal.request_id',
                        'journal.object_id', 'reply.object_id', 'workspace.compartment_id')
                    AND collation_name IS DISTINCT FROM 'C'
                """);
        List<String> ofTheDatabase =
                rows("SELECT datlocprovider::text FROM pg_database WHERE datname = current_database()");

        assertThat(others).isEmpty();
        assertThat(ofTheDatabase).as("the tests run where it matters").isSubsetOf("i", "c");
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = TestDatabase.connect(folder);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    @Test
    void aWriteThatDoesNotGetItsLockIsToldBusyAndItsConnectionStaysGood() throws SQLException {
        try (Connection other = TestDatabase.connect(folder)) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT id FROM installation FOR UPDATE");
            assertThatThrownBy(() -> db.writeInstallation(tx -> DbTest.insert(tx, 1)))
                    .isInstanceOf(DbException.Busy.class);
            other.rollback();
        }

        db.writeInstallation(tx -> DbTest.insert(tx, 2));

        assertThat(db.read(DbTest::numbers)).containsExactly(2);
    }

    @Test
    void whenTheServerEndsEveryConnectionTheNextRequestsDoNotNotice() throws SQLException {
        db.writeInstallation(tx -> DbTest.insert(tx, 1));
        db.read(DbTest::numbers);

        endConnections();
        db.writeInstallation(tx -> DbTest.insert(tx, 2));
        endConnections();

        assertThat(db.read(DbTest::numbers)).containsExactly(1, 2);
    }

    private void endConnections() throws SQLException {
        assertThat(rows("SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()"))
                .isNotEmpty();
    }

    /** An acknowledged change would be lost in a crash of the server. */
    @Test
    void aServerThatMayForgetIsRefused() throws SQLException {
        try (Connection connection = TestDatabase.connect(folder)) {
            String database = connection.getCatalog();
            connection.createStatement().execute("ALTER DATABASE " + database + " SET synchronous_commit = off");
        }

        try (Db forgetful = open(TestDatabase.location(folder))) {
            forgetful.requireSchema();
            assertThatThrownBy(() -> forgetful.writeInstallation(tx -> DbTest.insert(tx, 1)))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining("synchronous_commit = off");
        }
    }

    @Test
    void instancesThatStartAtOnceMakeOneSchema() {
        Location empty = TestDatabase.server(TestDatabase.newEmptyDatabase());

        List<Boolean> migrated = IntStream.range(0, 4)
                .parallel()
                .mapToObj(_ -> {
                    try (Db one = open(empty)) {
                        one.migrate();
                        return one.schemaIsUsable();
                    }
                })
                .toList();

        assertThat(migrated).containsOnly(true);
    }
}
