-- Times are microseconds since 1970 (UTC). Flags are 1 or 0. Ids sort as bytes: "newest first" is id descending.

CREATE TABLE installation (
    id                     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    schema_version         INTEGER NOT NULL,
    schema_compatible_from INTEGER NOT NULL,
    current_pepper         INTEGER,
    public_url             TEXT
);
INSERT INTO installation (id, schema_version, schema_compatible_from) VALUES (1, 1, 1);

CREATE TABLE pepper (
    number      INTEGER  NOT NULL PRIMARY KEY,
    check_value ${bytes} NOT NULL,
    added_at    BIGINT   NOT NULL,
    retired_at  BIGINT
);

CREATE TABLE organization (
    id          ${id}  NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    disabled_at BIGINT
) ${clustered};

CREATE TABLE member (
    organization_id ${id}  NOT NULL REFERENCES organization (id),
    id              ${id}  NOT NULL,
    email           TEXT   NOT NULL,
    email_canonical TEXT   NOT NULL,
    email_untagged  TEXT   NOT NULL,
    name            TEXT   NOT NULL,
    role            TEXT   NOT NULL CHECK (role IN ('user', 'claude_code_user', 'developer', 'billing', 'admin')),
    added_at        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
) ${clustered};
CREATE UNIQUE INDEX member_by_email ON member (organization_id, email_canonical);
CREATE INDEX member_by_untagged_email ON member (organization_id, email_untagged, id);
CREATE INDEX member_by_role ON member (organization_id, role, id);

CREATE TABLE invite (
    organization_id  ${id}   NOT NULL REFERENCES organization (id),
    id               ${id}   NOT NULL,
    email            TEXT    NOT NULL,
    email_canonical  TEXT    NOT NULL,
    email_untagged   TEXT    NOT NULL,
    role             TEXT    NOT NULL CHECK (role IN ('user', 'claude_code_user', 'developer', 'billing')),
    invited_at       BIGINT  NOT NULL,
    expires_at       BIGINT  NOT NULL,
    accepted_at      BIGINT,
    deleted_at       BIGINT,
    token_generation INTEGER NOT NULL,
    pepper           INTEGER NOT NULL REFERENCES pepper (number),
    PRIMARY KEY (organization_id, id)
) ${clustered};
CREATE INDEX invite_by_email ON invite (organization_id, email_canonical, id);
CREATE INDEX invite_by_untagged_email ON invite (organization_id, email_untagged, id);
CREATE INDEX invite_open ON invite (organization_id, expires_at) WHERE accepted_at IS NULL AND deleted_at IS NULL;

CREATE TABLE workspace (
    organization_id        ${id}   NOT NULL REFERENCES organization (id),
    id                     ${id}   NOT NULL,
    name                   TEXT    NOT NULL,
    created_at             BIGINT  NOT NULL,
    archived_at            BIGINT,
    is_default             INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    display_color          TEXT    NOT NULL,
    compartment_id         TEXT    NOT NULL,
    workspace_geo          TEXT    NOT NULL,
    allowed_inference_geos TEXT    NOT NULL,
    default_inference_geo  TEXT    NOT NULL,
    tags                   TEXT    NOT NULL,
    PRIMARY KEY (organization_id, id)
) ${clustered};
CREATE UNIQUE INDEX workspace_default ON workspace (organization_id) WHERE is_default = 1;

CREATE TABLE workspace_member (
    organization_id ${id} NOT NULL,
    workspace_id    ${id} NOT NULL,
    user_id         ${id} NOT NULL,
    workspace_role  TEXT  NOT NULL CHECK (workspace_role IN
        ('workspace_user', 'workspace_restricted_developer', 'workspace_developer', 'workspace_admin')),
    PRIMARY KEY (organization_id, workspace_id, user_id),
    FOREIGN KEY (organization_id, workspace_id) REFERENCES workspace (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES member (organization_id, id)
) ${clustered};
CREATE INDEX workspace_member_by_user ON workspace_member (organization_id, user_id);

CREATE TABLE api_key (
    organization_id  ${id}    NOT NULL,
    id               ${id}    NOT NULL,
    workspace_id     ${id}    NOT NULL,
    name             TEXT     NOT NULL,
    status           TEXT     NOT NULL CHECK (status IN ('active', 'inactive', 'archived')),
    created_at       BIGINT   NOT NULL,
    created_by       ${id},
    expires_at       BIGINT,
    partial_key_hint TEXT     NOT NULL,
    digest           ${bytes} NOT NULL,
    pepper           INTEGER  NOT NULL REFERENCES pepper (number),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, workspace_id) REFERENCES workspace (organization_id, id)
) ${clustered};
CREATE UNIQUE INDEX api_key_by_digest ON api_key (digest);
CREATE INDEX api_key_by_workspace ON api_key (organization_id, workspace_id, id);
CREATE INDEX api_key_by_creator ON api_key (organization_id, created_by, id);
CREATE INDEX api_key_not_active ON api_key (organization_id, status, id) WHERE status <> 'active';
CREATE INDEX api_key_expiring ON api_key (organization_id, expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE admin_key (
    organization_id  ${id}    NOT NULL REFERENCES organization (id),
    id               ${id}    NOT NULL,
    name             TEXT     NOT NULL,
    scopes           TEXT     NOT NULL,
    created_at       BIGINT   NOT NULL,
    created_by       ${id},
    revoked_at       BIGINT,
    partial_key_hint TEXT     NOT NULL,
    digest           ${bytes} NOT NULL,
    pepper           INTEGER  NOT NULL REFERENCES pepper (number),
    PRIMARY KEY (organization_id, id)
) ${clustered};
CREATE UNIQUE INDEX admin_key_by_digest ON admin_key (digest);

CREATE TABLE journal (
    organization_id ${id}    NOT NULL REFERENCES organization (id),
    seq             BIGINT   NOT NULL,
    at              BIGINT   NOT NULL,
    actor_type      TEXT     NOT NULL,
    actor_id        TEXT     NOT NULL,
    request_id      TEXT     NOT NULL,
    action          TEXT     NOT NULL,
    object_type     TEXT     NOT NULL,
    object_id       TEXT     NOT NULL,
    before_change   TEXT,
    after_change    TEXT,
    detail          TEXT,
    pepper          INTEGER  NOT NULL REFERENCES pepper (number),
    mac             ${bytes} NOT NULL,
    PRIMARY KEY (organization_id, seq)
) ${clustered};
