package dev.doorward.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether what PostgreSQL holds keeps its own rules, and how the server is set up. */
final class PostgresChecks {
    /** Times of the clocks beyond which keys expire noticeably early or late. */
    private static final Duration CLOCK_WARNING = Duration.ofSeconds(1);

    private static final Duration CLOCK_PROBLEM = Duration.ofSeconds(30);

    private PostgresChecks() {}

    /**
     * One line for each constraint that rows break, or that was never checked, and for a missing trigger of the journal.
     * PostgreSQL keeps constraints by itself; a broken one means that they were switched off, or a disk that lies.
     */
    static List<String> problems(Connection connection) throws SQLException {
        List<String> problems = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (String[] constraint : texts(statement, CONSTRAINTS)) {
                String name = constraint[0];
                if (constraint[1].equals("f")) {
                    problems.add("constraint " + name + " was never validated");
                }
                try (ResultSet row = statement.executeQuery(constraint[2])) {
                    row.next();
                    if (row.getLong(1) > 0) {
                        problems.add("constraint " + name + " is broken by " + row.getLong(1) + " rows");
                    }
                }
            }
            try (ResultSet row = statement.executeQuery("""
                    SELECT COUNT(*)
                    FROM pg_trigger
                    WHERE tgrelid = 'journal'::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A')
                    """)) {
                row.next();
                if (row.getInt(1) < 2) {
                    problems.add("journal: a trigger that keeps its rows as they are is missing or switched off");
                }
            }
        }
        return problems;
    }

    /** For each foreign key and CHECK of the schema: its name, whether it was validated, and a count of rows against it. */
    private static final String CONSTRAINTS = """
            SELECT conname, convalidated::text,
                CASE contype
                    WHEN 'c' THEN format('SELECT COUNT(*) FROM %s WHERE NOT (%s)',
                        conrelid::regclass, pg_get_expr(conbin, conrelid))
                    ELSE (
                        SELECT format('SELECT COUNT(*) FROM %s AS child WHERE %s AND NOT EXISTS '
                                || '(SELECT 1 FROM %s AS parent WHERE %s)',
                            conrelid::regclass,
                            string_agg(format('child.%I IS NOT NULL', child.attname), ' AND '),
                            confrelid::regclass,
                            string_agg(format('parent.%I = child.%I', parent.attname, child.attname), ' AND '))
                        FROM unnest(conkey, confkey) AS pair (child, parent)
                        JOIN pg_attribute AS child ON child.attrelid = conrelid AND child.attnum = pair.child
                        JOIN pg_attribute AS parent ON parent.attrelid = confrelid AND parent.attnum = pair.parent
                    )
                END
            FROM pg_constraint
            WHERE connamespace = current_schema()::regnamespace AND contype IN ('c', 'f')
            ORDER BY conname
            """;

    private static List<String[]> texts(Statement statement, String sql) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(new String[] {row.getString(1), row.getString(2).substring(0, 1), row.getString(3)});
            }
        }
        return rows;
    }

    /** How the server is set up, and whether its clock agrees with ours. */
    static List<Finding> setup(Connection connection, Instant now) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT current_setting('server_version') AS version,
                            current_setting('fsync') AS fsync,
                            current_setting('synchronous_commit') AS synchronous_commit,
                            current_setting('max_connections')::int AS most,
                            (SELECT COUNT(*) FROM pg_stat_activity WHERE datname IS NOT NULL) AS connections,
                            pg_is_in_recovery() AS standby,
                            (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros
                        """)) {
            row.next();
            findings.add(Finding.ok("PostgreSQL " + row.getString("version")));
            findings.add(Finding.require(row.getString("fsync").equals("on"), "fsync = " + row.getString("fsync")));
            findings.add(Finding.require(
                    !row.getString("synchronous_commit").equals("off"),
                    "synchronous_commit = " + row.getString("synchronous_commit")));
            findings.add(Finding.require(
                    !row.getBoolean("standby"), row.getBoolean("standby") ? "the server is a standby" : "a primary"));
            int connections = row.getInt("connections");
            int most = row.getInt("most");
            String text = connections + " of " + most + " connections are open";
            findings.add(connections > most * 0.9 ? Finding.warning(text) : Finding.ok(text));
            findings.add(clock(
                    Duration.between(Micros.instant(row.getLong("micros")), now).abs()));
        }
        return findings;
    }

    private static Finding clock(Duration apart) {
        String text = "this machine's clock and the database's are " + apart.toMillis() + " ms apart";
        if (apart.compareTo(CLOCK_PROBLEM) > 0) {
            return Finding.problem(text);
        }
        return apart.compareTo(CLOCK_WARNING) > 0 ? Finding.warning(text) : Finding.ok(text);
    }
}
