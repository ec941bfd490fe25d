package dev.doorward.apikeys;

import dev.doorward.db.Tx;
import dev.doorward.db.Where;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Every statement about when keys were used last. */
final class KeyUseSql {
    private KeyUseSql() {}

    /** Notes a use, unless a later one is known. */
    static void put(Tx tx, String organizationId, String apiKeyId, Instant time) {
        tx.update("""
                INSERT INTO api_key_use (organization_id, api_key_id, last_used_at)
                VALUES (?, ?, ?)
                ON CONFLICT (organization_id, api_key_id) DO UPDATE
                SET last_used_at = excluded.last_used_at
                WHERE excluded.last_used_at > api_key_use.last_used_at
                """, organizationId, apiKeyId, time);
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
