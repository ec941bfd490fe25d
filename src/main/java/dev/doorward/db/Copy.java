package dev.doorward.db;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves every row of one database into another that has the same schema and no rows, in one transaction there. Tables and
 * columns are read from the source, so one that a later schema adds is not forgotten.
 */
final class Copy {
    private static final int BATCH = 1_000;

    /** The one row that a migration itself inserts. */
    private static final String INSTALLATION = "installation";

    private final Connection from;
    private final Connection to;
    private final Set<String> left;

    /** @param left tables whose rows stay behind */
    Copy(Connection from, Connection to, Set<String> left) {
        this.from = from;
        this.to = to;
        this.left = left;
    }

    /**
     * Copies, and compares the numbers of rows and every journal's end before the target's commit. Neither connection is
     * in a transaction before; the source's is open for writing afterwards, so that nothing was or is written beside it.
     *
     * @return how many rows each table has
     */
    Map<String, Long> run() throws SQLException {
        execute(from, "BEGIN IMMEDIATE");
        to.setAutoCommit(false);
        Map<String, Long> rows = new LinkedHashMap<>();
        try {
            List<String> tables = tables();
            execute(to, "DELETE FROM " + INSTALLATION);
            for (String table : tables) {
                require(count(to, table) == 0, "the database to copy to is not empty: " + table + " has rows");
                rows.put(table, copy(table));
            }
            for (String table : tables) {
                require(count(to, table) == count(from, table), table + " has not the same number of rows");
            }
            require(heads(to).equals(heads(from)), "the journals do not end alike");
            to.commit();
            return rows;
        } catch (SQLException | RuntimeException e) {
            to.rollback();
            throw e;
        }
    }

    /** Every table whose rows move, each after those that it refers to. */
    private List<String> tables() throws SQLException {
        Map<String, Set<String>> parents = new LinkedHashMap<>();
        DatabaseMetaData meta = from.getMetaData();
        try (ResultSet row = meta.getTables(null, null, "%", new String[] {"TABLE"})) {
            while (row.next()) {
                String table = row.getString("TABLE_NAME");
                if (!table.startsWith("flyway_") && !table.startsWith("sqlite_") && !left.contains(table)) {
                    parents.put(table, new LinkedHashSet<>());
                }
            }
        }
        for (String table : parents.keySet()) {
            try (ResultSet row = meta.getImportedKeys(null, null, table)) {
                while (row.next()) {
                    parents.get(table).add(row.getString("PKTABLE_NAME"));
                }
            }
        }
        Set<String> ordered = new LinkedHashSet<>();
        while (ordered.size() < parents.size()) {
            boolean moved = parents.entrySet().stream()
                    .filter(table -> ordered.containsAll(table.getValue()))
                    .map(Map.Entry::getKey)
                    .toList()
                    .stream()
                    .anyMatch(ordered::add);
            require(moved, "the tables refer to each other in a circle");
        }
        return List.copyOf(ordered);
    }

    private long copy(String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet row = from.getMetaData().getColumns(null, null, table, "%")) {
            while (row.next()) {
                columns.add(row.getString("COLUMN_NAME"));
            }
        }
        String names = String.join(", ", columns);
        String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
        long rows = 0;
        try (Statement select = from.createStatement();
                ResultSet row = select.executeQuery("SELECT " + names + " FROM " + table);
                PreparedStatement insert =
                        to.prepareStatement("INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")")) {
            while (row.next()) {
                for (int i = 1; i <= columns.size(); i++) {
                    insert.setObject(i, row.getObject(i));
                }
                insert.addBatch();
                if (++rows % BATCH == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
        return rows;
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Map<String, String> heads(Connection connection) throws SQLException {
        Map<String, String> heads = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT organization_id, seq, mac
                        FROM journal
                        WHERE seq = (SELECT MAX(seq) FROM journal AS last WHERE last.organization_id = journal.organization_id)
                        ORDER BY organization_id
                        """)) {
            while (row.next()) {
                heads.put(
                        row.getString(1), row.getLong(2) + ":" + HexFormat.of().formatHex(row.getBytes(3)));
            }
        }
        return heads;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new DbException(problem, null);
        }
    }
}
