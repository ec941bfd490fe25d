-- The statements of the last program of schema 2 that the one of schema 1 had not: both must go on working on the schemas
-- that are compatible with them.

SELECT restored_at
FROM installation;

UPDATE installation
SET restored_at = ?
WHERE restored_at IS NULL;

UPDATE installation
SET restored_at = NULL;

SELECT COUNT(*) AS n
FROM workspace
WHERE organization_id = ? AND is_default = 1 AND archived_at IS NULL;

SELECT workspace_member.workspace_id, workspace_member.user_id
FROM workspace_member
LEFT JOIN member ON member.organization_id = workspace_member.organization_id
    AND member.id = workspace_member.user_id
WHERE workspace_member.organization_id = ? AND member.id IS NULL
ORDER BY workspace_member.workspace_id, workspace_member.user_id
LIMIT ?;

SELECT MIN(id) AS id
FROM invite
WHERE organization_id = ? AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > ?
GROUP BY email_canonical
HAVING COUNT(*) > 1
ORDER BY MIN(id)
LIMIT ?;

SELECT pepper.number, pepper.check_value, pepper.added_at, pepper.retired_at
FROM installation
JOIN pepper ON pepper.number = installation.current_pepper;

SELECT COUNT(*) AS n
FROM reply
WHERE pepper = ? AND expires_at > ?;

SELECT organization_id, seq, at, actor_type, actor_id, request_id, action, object_type, object_id,
    before_change, after_change, detail, pepper, mac
FROM journal
WHERE organization_id = ? AND at <= ?
ORDER BY seq DESC
LIMIT 1;

SELECT digest, request, object_id, sealed, pepper, stored_at
FROM reply
WHERE organization_id = ? AND digest = ? AND expires_at > ?;

INSERT INTO reply (organization_id, digest, request, object_id, sealed, pepper, stored_at, expires_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (organization_id, digest) DO UPDATE
SET request = excluded.request, object_id = excluded.object_id, sealed = excluded.sealed,
    pepper = excluded.pepper, stored_at = excluded.stored_at, expires_at = excluded.expires_at;

DELETE FROM reply
WHERE organization_id = ? AND expires_at <= ?;

