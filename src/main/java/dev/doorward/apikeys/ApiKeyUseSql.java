package dev.doorward.apikeys;

import dev.doorward.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Every statement about when keys were used last. */
final class ApiKeyUseSql {
    private ApiKeyUseSql() {}

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
}
