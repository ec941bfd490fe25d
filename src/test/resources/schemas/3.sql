-- The statements of the last program of schema 3 that those of schemas 1 and 2 had not.

SELECT admin_key.organization_id, admin_key.id, admin_key.scopes,
    CASE WHEN admin_key.revoked_at IS NULL AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live,
    CASE WHEN installation.restored_at IS NULL THEN 0 ELSE 1 END AS held_back
FROM admin_key
JOIN organization ON organization.id = admin_key.organization_id
JOIN installation ON installation.id = 1
WHERE admin_key.digest = ?;

SELECT admin_key.organization_id, admin_key.id, admin_key.scopes,
    CASE WHEN admin_key.revoked_at IS NULL AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live,
    CASE WHEN installation.restored_at IS NULL THEN 0 ELSE 1 END AS held_back
FROM admin_key
JOIN organization ON organization.id = admin_key.organization_id
JOIN installation ON installation.id = 1
WHERE admin_key.organization_id = ? AND admin_key.id = ?;

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
WHERE api_key.digest = ?;

SELECT seq, at, mac
FROM journal
WHERE organization_id = ?
ORDER BY seq DESC
LIMIT 1;

DELETE FROM reply
WHERE organization_id = ? AND digest IN (
    SELECT digest
    FROM reply
    WHERE organization_id = ? AND expires_at <= ?
    ORDER BY expires_at
    LIMIT 200);

SELECT id, workspace_role
FROM (
    SELECT user_id AS id, workspace_role
    FROM workspace_member
    JOIN member ON member.organization_id = workspace_member.organization_id
        AND member.id = workspace_member.user_id
    WHERE workspace_member.organization_id = ? AND workspace_id = ? AND role <> 'admin' AND user_id < ?
    ORDER BY user_id DESC
    LIMIT ?
) AS given
UNION ALL
SELECT id, workspace_role
FROM (
    SELECT id, 'workspace_admin' AS workspace_role
    FROM member
    WHERE organization_id = ? AND role = 'admin' AND id < ?
    ORDER BY id DESC
    LIMIT ?
) AS admins
UNION ALL
SELECT id, workspace_role
FROM (
    SELECT id, 'workspace_billing' AS workspace_role
    FROM member
    WHERE organization_id = ? AND role = 'billing' AND id < ?
        AND NOT EXISTS (
            SELECT 1
            FROM workspace_member
            WHERE workspace_member.organization_id = member.organization_id
                AND workspace_id = ? AND user_id = member.id
        )
    ORDER BY id DESC
    LIMIT ?
) AS billing
ORDER BY id DESC
LIMIT ?;
