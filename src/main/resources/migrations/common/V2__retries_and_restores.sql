-- What was answered to creates and deletes, so that a request that is sent again gets the same answer; sealed under the
-- caller's own credential. A row is worth something until expires_at, and goes with a later write of its organization.

CREATE TABLE reply (
    organization_id ${id}    NOT NULL REFERENCES organization (id),
    digest          ${bytes} NOT NULL,
    request         ${bytes} NOT NULL,
    object_id       TEXT,
    sealed          ${bytes} NOT NULL,
    pepper          INTEGER  NOT NULL REFERENCES pepper (number),
    stored_at       BIGINT   NOT NULL,
    expires_at      BIGINT   NOT NULL,
    PRIMARY KEY (organization_id, digest)
) ${clustered};
CREATE INDEX reply_by_end ON reply (organization_id, expires_at);

-- The mark that holds an installation back: while it is set, every credential is refused. Every backup carries it, and the
-- database that was copied elsewhere; the operator lifts it. A restore may bring back what was revoked since.

ALTER TABLE installation ADD COLUMN restored_at BIGINT;

UPDATE installation SET schema_version = 2;
