package dev.doorward.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Which schema a database has, and the way to the one that this version needs.
 *
 * <p>A migration first expands: the version before goes on working beside it, and what is no longer needed is dropped a
 * release later, by a migration that raises {@code schema_compatible_from}. So a program can use a newer schema until that
 * says it cannot.
 */
final class Schema {
    /** The number of the schema that this version needs: the greatest in {@code migrations/}. */
    static final int VERSION = 4;

    private final Engine engine;

    Schema(Engine engine) {
        this.engine = engine;
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
        try (Connection connection = engine.connect()) {
            try (ResultSet tables =
                    connection.getMetaData().getTables(null, connection.getSchema(), "installation", null)) {
                if (!tables.next()) {
                    return State.ABSENT;
                }
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT schema_version, schema_compatible_from FROM installation")) {
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
        try {
            engine.migrations(Flyway.configure()).load().migrate();
        } catch (FlywayException e) {
            throw new DbException("the schema cannot be made or migrated: " + e.getMessage(), e);
        }
    }
}
