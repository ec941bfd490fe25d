package dev.doorward.credentials;

import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import dev.doorward.db.Where;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import java.util.Optional;

/** Every statement about check credentials, but the look-up of a presented one. */
final class CheckCredentialSql {
    private CheckCredentialSql() {}

    static void insert(Tx tx, String organizationId, CheckCredential credential, byte[] digest, int pepper) {
        tx.update(
                """
                INSERT INTO check_credential (organization_id, id, name, created_at, created_by, partial_key_hint,
                    digest, pepper)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                organizationId,
                credential.id(),
                credential.name(),
                credential.createdAt(),
                credential.createdBy() == null ? null : credential.createdBy().id(),
                credential.partialKeyHint(),
                digest,
                pepper);
    }

    static Optional<CheckCredential> find(Tx tx, String organizationId, String id) {
        return tx.find("""
                SELECT id, name, created_at, created_by, revoked_at, partial_key_hint
                FROM check_credential
                WHERE organization_id = ? AND id = ?
                """, CheckCredentialSql::read, organizationId, id);
    }

    static Page<CheckCredential> list(Tx tx, String organizationId, Cursor cursor) {
        return cursor.page(
                tx,
                """
                SELECT id, name, created_at, created_by, revoked_at, partial_key_hint
                FROM check_credential
                """,
                Where.of("organization_id = ?", organizationId),
                "id",
                CheckCredentialSql::read,
                CheckCredential::id);
    }

    static void revoke(Tx tx, String organizationId, String id) {
        tx.update("""
                UPDATE check_credential
                SET revoked_at = ?
                WHERE organization_id = ? AND id = ?
                """, tx.now(), organizationId, id);
    }

    private static CheckCredential read(Row row) {
        return new CheckCredential(
                row.text("id"),
                row.text("name"),
                row.instant("created_at"),
                row.optionalText("created_by").map(Creator::new).orElse(null),
                row.instant("revoked_at"),
                row.text("partial_key_hint"));
    }
}
