package dev.doorward.journal;

import dev.doorward.db.JournalEnd;
import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Every statement about the journal: rows are added and read, never changed. */
final class JournalSql {
    private JournalSql() {}

    static void insert(Tx tx, JournalRow row) {
        byte[] mac = HexFormat.of().parseHex(row.mac());
        tx.update(
                """
                INSERT INTO journal (organization_id, seq, at, actor_type, actor_id, request_id, action, object_type,
                    object_id, before_change, after_change, detail, pepper, mac)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                row.organizationId(),
                row.seq(),
                row.at(),
                row.actorType(),
                row.actorId(),
                row.requestId(),
                row.action(),
                row.objectType(),
                row.objectId(),
                row.before(),
                row.after(),
                row.detail(),
                row.pepper(),
                mac);
        tx.appended(row.organizationId(), new JournalEnd(row.seq(), row.at(), mac));
    }

    /** The last row that is not later than a time. */
    static Optional<JournalRow> lastUntil(Tx tx, String organizationId, Instant time) {
        return tx.find("""
                SELECT organization_id, seq, at, actor_type, actor_id, request_id, action, object_type, object_id,
                    before_change, after_change, detail, pepper, mac
                FROM journal
                WHERE organization_id = ? AND at <= ?
                ORDER BY seq DESC
                LIMIT 1
                """, JournalSql::read, organizationId, time);
    }

    /** The rows right after a sequence number, in order. */
    static List<JournalRow> after(Tx tx, String organizationId, long seq, int limit) {
        return tx.list("""
                SELECT organization_id, seq, at, actor_type, actor_id, request_id, action, object_type, object_id,
                    before_change, after_change, detail, pepper, mac
                FROM journal
                WHERE organization_id = ? AND seq > ?
                ORDER BY seq
                LIMIT ?
                """, JournalSql::read, organizationId, seq, limit);
    }

    /** The rows after one sequence number up to another that pass the filter, in order. */
    static List<JournalRow> between(
            Tx tx, String organizationId, long seq, long last, JournalFilter filter, int limit) {
        return tx.list(
                """
                SELECT organization_id, seq, at, actor_type, actor_id, request_id, action, object_type, object_id,
                    before_change, after_change, detail, pepper, mac
                FROM journal
                WHERE organization_id = ? AND seq > ? AND seq <= ? AND actor_id = COALESCE(?, actor_id)
                    AND object_id = COALESCE(?, object_id) AND action = COALESCE(?, action)
                ORDER BY seq
                LIMIT ?
                """,
                JournalSql::read,
                organizationId,
                seq,
                last,
                filter.actor().orElse(null),
                filter.object().orElse(null),
                filter.action().orElse(null),
                limit);
    }

    private static JournalRow read(Row row) {
        return new JournalRow(
                row.text("organization_id"),
                row.number("seq"),
                row.instant("at"),
                row.text("actor_type"),
                row.text("actor_id"),
                row.text("request_id"),
                row.text("action"),
                row.text("object_type"),
                row.text("object_id"),
                row.text("before_change"),
                row.text("after_change"),
                row.text("detail"),
                (int) row.number("pepper"),
                HexFormat.of().formatHex(row.bytes("mac")));
    }
}
