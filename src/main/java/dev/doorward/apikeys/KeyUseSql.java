package dev.doorward.apikeys;

import dev.doorward.db.Tx;
import dev.doorward.db.Where;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Every statement about when keys were used last. */
final class KeyUseSql {
    private KeyUseSql() {}

    /** That a key was let through. */
    record Use(String organizationId, String apiKeyId, Instant time) {}

    /** Notes a use of each of some keys, unless a later one is known. One statement, for as many rows a second as there are checks. */
    static void put(Tx tx, List<Use> uses) {
        List<Object> parameters = new ArrayList<>();
        uses.forEach(use -> Collections.addAll(parameters, use.organizationId(), use.apiKeyId(), use.time()));
        tx.update("""
                INSERT INTO api_key_use (organization_id, api_key_id, last_used_at)
                VALUES\s""" + String.join(", ", Collections.nCopies(uses.size(), "(?, ?, ?)")) + """

                ON CONFLICT (organization_id, api_key_id) DO UPDATE
                SET last_used_at = excluded.last_used_at
                WHERE excluded.last_used_at > api_key_use.last_used_at
                """, parameters.toArray());
    }

    /** When these keys were used last, but those that never were. */
    static Map<String, Instant> find(Tx tx, String organizationId, List<String> apiKeyIds) {
        if (apiKeyIds.isEmpty()) {
            return Map.of();
        }
        Where where = Where.of("organization_id = ?", organizationId).in("api_key_id", apiKeyIds);
        return tx
                .list(
                        """
                        SELECT api_key_id, last_used_at
                        FROM api_key_use
                        """ + where.sql(),
                        row -> Map.entry(row.text("api_key_id"), row.instant("last_used_at")),
                        where.parameters().toArray())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
