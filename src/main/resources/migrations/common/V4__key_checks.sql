-- Gateways ask with a check credential whether a key may pass: it can do nothing else.

CREATE TABLE check_credential (
    organization_id  ${id}    NOT NULL REFERENCES organization (id),
    id               ${id}    NOT NULL,
    name             TEXT     NOT NULL,
    created_at       BIGINT   NOT NULL,
    created_by       ${id},
    revoked_at       BIGINT,
    partial_key_hint TEXT     NOT NULL,
    digest           ${bytes} NOT NULL,
    pepper           INTEGER  NOT NULL REFERENCES pepper (number),
    PRIMARY KEY (organization_id, id)
) ${clustered};
CREATE UNIQUE INDEX check_credential_by_digest ON check_credential (digest);

-- When a key was last let through. A table of its own, without a foreign key: writing it must never lock a key's row.

CREATE TABLE api_key_use (
    organization_id ${id}  NOT NULL,
    api_key_id      ${id}  NOT NULL,
    last_used_at    BIGINT NOT NULL,
    PRIMARY KEY (organization_id, api_key_id)
) ${clustered};

-- Since when another key stands in for this one. It goes on until expires_at, but does not count against a cap; where it
-- was to stop at once, expires_at is not later than this, so that no clock has to be asked.

ALTER TABLE api_key ADD COLUMN rotated_at BIGINT;

UPDATE installation SET schema_version = 4;
