package dev.doorward.apikeys;

import dev.doorward.credentials.Creator;
import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import dev.doorward.db.Where;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import java.time.Instant;
import java.util.Optional;

/**
 * Every statement about API keys. The status that counts is derived: archived when the key or its workspace is, expired by
 * the clock, else what is stored.
 */
public final class ApiKeySql {
    private static final String SELECT = """
            SELECT api_key.id, api_key.name, api_key.status, api_key.created_at, api_key.created_by, api_key.expires_at,
                api_key.partial_key_hint, api_key.workspace_id, workspace.archived_at, workspace.is_default
            FROM api_key
            JOIN workspace ON workspace.organization_id = api_key.organization_id AND workspace.id = api_key.workspace_id
            """;

    private static final String SELECT_USED = """
            SELECT api_key.id, api_key.name, api_key.status, api_key.created_at, api_key.created_by, api_key.expires_at,
                api_key.partial_key_hint, api_key.workspace_id, workspace.archived_at, workspace.is_default,
                api_key_use.last_used_at
            FROM api_key
            JOIN workspace ON workspace.organization_id = api_key.organization_id AND workspace.id = api_key.workspace_id
            LEFT JOIN api_key_use ON api_key_use.organization_id = api_key.organization_id
                AND api_key_use.api_key_id = api_key.id
            """;

    private ApiKeySql() {}

    static void insert(Tx tx, String organizationId, ApiKey key, byte[] digest, int pepper) {
        tx.update(
                """
                INSERT INTO api_key (organization_id, id, workspace_id, name, status, created_at, created_by, expires_at,
                    partial_key_hint, digest, pepper)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                organizationId,
                key.id(),
                key.scope().workspaceId(),
                key.name(),
                key.status(),
                key.createdAt(),
                key.createdBy() == null ? null : key.createdBy().id(),
                key.expiresAt(),
                key.partialKeyHint(),
                digest,
                pepper);
    }

    static Optional<ApiKey> find(Tx tx, String organizationId, String id) {
        return tx.find(SELECT + """
                WHERE api_key.organization_id = ? AND api_key.id = ?
                """, row -> read(row, tx.now()), organizationId, id);
    }

    static Optional<UsedApiKey> findUsed(Tx tx, String organizationId, String id) {
        return tx.find(SELECT_USED + """
                WHERE api_key.organization_id = ? AND api_key.id = ?
                """, row -> readUsed(row, tx.now()), organizationId, id);
    }

    static Page<ApiKey> list(Tx tx, String organizationId, ApiKey.Filter filter, Cursor cursor) {
        return cursor.page(
                tx,
                SELECT,
                narrow(Where.of("api_key.organization_id = ?", organizationId), filter, tx.now()),
                "api_key.id",
                row -> read(row, tx.now()),
                ApiKey::id);
    }

    static Page<UsedApiKey> listUsed(Tx tx, String organizationId, ApiKey.Filter filter, Cursor cursor) {
        return cursor.page(
                tx,
                SELECT_USED,
                narrow(Where.of("api_key.organization_id = ?", organizationId), filter, tx.now()),
                "api_key.id",
                row -> readUsed(row, tx.now()),
                used -> used.key().id());
    }

    private static Where narrow(Where where, ApiKey.Filter filter, Instant now) {
        where.and(filter.workspaceId(), "api_key.workspace_id = ?").and(filter.createdBy(), "api_key.created_by = ?");
        filter.status().ifPresent(status -> status(where, status, now));
        return where;
    }

    private static void status(Where where, ApiKey.Status status, Instant now) {
        switch (status) {
            case ARCHIVED -> where.and("api_key.status = 'archived' OR workspace.archived_at IS NOT NULL");
            case EXPIRED ->
                where.and("api_key.status <> 'archived' AND workspace.archived_at IS NULL")
                        .and("api_key.expires_at IS NOT NULL AND api_key.expires_at <= ?", now);
            case ACTIVE, INACTIVE ->
                where.and("api_key.status = ? AND workspace.archived_at IS NULL", status)
                        .and("api_key.expires_at IS NULL OR api_key.expires_at > ?", now);
        }
    }

    /** How many keys of a workspace are active and count against its cap: one that was rotated does not. */
    public static long countActive(Tx tx, String organizationId, String workspaceId) {
        return tx.count("""
                SELECT COUNT(*) AS n
                FROM api_key
                JOIN workspace ON workspace.organization_id = api_key.organization_id
                    AND workspace.id = api_key.workspace_id
                WHERE api_key.organization_id = ? AND api_key.workspace_id = ? AND api_key.status = 'active'
                    AND api_key.rotated_at IS NULL AND (api_key.expires_at IS NULL OR api_key.expires_at > ?) AND workspace.archived_at IS NULL
                """, organizationId, workspaceId, tx.now());
    }

    /** How many keys of the organization are active and count against its cap: one that was rotated does not. */
    static long countActive(Tx tx, String organizationId) {
        return tx.count("""
                SELECT COUNT(*) AS n
                FROM api_key
                JOIN workspace ON workspace.organization_id = api_key.organization_id
                    AND workspace.id = api_key.workspace_id
                WHERE api_key.organization_id = ? AND api_key.status = 'active'
                    AND api_key.rotated_at IS NULL AND (api_key.expires_at IS NULL OR api_key.expires_at > ?) AND workspace.archived_at IS NULL
                """, organizationId, tx.now());
    }

    /** Writes the name and, where it is one that can be stored, the status. */
    static void update(Tx tx, String organizationId, String id, ApiKey.Update update) {
        update.name().ifPresent(name -> tx.update("""
                UPDATE api_key
                SET name = ?
                WHERE organization_id = ? AND id = ?
                """, name, organizationId, id));
        update.status().ifPresent(status -> tx.update("""
                UPDATE api_key
                SET status = ?
                WHERE organization_id = ? AND id = ?
                """, status, organizationId, id));
    }

    /** Ends a key at a time. */
    static void end(Tx tx, String organizationId, String id, Instant end) {
        tx.update("""
                UPDATE api_key
                SET expires_at = ?
                WHERE organization_id = ? AND id = ?
                """, end, organizationId, id);
    }

    /** Ends a key at a time, and says that another one stands in for it. */
    static void rotate(Tx tx, String organizationId, String id, Instant end) {
        tx.update("""
                UPDATE api_key
                SET rotated_at = ?, expires_at = ?
                WHERE organization_id = ? AND id = ?
                """, tx.now(), end, organizationId, id);
    }

    private static UsedApiKey readUsed(Row row, Instant now) {
        return new UsedApiKey(read(row, now), row.instant("last_used_at"));
    }

    private static ApiKey read(Row row, Instant now) {
        String workspaceId = row.text("workspace_id");
        Instant expiresAt = row.instant("expires_at");
        ApiKey.Status stored = ApiKey.Status.of(row.text("status"));
        ApiKey.Status status = stored;
        if (row.instant("archived_at") != null) {
            status = ApiKey.Status.ARCHIVED;
        } else if (stored != ApiKey.Status.ARCHIVED && expiresAt != null && !expiresAt.isAfter(now)) {
            status = ApiKey.Status.EXPIRED;
        }
        return new ApiKey(
                row.text("id"),
                row.text("name"),
                status,
                row.instant("created_at"),
                row.optionalText("created_by").map(Creator::new).orElse(null),
                expiresAt,
                row.text("partial_key_hint"),
                null,
                new ApiKey.KeyScope(workspaceId),
                row.flag("is_default") ? null : workspaceId);
    }
}
