package dev.doorward.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Whether a SQLite database is whole, and how it is set up. */
final class SqliteChecks {
    private static final int MOST_LINES = 100;

    private SqliteChecks() {}

    /** One line for each thing that is wrong with the file, its rows' references, or the journal's triggers. */
    static List<String> problems(Connection connection) throws SQLException {
        List<String> problems = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("PRAGMA integrity_check(" + MOST_LINES + ")")) {
                while (row.next()) {
                    if (!row.getString(1).equals("ok")) {
                        problems.add("integrity: " + row.getString(1));
                    }
                }
            }
            try (ResultSet row = statement.executeQuery("PRAGMA foreign_key_check")) {
                while (row.next() && problems.size() < MOST_LINES) {
                    problems.add("foreign key: a row of " + row.getString("table") + " names a row of "
                            + row.getString("parent") + " that is not there");
                }
            }
            try (ResultSet row = statement.executeQuery("""
                    SELECT COUNT(*)
                    FROM sqlite_schema
                    WHERE type = 'trigger' AND tbl_name = 'journal'
                    """)) {
                if (!row.next() || row.getInt(1) < 3) {
                    problems.add("journal: a trigger that keeps its rows as they are is missing");
                }
            }
        }
        return problems;
    }

    /** How the file is set up. */
    static List<Finding> setup(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            row.next();
            findings.add(Finding.ok("SQLite " + row.getString(1) + ", synchronous = FULL"));
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA journal_mode")) {
            row.next();
            findings.add(Finding.require(row.getString(1).equals("wal"), "journal_mode = " + row.getString(1)));
        }
        return findings;
    }
}
