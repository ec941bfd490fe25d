package dev.doorward.credentials;

import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * The look-ups by which a secret becomes a caller. They find the organization, so they are the only statements that do
 * not name it; what a secret is comes from the table that holds its digest, never from its prefix.
 *
 * <p>Each also tells whether the installation is held back by the mark of a restore: every request has to know.
 */
public final class CredentialSql {
    private static final String ADMIN_KEY = """
            SELECT admin_key.organization_id, admin_key.id, admin_key.scopes, admin_key.created_by,
                CASE WHEN admin_key.revoked_at IS NULL AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live,
                CASE WHEN installation.restored_at IS NULL THEN 0 ELSE 1 END AS held_back
            FROM admin_key
            JOIN organization ON organization.id = admin_key.organization_id
            JOIN installation ON installation.id = 1
            """;

    private CredentialSql() {}

    /** An admin key as a credential; {@code live} unless it was revoked or its organization is disabled. */
    public record AdminCredential(
            String organizationId,
            String id,
            String scopes,
            Optional<String> createdBy,
            boolean live,
            boolean heldBack) {}

    /** A check credential; {@code live} unless it was revoked or its organization is disabled. */
    public record CheckCredentialFound(String organizationId, String id, boolean live, boolean heldBack) {}

    /**
     * What the look-up of an API key finds, also where there is none.
     *
     * @param newestPepper when the newest pepper was registered: who holds all of them as of then may say "unknown"
     */
    public record ApiKeyLookUp(boolean heldBack, Instant newestPepper, Optional<ApiKeyCredential> key) {}

    /** An API key as a credential; {@code live} only while every reason to refuse it is absent. */
    public record ApiKeyCredential(
            String organizationId,
            String workspaceId,
            String id,
            String name,
            Optional<Instant> expiresAt,
            boolean live) {}

    /** The admin key with this digest, live or not. */
    public static Optional<AdminCredential> findAdminKey(Tx tx, byte[] digest) {
        return tx.find(ADMIN_KEY + """
                WHERE admin_key.digest = ?
                """, CredentialSql::adminKey, digest);
    }

    /** The standing that an admin key has now, by its id. */
    public static Optional<AdminCredential> findAdminKey(Tx tx, String organizationId, String id) {
        return tx.find(ADMIN_KEY + """
                WHERE admin_key.organization_id = ? AND admin_key.id = ?
                """, CredentialSql::adminKey, organizationId, id);
    }

    private static AdminCredential adminKey(Row row) {
        return new AdminCredential(
                row.text("organization_id"),
                row.text("id"),
                row.text("scopes"),
                row.optionalText("created_by"),
                row.flag("live"),
                row.flag("held_back"));
    }

    /** The check credential with this digest, live or not. */
    public static Optional<CheckCredentialFound> findCheckCredential(Tx tx, byte[] digest) {
        return tx.find(
                """
                SELECT check_credential.organization_id, check_credential.id,
                    CASE WHEN check_credential.revoked_at IS NULL AND organization.disabled_at IS NULL THEN 1 ELSE 0 END
                        AS live,
                    CASE WHEN installation.restored_at IS NULL THEN 0 ELSE 1 END AS held_back
                FROM check_credential
                JOIN organization ON organization.id = check_credential.organization_id
                JOIN installation ON installation.id = 1
                WHERE check_credential.digest = ?
                """,
                row -> new CheckCredentialFound(
                        row.text("organization_id"), row.text("id"), row.flag("live"), row.flag("held_back")),
                digest);
    }

    /**
     * The API key with this digest, live or not: in one statement with all that a refusal has to know, because a gateway asks
     * it for every request.
     */
    public static ApiKeyLookUp findApiKey(Tx tx, byte[] digest) {
        return tx.find("""
                        SELECT installation.restored_at, (SELECT MAX(added_at) FROM pepper) AS newest_pepper,
                            api_key.organization_id, api_key.workspace_id, api_key.id, api_key.name, api_key.expires_at,
                            CASE WHEN api_key.status = 'active'
                                AND (api_key.expires_at IS NULL
                                    OR api_key.expires_at > ? AND api_key.expires_at > COALESCE(api_key.rotated_at, 0))
                                AND workspace.archived_at IS NULL
                                AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live
                        FROM installation
                        LEFT JOIN api_key ON api_key.digest = ?
                        LEFT JOIN workspace ON workspace.organization_id = api_key.organization_id
                            AND workspace.id = api_key.workspace_id
                        LEFT JOIN organization ON organization.id = api_key.organization_id
                        WHERE installation.id = 1
                        """, CredentialSql::lookUp, tx.now(), digest).orElseThrow();
    }

    private static ApiKeyLookUp lookUp(Row row) {
        return new ApiKeyLookUp(
                row.instant("restored_at") != null,
                row.instant("newest_pepper"),
                row.optionalText("id")
                        .map(id -> new ApiKeyCredential(
                                row.text("organization_id"),
                                row.text("workspace_id"),
                                id,
                                row.text("name"),
                                Optional.ofNullable(row.instant("expires_at")),
                                row.flag("live"))));
    }
}
