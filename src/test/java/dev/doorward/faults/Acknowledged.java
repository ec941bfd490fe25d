package dev.doorward.faults;

import dev.doorward.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a client was told is done, kept in the client's memory, and the comparison of that with a database. It outlives
 * servers: the same record goes through every cycle of a test.
 */
final class Acknowledged {
    private final Map<String, String> invites = new ConcurrentHashMap<>();
    private final Map<String, Versions> workspaces = new ConcurrentHashMap<>();

    /** The last version that was answered, and the last one that was sent. */
    private record Versions(int answered, int sent) {}

    /** How many changes were acknowledged. */
    int size() {
        return invites.size()
                + workspaces.values().stream().mapToInt(Versions::answered).sum();
    }

    void invite(String id, String email) {
        invites.put(id, email);
    }

    /** A workspace was made, with the name of version 1. */
    void workspace(String id) {
        workspaces.put(id, new Versions(1, 1));
    }

    /** The next version of a workspace, which is about to be sent. */
    int nextVersion(String id) {
        return workspaces
                .compute(id, (_, known) -> new Versions(known.answered(), known.sent() + 1))
                .sent();
    }

    void updated(String id, int version) {
        workspaces.compute(id, (_, known) -> new Versions(version, known.sent()));
    }

    /** What is wrong with a database: each list names things, and is empty where nothing is. And what {@code journal verify} said. */
    record Comparison(List<String> lost, List<String> halfApplied, String journal) {}

    /** Compares with the database of a data folder, and lets the product's own {@code journal verify} look at it first. */
    Comparison compare(Path data) throws SQLException {
        String journal = Command.run(data, "journal", "verify").said();
        try (Connection connection = TestDatabase.connect(data);
                Statement statement = connection.createStatement()) {
            return new Comparison(lost(statement), halfApplied(statement), journal);
        }
    }

    private List<String> lost(Statement database) throws SQLException {
        List<String> lost = new ArrayList<>();
        Map<String, String> found = pairs(database, "SELECT id, email FROM invite");
        invites.forEach((id, email) -> {
            if (!email.equals(found.get(id))) {
                lost.add(id + " " + email);
            }
        });
        Map<String, String> names = pairs(database, "SELECT id, name FROM workspace");
        workspaces.forEach((id, versions) -> {
            String name = names.get(id);
            int version = name == null ? 0 : Integer.parseInt(name.substring(1));
            if (version < versions.answered() || version > versions.sent()) {
                lost.add(id + " is at " + version + ", answered " + versions.answered());
            }
        });
        return lost;
    }

    /** Every change is two rows, one of them in the journal: both are there, and they agree. */
    private static List<String> halfApplied(Statement database) throws SQLException {
        Map<String, String> objects = pairs(database, "SELECT id, email FROM invite");
        objects.putAll(pairs(database, "SELECT id, name FROM workspace"));
        Map<String, String> journal = pairs(database, """
                SELECT object_id, after_change
                FROM journal
                WHERE action IN ('invite.created', 'workspace.created', 'workspace.updated')
                ORDER BY seq
                """); // The last change of each object is what stays in the map.
        Set<String> halves = new TreeSet<>(objects.keySet());
        halves.addAll(journal.keySet());
        halves.removeIf(
                id -> objects.containsKey(id) && journal.getOrDefault(id, "").contains(":\"" + objects.get(id) + "\""));
        return List.copyOf(halves);
    }

    private static Map<String, String> pairs(Statement database, String sql) throws SQLException {
        Map<String, String> pairs = new HashMap<>();
        try (ResultSet rows = database.executeQuery(sql)) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
        }
        return pairs;
    }
}
