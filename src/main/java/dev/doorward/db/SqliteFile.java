package dev.doorward.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Copies of SQLite databases, made through SQLite only: it knows what of a database is still in its log. */
final class SqliteFile {
    private SqliteFile() {}

    /** Copies what is committed in one database to a file that is not there yet, whoever writes meanwhile. */
    static void copy(Path from, Path to) {
        try (Connection connection = openExisting(from);
                Statement statement = connection.createStatement()) {
            Files.createFile(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            statement.execute("VACUUM INTO '" + to.toString().replace("'", "''") + "'");
        } catch (SQLException | IOException e) {
            throw new DbException.Unavailable("cannot copy the database " + from + ": " + e.getMessage(), e);
        }
    }

    /** One line for each thing that is wrong with a database. */
    static List<String> problems(Path file) {
        try (Connection connection = openExisting(file);
                Statement statement = connection.createStatement()) {
            // SQLite reads what is missing at the end of the last page as zeros, and finds nothing wrong with it.
            boolean logged = text(statement, "PRAGMA journal_mode").equals("wal"); // Pages may be in the log only.
            long bytes = Long.parseLong(text(statement, "PRAGMA page_size"))
                    * Long.parseLong(text(statement, "PRAGMA page_count"));
            return logged || bytes == Files.size(file)
                    ? SqliteChecks.problems(connection)
                    : List.of(file + " was cut off, or is no SQLite database");
        } catch (SQLException | IOException e) {
            return List.of(file + ": " + e.getMessage());
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    /** A name that is mistyped must not become a database. */
    private static Connection openExisting(Path file) throws SQLException {
        NativeLibrary.load();
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    }

    /** Takes out what no copy keeps, and the need for files beside this one. Nobody else may have it open. */
    static void finish(Path file, List<String> emptied) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA secure_delete = ON");
            for (String table : emptied) {
                statement.execute("DELETE FROM " + table);
            }
            statement.execute("PRAGMA journal_mode = DELETE");
        } catch (SQLException e) {
            throw new DbException.Unavailable("cannot finish the copy " + file + ": " + e.getMessage(), e);
        }
    }
}
