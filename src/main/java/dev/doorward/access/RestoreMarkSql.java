package dev.doorward.access;

import dev.doorward.db.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * The mark that holds an installation back, because its database is a backup that was restored or was moved elsewhere:
 * what was revoked since may be live in it. Every backup carries it, and only the operator lifts it.
 */
public final class RestoreMarkSql {
    private RestoreMarkSql() {}

    /** When the mark was set, if it is. */
    public static Optional<Instant> find(Tx tx) {
        return tx.find("""
                        SELECT restored_at
                        FROM installation
                        """, row -> Optional.ofNullable(row.instant("restored_at")))
                .flatMap(time -> time);
    }

    /** Sets the mark, unless it is set: the earliest time tells most about what the database may lack. */
    public static void set(Tx tx) {
        tx.update("""
                UPDATE installation
                SET restored_at = ?
                WHERE restored_at IS NULL
                """, tx.now());
    }

    /** Lifts the mark. */
    public static void lift(Tx tx) {
        tx.update("""
                UPDATE installation
                SET restored_at = NULL
                """);
    }
}
