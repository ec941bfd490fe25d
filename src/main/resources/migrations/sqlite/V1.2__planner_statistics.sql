-- What SQLite's planner is to believe about sizes. Without statistics it scans every key of an organization for the few
-- that one member made; with statistics gathered at run time its plans would depend on when that was. These are typical
-- of a large organization, and right in kind for a small one, where any plan is quick.

ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('organization', 'organization', '10 1'),
    ('workspace', 'workspace', '1000000 100000 1'),
    ('member', 'member', '1000000 100000 1'),
    ('member', 'member_by_email', '1000000 100000 1 1'),
    ('member', 'member_by_untagged_email', '1000000 100000 1 1'),
    ('member', 'member_by_role', '1000000 100000 20000 1'),
    ('invite', 'invite', '100000 10000 1'),
    ('invite', 'invite_by_email', '100000 10000 1 1'),
    ('invite', 'invite_by_untagged_email', '100000 10000 1 1'),
    ('invite', 'invite_open', '1000 100 1 1'),
    ('workspace_member', 'workspace_member', '1000000 100000 1000 1'),
    ('workspace_member', 'workspace_member_by_user', '1000000 100000 10 1'),
    ('api_key', 'api_key', '1000000 100000 1'),
    ('api_key', 'api_key_by_digest', '1000000 1 1 1'),
    ('api_key', 'api_key_by_workspace', '1000000 100000 1000 1'),
    ('api_key', 'api_key_by_creator', '1000000 100000 10 1'),
    ('api_key', 'api_key_not_active', '100000 10000 5000 1'),
    ('api_key', 'api_key_expiring', '100000 10000 1 1'),
    ('admin_key', 'admin_key', '1000 100 1'),
    ('admin_key', 'admin_key_by_digest', '1000 1 1 1'),
    ('journal', 'journal', '1000000 100000 1');
