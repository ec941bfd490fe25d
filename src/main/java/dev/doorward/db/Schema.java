package dev.doorward.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * Which schema a database has, and the way to the one that this version needs.
 *
 * <p>A migration first expands: the version before goes on working beside it, and what is no longer needed is dropped a
 * release later, by a migration that raises {@code schema_compatible_from}. So a program can use a newer schema until that
 * says it cannot.
 */
final class Schema {
    /** The number of the schema that this version needs: the greatest in {@code migrations/}. */
    static final int VERSION = 1;

    private final Sqlite sqlite;

    Schema(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    enum State {
        /** There is no schema. */
        ABSENT,
        /** Older than this version needs. */
        OLDER,
        /** This version can work with it. */
        USABLE,
        /** So new that this version can no longer work with it. */
        TOO_NEW
    }

    State state() {
        try (Connection connection = DriverManager.getConnection(sqlite.url())) {
            try (ResultSet tables = connection.getMetaData().getTables(null, null, "installation", null)) {
                if (!tables.next()) {
                    return State.ABSENT;
                }
            }
            try (ResultSet row = connection
                    .createStatement()
                    .executeQuery("SELECT schema_version, schema_compatible_from FROM installation")) {
                return row.next() ? state(row.getInt(1), row.getInt(2)) : State.ABSENT;
            }
        } catch (SQLException e) {
            throw new DbException.Unavailable("cannot read the schema: " + e.getMessage(), e);
        }
    }

    static State state(int version, int compatibleFrom) {
        if (version < VERSION) {
            return State.OLDER;
        }
        return compatibleFrom > VERSION ? State.TOO_NEW : State.USABLE;
    }

    /** Brings the schema to this version. Flyway is loaded only when there is something to do: it costs a start-up 0.3 s. */
    void migrate() {
        Flyway.configure()
                .dataSource(sqlite.url(), null, null)
                .locations("classpath:migrations/common", "classpath:migrations/sqlite")
                .placeholders(Map.of("id", "TEXT", "bytes", "BLOB", "clustered", "WITHOUT ROWID"))
                .load()
                .migrate();
    }
}
