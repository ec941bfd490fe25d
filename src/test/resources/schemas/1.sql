-- Every statement of the last program of schema 1: each must go on working on the schemas that are compatible with it.

SELECT api_key.id, api_key.name, api_key.status, api_key.created_at, api_key.created_by, api_key.expires_at,
    api_key.partial_key_hint, api_key.workspace_id, workspace.archived_at, workspace.is_default
FROM api_key
JOIN workspace ON workspace.organization_id = api_key.organization_id AND workspace.id = api_key.workspace_id;

INSERT INTO api_key (organization_id, id, workspace_id, name, status, created_at, created_by, expires_at,
    partial_key_hint, digest, pepper)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

SELECT COUNT(*) AS n
FROM api_key
JOIN workspace ON workspace.organization_id = api_key.organization_id
    AND workspace.id = api_key.workspace_id
WHERE api_key.organization_id = ? AND api_key.workspace_id = ? AND api_key.status = 'active'
    AND (api_key.expires_at IS NULL OR api_key.expires_at > ?) AND workspace.archived_at IS NULL;

SELECT COUNT(*) AS n
FROM api_key
JOIN workspace ON workspace.organization_id = api_key.organization_id
    AND workspace.id = api_key.workspace_id
WHERE api_key.organization_id = ? AND api_key.status = 'active'
    AND (api_key.expires_at IS NULL OR api_key.expires_at > ?) AND workspace.archived_at IS NULL;

UPDATE api_key
SET name = ?
WHERE organization_id = ? AND id = ?;

UPDATE api_key
SET status = ?
WHERE organization_id = ? AND id = ?;

INSERT INTO admin_key (organization_id, id, name, scopes, created_at, created_by, partial_key_hint,
    digest, pepper)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

SELECT id, name, scopes, created_at, created_by, revoked_at, partial_key_hint
FROM admin_key
WHERE organization_id = ? AND id = ?;

SELECT id, name, scopes, created_at, created_by, revoked_at, partial_key_hint
FROM admin_key;

UPDATE admin_key
SET revoked_at = ?
WHERE organization_id = ? AND id = ?;

SELECT admin_key.organization_id, admin_key.id, admin_key.scopes,
    CASE WHEN admin_key.revoked_at IS NULL AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live
FROM admin_key
JOIN organization ON organization.id = admin_key.organization_id
WHERE admin_key.digest = ?;

SELECT admin_key.organization_id, admin_key.id, admin_key.scopes,
    CASE WHEN admin_key.revoked_at IS NULL AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live
FROM admin_key
JOIN organization ON organization.id = admin_key.organization_id
WHERE admin_key.organization_id = ? AND admin_key.id = ?;

SELECT api_key.organization_id, api_key.id,
    CASE WHEN api_key.status = 'active'
        AND (api_key.expires_at IS NULL OR api_key.expires_at > ?)
        AND workspace.archived_at IS NULL
        AND organization.disabled_at IS NULL THEN 1 ELSE 0 END AS live
FROM api_key
JOIN workspace ON workspace.organization_id = api_key.organization_id
    AND workspace.id = api_key.workspace_id
JOIN organization ON organization.id = api_key.organization_id
WHERE api_key.digest = ?;

SELECT number, check_value, added_at, retired_at
FROM pepper
ORDER BY number;

SELECT current_pepper
FROM installation;

INSERT INTO pepper (number, check_value, added_at)
VALUES (?, ?, ?);

UPDATE installation
SET current_pepper = ?;

UPDATE pepper
SET retired_at = ?
WHERE number = ? AND retired_at IS NULL;

SELECT COUNT(*) AS n
FROM api_key
WHERE pepper = ? AND status <> 'archived';

SELECT COUNT(*) AS n
FROM admin_key
WHERE pepper = ? AND revoked_at IS NULL;

SELECT COUNT(*) AS n
FROM invite
WHERE pepper = ? AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > ?;

SELECT COUNT(*) AS n
FROM journal
WHERE pepper = ?;

SELECT schema_version, schema_compatible_from
FROM installation;

SELECT at
FROM journal
WHERE organization_id = ?
ORDER BY seq DESC
LIMIT 1;

INSERT INTO invite (organization_id, id, email, email_canonical, email_untagged, role, invited_at,
    expires_at, token_generation, pepper)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?);

SELECT id, email, role, invited_at, expires_at, accepted_at, deleted_at
FROM invite
WHERE organization_id = ? AND id = ?;

