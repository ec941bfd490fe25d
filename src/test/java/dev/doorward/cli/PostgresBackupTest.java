package dev.doorward.cli;

import dev.doorward.InstalledPostgres;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Backups of PostgreSQL, through pg_dump and psql of the machine; skipped where it has none. */
@EnabledIfSystemProperty(named = "doorward.test.database", matches = "postgres")
class PostgresBackupTest extends BackupScenes {
    private static InstalledPostgres server;

    @BeforeAll
    static void start() throws Exception {
        server = InstalledPostgres.start().orElse(null);
        Assumptions.assumeTrue(server != null, "this machine has no PostgreSQL with its client programs");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    Map<String, String> newPlace() throws Exception {
        return server.newDatabase();
    }
}
