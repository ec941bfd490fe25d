-- What the role "doorward", under which instances run, may do in a schema that another role owns. Run this as the owner after
-- each "doorward migrate". RuntimeRoleTest runs it.
--
-- The journal's triggers refuse every change of it, and only its owner can drop them: so the role that serves is not the owner,
-- and may only read the journal and append to it.

GRANT USAGE ON SCHEMA public TO doorward;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO doorward;
REVOKE UPDATE, DELETE ON journal FROM doorward;
REVOKE INSERT, UPDATE, DELETE ON flyway_schema_history FROM doorward;