SELECT id, pepper, token_generation
FROM invite
WHERE organization_id = ? AND id = ?;

SELECT organization.id
FROM organization
WHERE EXISTS (SELECT 1 FROM invite WHERE invite.organization_id = organization.id AND invite.id = ?);

SELECT id, email, role, invited_at, expires_at, accepted_at, deleted_at
FROM invite
WHERE organization_id = ? AND email_canonical = ?
    AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > ?;

SELECT COUNT(*) AS n
FROM invite
WHERE organization_id = ? AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > ?;

SELECT id, email, role, invited_at, expires_at, accepted_at, deleted_at
FROM invite;

UPDATE invite
SET accepted_at = ?
WHERE organization_id = ? AND id = ?;

UPDATE invite
SET deleted_at = ?
WHERE organization_id = ? AND id = ?;

INSERT INTO journal (organization_id, seq, at, actor_type, actor_id, request_id, action, object_type,
    object_id, before_change, after_change, detail, pepper, mac)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

SELECT organization_id, seq, at, actor_type, actor_id, request_id, action, object_type, object_id,
    before_change, after_change, detail, pepper, mac
FROM journal
WHERE organization_id = ?
ORDER BY seq DESC
LIMIT 1;

SELECT organization_id, seq, at, actor_type, actor_id, request_id, action, object_type, object_id,
    before_change, after_change, detail, pepper, mac
FROM journal
WHERE organization_id = ? AND seq > ?
ORDER BY seq
LIMIT ?;

INSERT INTO member (organization_id, id, email, email_canonical, email_untagged, name, role, added_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

SELECT id, email, name, role, added_at
FROM member
WHERE organization_id = ? AND id = ?;

SELECT id, email, name, role, added_at
FROM member
WHERE organization_id = ? AND email_canonical = ?;

SELECT id, email, name, role, added_at
FROM member;

SELECT COUNT(*) AS n
FROM member
WHERE organization_id = ?;

SELECT COUNT(*) AS n
FROM (
    SELECT id
    FROM member
    WHERE organization_id = ?
    LIMIT 2
) AS first_two;

SELECT COUNT(*) AS n
FROM member
WHERE organization_id = ? AND role = ?;

UPDATE member
SET role = ?
WHERE organization_id = ? AND id = ?;

DELETE FROM member
WHERE organization_id = ? AND id = ?;

INSERT INTO organization (id, name, created_at)
VALUES (?, ?, ?);

SELECT id, name
FROM organization
WHERE id = ?;

SELECT id, name, created_at, disabled_at
FROM organization
ORDER BY created_at, id
LIMIT 10000;

UPDATE organization
SET disabled_at = ?
WHERE id = ?;

UPDATE installation
SET public_url = ?;

SELECT public_url
FROM installation;

INSERT INTO workspace_member (organization_id, workspace_id, user_id, workspace_role)
VALUES (?, ?, ?, ?);

SELECT workspace_role
FROM workspace_member
WHERE organization_id = ? AND workspace_id = ? AND user_id = ?;

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

SELECT COUNT(*) AS n
FROM workspace_member
WHERE organization_id = ? AND workspace_id = ?;

UPDATE workspace_member
SET workspace_role = ?
WHERE organization_id = ? AND workspace_id = ? AND user_id = ?;

DELETE FROM workspace_member
WHERE organization_id = ? AND workspace_id = ? AND user_id = ?;

DELETE FROM workspace_member
WHERE organization_id = ? AND user_id = ?;

INSERT INTO workspace (organization_id, id, name, created_at, is_default, display_color, compartment_id,
    workspace_geo, allowed_inference_geos, default_inference_geo, tags)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

SELECT id, name, created_at, archived_at, display_color, compartment_id, workspace_geo,
    allowed_inference_geos, default_inference_geo, tags
FROM workspace
WHERE organization_id = ? AND id = ?;

SELECT id
FROM workspace
WHERE organization_id = ? AND is_default = 1;

SELECT id, name, created_at, archived_at, display_color, compartment_id, workspace_geo,
    allowed_inference_geos, default_inference_geo, tags
FROM workspace;

SELECT COUNT(*) AS n
FROM workspace
WHERE organization_id = ? AND archived_at IS NULL AND is_default = 0;

UPDATE workspace
SET name = ?, display_color = ?, allowed_inference_geos = ?, default_inference_geo = ?, tags = ?,
    archived_at = ?
WHERE organization_id = ? AND id = ?;
