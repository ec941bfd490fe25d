package dev.doorward.db;

import java.time.Instant;
import java.util.Optional;

/**
 * Where an organization's journal ends: the number, the time and the MAC of its last row. Every write needs all three, the
 * time before anything else, so they are read once, right after the lock.
 */
public record JournalEnd(long seq, Instant at, byte[] mac) {
    /** The end, unless there is no row yet. */
    static Optional<JournalEnd> read(Session session, String organizationId) {
        return session
                .list(
                        """
                        SELECT seq, at, mac
                        FROM journal
                        WHERE organization_id = ?
                        ORDER BY seq DESC
                        LIMIT 1
                        """,
                        row -> new JournalEnd(row.number("seq"), row.instant("at"), row.bytes("mac")),
                        organizationId)
                .stream()
                .findFirst();
    }
}
