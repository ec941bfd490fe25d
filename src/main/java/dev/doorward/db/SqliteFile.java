package dev.doorward.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Copies of SQLite databases, made through SQLite only: it knows what of a database is still in its log. */
final class SqliteFile {
    private SqliteFile() {}

    /** Copies what is committed in one database to a file that is absent or empty, whoever writes meanwhile. */
    static void copy(Path from, Path to) {
        NativeLibrary.load();
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.resetOpenMode(SQLiteOpenMode.CREATE); // A name that is mistyped must not become a database.
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + from, readOnly.toProperties());
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + to.toString().replace("'", "''") + "'");
        } catch (SQLException e) {
            throw new DbException.Unavailable("cannot copy the database " + from + ": " + e.getMessage(), e);
        }
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
