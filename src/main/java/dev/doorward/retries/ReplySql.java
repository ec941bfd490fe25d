package dev.doorward.retries;

import dev.doorward.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** Every statement about stored answers. */
final class ReplySql {
    private ReplySql() {}

    /** An answer as it is stored: under which digest, to which request, about which object, by when, and sealed. */
    record Reply(byte[] digest, byte[] request, String objectId, byte[] sealed, int pepper, Instant storedAt) {}

    /** The answer under this digest, unless it has expired. */
    static Optional<Reply> find(Tx tx, String organizationId, byte[] digest) {
        return tx.find(
                """
                SELECT digest, request, object_id, sealed, pepper, stored_at
                FROM reply
                WHERE organization_id = ? AND digest = ? AND expires_at > ?
                """,
                row -> new Reply(
                        row.bytes("digest"),
                        row.bytes("request"),
                        row.text("object_id"),
                        row.bytes("sealed"),
                        (int) row.number("pepper"),
                        row.instant("stored_at")),
                organizationId,
                digest,
                tx.now());
    }

    /** Stores an answer, in the place of an earlier one under the same digest. */
    static void put(Tx tx, String organizationId, Reply reply, Instant expiresAt) {
        tx.update(
                """
                INSERT INTO reply (organization_id, digest, request, object_id, sealed, pepper, stored_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (organization_id, digest) DO UPDATE
                SET request = excluded.request, object_id = excluded.object_id, sealed = excluded.sealed,
                    pepper = excluded.pepper, stored_at = excluded.stored_at, expires_at = excluded.expires_at
                """,
                organizationId,
                reply.digest(),
                reply.request(),
                reply.objectId(),
                reply.sealed(),
                reply.pepper(),
                reply.storedAt(),
                expiresAt);
    }

    /** Deletes what has expired, the oldest first, and no more of it than one write can be made to wait for. */
    static void prune(Tx tx, String organizationId) {
        tx.update("""
                DELETE FROM reply
                WHERE organization_id = ? AND digest IN (
                    SELECT digest
                    FROM reply
                    WHERE organization_id = ? AND expires_at <= ?
                    ORDER BY expires_at
                    LIMIT 200)
                """, organizationId, organizationId, tx.now());
    }
}
