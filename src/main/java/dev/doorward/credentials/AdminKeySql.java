package dev.doorward.credentials;

import dev.doorward.access.Scope;
import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import dev.doorward.db.Where;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import java.util.Optional;

/** Every statement about admin keys, but the look-up of a presented one. */
final class AdminKeySql {
    private AdminKeySql() {}

    static void insert(Tx tx, String organizationId, AdminKey key, byte[] digest, int pepper) {
        tx.update(
                """
                INSERT INTO admin_key (organization_id, id, name, scopes, created_at, created_by, partial_key_hint,
                    digest, pepper)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                organizationId,
                key.id(),
                key.name(),
                Scope.format(key.scopes()),
                key.createdAt(),
                key.createdBy() == null ? null : key.createdBy().id(),
                key.partialKeyHint(),
                digest,
                pepper);
    }

    static Optional<AdminKey> find(Tx tx, String organizationId, String id) {
        return tx.find("""
                SELECT id, name, scopes, created_at, created_by, revoked_at, partial_key_hint
                FROM admin_key
                WHERE organization_id = ? AND id = ?
                """, AdminKeySql::read, organizationId, id);
    }

    static Page<AdminKey> list(Tx tx, String organizationId, Cursor cursor) {
        return cursor.page(
                tx, """
                SELECT id, name, scopes, created_at, created_by, revoked_at, partial_key_hint
                FROM admin_key
                """, Where.of("organization_id = ?", organizationId), "id", AdminKeySql::read, AdminKey::id);
    }

    static void revoke(Tx tx, String organizationId, String id) {
        tx.update("""
                UPDATE admin_key
                SET revoked_at = ?
                WHERE organization_id = ? AND id = ?
                """, tx.now(), organizationId, id);
    }

    private static AdminKey read(Row row) {
        return new AdminKey(
                row.text("id"),
                row.text("name"),
                Scope.parse(row.text("scopes")),
                row.instant("created_at"),
                row.optionalText("created_by").map(Creator::new).orElse(null),
                row.instant("revoked_at"),
                row.text("partial_key_hint"));
    }
}
