package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.InstalledPostgres;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    @Test
    void theFileIsMarkedAndWholeByWhateverItIsRestored() throws Exception {
        TestCli cli = installed();
        String sql = Files.readString(backup(cli, "backup"));
        TestCli byPsql = place("by-psql");
        copyPepper(cli, byPsql);

        server.psql(byPsql.environment(), sql.substring(0, sql.length() - 30));
        TestCli.Result cut = byPsql.run("members", "list");
        server.psql(byPsql.environment(), sql);
        TestCli.Result whole = byPsql.run("restore", "--accept", "--yes");

        assertThat(cut.err()).contains("no schema");
        assertThat(whole.exit()).as(whole.err()).isZero();
        assertThat(sql).contains("CREATE TABLE public.reply").doesNotContain("COPY public.reply");
    }

    @Test
    void aMissingProgramIsOneLineThatSaysWhatToDo() throws Exception {
        TestCli cli = installed().with("DOORWARD_POSTGRES_BIN", "/nonexistent");

        TestCli.Result result = cli.run("backup", folder.resolve("backup").toString());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("--postgres-bin").hasLineCount(1);
        assertThat(folder.resolve("backup")).doesNotExist();
    }

    @Override
    Map<String, String> newPlace() throws Exception {
        return server.newDatabase();
    }
}
