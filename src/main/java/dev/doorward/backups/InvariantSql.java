package dev.doorward.backups;

import dev.doorward.db.Tx;
import java.util.List;

/** The statements that look for rows which the product's rules never let come about. */
final class InvariantSql {
    private static final int MOST_NAMED = 100;

    private InvariantSql() {}

    static long countDefaultWorkspaces(Tx tx, String organizationId) {
        return tx.count("""
                SELECT COUNT(*) AS n
                FROM workspace
                WHERE organization_id = ? AND is_default = 1 AND archived_at IS NULL
                """, organizationId);
    }

    /** Members of workspaces, as {@code WORKSPACE/USER}, who are no members of the organization. */
    static List<String> strangersInWorkspaces(Tx tx, String organizationId) {
        return tx.list("""
                SELECT workspace_member.workspace_id, workspace_member.user_id
                FROM workspace_member
                LEFT JOIN member ON member.organization_id = workspace_member.organization_id
                    AND member.id = workspace_member.user_id
                WHERE workspace_member.organization_id = ? AND member.id IS NULL
                ORDER BY workspace_member.workspace_id, workspace_member.user_id
                LIMIT ?
                """, row -> row.text("workspace_id") + "/" + row.text("user_id"), organizationId, MOST_NAMED);
    }

    /** Invites that are pending for an address for which a newer one is pending, too. */
    static List<String> invitesTooMany(Tx tx, String organizationId) {
        return tx.list("""
                SELECT MIN(id) AS id
                FROM invite
                WHERE organization_id = ? AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > ?
                GROUP BY email_canonical
                HAVING COUNT(*) > 1
                ORDER BY MIN(id)
                LIMIT ?
                """, row -> row.text("id"), organizationId, tx.now(), MOST_NAMED);
    }
}
