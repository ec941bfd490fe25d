package dev.doorward.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whole databases: copied to a file, made from one, and moved from SQLite to PostgreSQL. */
public final class WholeCopy {
    /** What is worth nothing a day later, and so stays behind. */
    private static final List<String> LEFT = List.of("reply");

    private WholeCopy() {}

    /** One line for each thing that is wrong with a SQLite database that is not opened as an installation's. */
    public static List<String> problems(Path database) {
        return SqliteFile.problems(database);
    }

    /** Copies a SQLite database, whoever writes to it meanwhile, into a folder that has none. */
    public static void toFolder(Path database, Location.Folder to) {
        SqliteFile.copy(database, to.file());
    }

    /** Takes out of a copy that nobody has open what is not worth keeping. */
    public static void finish(Location.Folder copy) {
        SqliteFile.finish(copy.file(), LEFT);
    }

    /** Writes a PostgreSQL database to an empty file, marked as restored. */
    public static void toDump(Db db, Path file, PostgresPrograms programs) {
        String schema = db.onConnection(Connection::getSchema);
        new PostgresDump((Location.Server) db.location(), programs).write(file, schema, LEFT, db::now);
    }

    /** Whether a file is what {@link #toDump} writes, or the beginning of that. */
    public static boolean isDump(Path file) {
        return PostgresDump.begins(file);
    }

    /**
     * Makes a PostgreSQL database, which is empty, from what {@link #toDump} wrote: all of it or nothing.
     *
     * @param checkValues of the peppers that are held, by number: every one that the dump names must be among them
     */
    public static void fromDump(Db db, Path file, PostgresPrograms programs, Map<Integer, byte[]> checkValues) {
        new PostgresDump((Location.Server) db.location(), programs).read(file, checkValues);
    }

    /**
     * Moves every row of a SQLite database into a PostgreSQL one, whose schema is the same and whose tables are empty, in one
     * transaction. Then marks the source, so that it is not served any more as if nothing had happened.
     *
     * @return how many rows each table has
     */
    public static Map<String, Long> move(Db source, Db target) {
        Map<String, Long> rows = new LinkedHashMap<>();
        boolean had = source.turn((Location.Folder) source.location()).during(Db.PATIENCE, () -> {
            try (Connection from = source.engine().connect();
                    Connection to = target.engine().connect()) {
                rows.putAll(new Copy(from, to, Set.copyOf(LEFT)).run());
                markAsMoved(from, Micros.of(source.now()));
            } catch (SQLException e) {
                throw target.engine().translate(e);
            }
        });
        if (!had) {
            throw new DbException.Busy("another command is writing to the folder");
        }
        return rows;
    }

    private static void markAsMoved(Connection from, long now) throws SQLException {
        try (PreparedStatement mark =
                        from.prepareStatement("UPDATE installation SET restored_at = COALESCE(restored_at, ?)");
                Statement commit = from.createStatement()) {
            mark.setLong(1, now);
            mark.executeUpdate();
            commit.execute("COMMIT");
        }
    }
}
