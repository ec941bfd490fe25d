package dev.doorward.cli;

import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Backups of SQLite, through SQLite itself. */
@Tag("sqlite")
class SqliteBackupTest extends BackupScenes {
    @Override
    Map<String, String> newPlace() {
        return Map.of();
    }
}
