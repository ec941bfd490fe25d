-- What SQLite's planner is to believe about the sizes of the new tables: see V1.2.

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('check_credential', 'check_credential', '1000 100 1'),
    ('check_credential', 'check_credential_by_digest', '1000 1 1 1'),
    ('api_key_use', 'api_key_use', '1000000 100000 1');
