package dev.doorward.credentials;

import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every statement about peppers. They belong to the installation, not to an organization. */
final class PepperSql {
    private PepperSql() {}

    /** What the database knows of a pepper. */
    record Registered(int number, byte[] checkValue, Instant addedAt, Instant retiredAt) {}

    static List<Registered> list(Tx tx) {
        return tx.list("""
                SELECT number, check_value, added_at, retired_at
                FROM pepper
                ORDER BY number
                """, PepperSql::registered);
    }

    private static Registered registered(Row row) {
        return new Registered(
                (int) row.number("number"),
                row.bytes("check_value"),
                row.instant("added_at"),
                row.instant("retired_at"));
    }

    static Optional<Registered> current(Tx tx) {
        return tx.find("""
                SELECT pepper.number, pepper.check_value, pepper.added_at, pepper.retired_at
                FROM installation
                JOIN pepper ON pepper.number = installation.current_pepper
                """, PepperSql::registered);
    }

    static void insert(Tx tx, Pepper pepper) {
        tx.update("""
                INSERT INTO pepper (number, check_value, added_at)
                VALUES (?, ?, ?)
                """, pepper.number(), pepper.checkValue(), tx.now());
    }

    static void makeCurrent(Tx tx, int number) {
        tx.update("""
                UPDATE installation
                SET current_pepper = ?
                """, number);
    }

    static int retire(Tx tx, int number) {
        return tx.update("""
                UPDATE pepper
                SET retired_at = ?
                WHERE number = ? AND retired_at IS NULL
                """, tx.now(), number);
    }

    /** What still depends on a pepper, such as {@code 3 API keys}, over all organizations. */
    static List<String> dependents(Tx tx, int number) {
        List<String> dependents = new ArrayList<>();
        add(dependents, " API keys", tx.count("""
                SELECT COUNT(*) AS n
                FROM api_key
                WHERE pepper = ? AND status <> 'archived'
                """, number));
        add(dependents, " admin keys", tx.count("""
                SELECT COUNT(*) AS n
                FROM admin_key
                WHERE pepper = ? AND revoked_at IS NULL
                """, number));
        add(dependents, " check credentials", tx.count("""
                SELECT COUNT(*) AS n
                FROM check_credential
                WHERE pepper = ? AND revoked_at IS NULL
                """, number));
        add(dependents, " pending invites", tx.count("""
                SELECT COUNT(*) AS n
                FROM invite
                WHERE pepper = ? AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > ?
                """, number, tx.now()));
        add(dependents, " stored answers", tx.count("""
                SELECT COUNT(*) AS n
                FROM reply
                WHERE pepper = ? AND expires_at > ?
                """, number, tx.now()));
        add(dependents, " journal rows", tx.count("""
                SELECT COUNT(*) AS n
                FROM journal
                WHERE pepper = ?
                """, number));
        return dependents;
    }

    private static void add(List<String> dependents, String what, long count) {
        if (count > 0) {
            dependents.add(count + what);
        }
    }
}
