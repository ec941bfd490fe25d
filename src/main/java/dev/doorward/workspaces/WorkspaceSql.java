package dev.doorward.workspaces;

import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import dev.doorward.db.Where;
import dev.doorward.http.Body;
import dev.doorward.http.Cursor;
import dev.doorward.http.Json;
import dev.doorward.http.Page;
import java.util.Optional;

/** Every statement about workspaces. */
public final class WorkspaceSql {
    private WorkspaceSql() {}

    static void insert(Tx tx, String organizationId, Workspace workspace, boolean isDefault) {
        tx.update(
                """
                INSERT INTO workspace (organization_id, id, name, created_at, is_default, display_color, compartment_id,
                    workspace_geo, allowed_inference_geos, default_inference_geo, tags)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                organizationId,
                workspace.id(),
                workspace.name(),
                workspace.createdAt(),
                isDefault,
                workspace.displayColor(),
                workspace.compartmentId(),
                workspace.dataResidency().workspaceGeo(),
                workspace.dataResidency().allowedInferenceGeos().stored(),
                workspace.dataResidency().defaultInferenceGeo(),
                Json.text(workspace.tags()));
    }

    public static Optional<Workspace> find(Tx tx, String organizationId, String id) {
        return tx.find("""
                SELECT id, name, created_at, archived_at, display_color, compartment_id, workspace_geo,
                    allowed_inference_geos, default_inference_geo, tags
                FROM workspace
                WHERE organization_id = ? AND id = ?
                """, WorkspaceSql::read, organizationId, id);
    }

    /** The id of the organization's default workspace. */
    public static String defaultId(Tx tx, String organizationId) {
        return tx.find("""
                        SELECT id
                        FROM workspace
                        WHERE organization_id = ? AND is_default = 1
                        """, row -> row.text("id"), organizationId).orElseThrow();
    }

    static Page<Workspace> list(Tx tx, String organizationId, Workspace.Filter filter, Cursor cursor) {
        Where where = Where.of("organization_id = ?", organizationId).in("id", filter.ids());
        if (!filter.includeArchived()) {
            where.and("archived_at IS NULL");
        }
        if (!filter.includeDefault()) {
            where.and("is_default = 0");
        }
        return cursor.page(tx, """
                SELECT id, name, created_at, archived_at, display_color, compartment_id, workspace_geo,
                    allowed_inference_geos, default_inference_geo, tags
                FROM workspace
                """, where, "id", WorkspaceSql::read, Workspace::id);
    }

    /** How many workspaces are neither archived nor the default one. */
    static long countOpen(Tx tx, String organizationId) {
        return tx.count("""
                SELECT COUNT(*) AS n
                FROM workspace
                WHERE organization_id = ? AND archived_at IS NULL AND is_default = 0
                """, organizationId);
    }

    static void update(Tx tx, String organizationId, Workspace workspace) {
        tx.update(
                """
                UPDATE workspace
                SET name = ?, display_color = ?, allowed_inference_geos = ?, default_inference_geo = ?, tags = ?,
                    archived_at = ?
                WHERE organization_id = ? AND id = ?
                """,
                workspace.name(),
                workspace.displayColor(),
                workspace.dataResidency().allowedInferenceGeos().stored(),
                workspace.dataResidency().defaultInferenceGeo(),
                Json.text(workspace.tags()),
                workspace.archivedAt(),
                organizationId,
                workspace.id());
    }

    private static Workspace read(Row row) {
        return new Workspace(
                row.text("id"),
                row.text("name"),
                row.instant("created_at"),
                row.instant("archived_at"),
                row.text("display_color"),
                row.text("compartment_id"),
                null,
                new DataResidency(
                        Body.choice("workspace_geo", row.text("workspace_geo"), Geo.ALL),
                        AllowedGeos.ofStored(row.text("allowed_inference_geos")),
                        Body.choice("default_inference_geo", row.text("default_inference_geo"), Geo.ALL)),
                Json.readTexts(row.text("tags")),
                null);
    }
}
