package dev.doorward.credentials;

import dev.doorward.db.Tx;
import java.util.Optional;

/**
 * The look-ups by which a secret becomes a caller. They find the organization, so they are the only statements that do
 * not name it; what a secret is comes from the table that holds its digest, never from its prefix.
 *
 * <p>Each also tells whether the installation is held back by the mark of a restore: every request has to know.
 */
public final class CredentialSql {
    private CredentialSql() {}

    /** An admin key as a credential; {@code live} unless it was revoked or its organization is disabled. */
    public record AdminCredential(String organizationId, String id, String scopes, boolean live, boolean heldBack) {}

    /** An API key as a credential; {@code live} only while every reason to refuse it is absent. */
    public record ApiKeyCredential(String organizationId, String id, boolean live, boolean heldBack) {}

    /** The admin key with this digest, live or not. */
    public static Optional<AdminCredential> findAdminKey(Tx tx, byte[] digest) {
        return tx.find(
                """
                SELECT admin_key.organization_id, admin_key.id, admin_key.scopes,
                    CASE WHEN admin_key.revoked_at IS NULL AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live,
                    CASE WHEN installation.restored_at IS NULL THEN 0 ELSE 1 END AS held_back
                FROM admin_key
                JOIN organization ON organization.id = admin_key.organization_id
                JOIN installation ON installation.id = 1
                WHERE admin_key.digest = ?
                """,
                row -> new AdminCredential(
                        row.text("organization_id"),
                        row.text("id"),
                        row.text("scopes"),
                        row.flag("live"),
                        row.flag("held_back")),
                digest);
    }

    /** The standing that an admin key has now, by its id. */
    public static Optional<AdminCredential> findAdminKey(Tx tx, String organizationId, String id) {
        return tx.find(
                """
                SELECT admin_key.organization_id, admin_key.id, admin_key.scopes,
                    CASE WHEN admin_key.revoked_at IS NULL AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live,
                    CASE WHEN installation.restored_at IS NULL THEN 0 ELSE 1 END AS held_back
                FROM admin_key
                JOIN organization ON organization.id = admin_key.organization_id
                JOIN installation ON installation.id = 1
                WHERE admin_key.organization_id = ? AND admin_key.id = ?
                """,
                row -> new AdminCredential(
                        row.text("organization_id"),
                        row.text("id"),
                        row.text("scopes"),
                        row.flag("live"),
                        row.flag("held_back")),
                organizationId,
                id);
    }

    /** The API key with this digest, live or not. */
    public static Optional<ApiKeyCredential> findApiKey(Tx tx, byte[] digest) {
        return tx.find(
                """
                SELECT api_key.organization_id, api_key.id,
                    CASE WHEN api_key.status = 'active'
                        AND (api_key.expires_at IS NULL OR api_key.expires_at > ?)
                        AND workspace.archived_at IS NULL
                        AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live,
                    CASE WHEN installation.restored_at IS NULL THEN 0 ELSE 1 END AS held_back
                FROM api_key
                JOIN workspace ON workspace.organization_id = api_key.organization_id
                    AND workspace.id = api_key.workspace_id
                JOIN organization ON organization.id = api_key.organization_id
                JOIN installation ON installation.id = 1
                WHERE api_key.digest = ?
                """,
                row -> new ApiKeyCredential(
                        row.text("organization_id"), row.text("id"), row.flag("live"), row.flag("held_back")),
                tx.now(),
                digest);
    }
}
