package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Backups of SQLite, through SQLite itself. */
@Tag("sqlite")
class SqliteBackupTest extends BackupScenes {
    @Override
    Map<String, String> newPlace() {
        return Map.of();
    }

    @Test
    void storedAnswersStayBehind() throws Exception {
        TestCli cli = installed();
        cli.tamper("INSERT INTO reply (organization_id, digest, request, sealed, pepper, stored_at, expires_at)"
                + " SELECT id, x'01', x'01', x'01', 1, 1, 9000000000000000 FROM organization");

        TestCli restored = restored(cli, backup(cli, "backup"), "restored");

        assertThat(replies(cli)).isEqualTo(1);
        assertThat(replies(restored)).isZero();
    }

    private static int replies(TestCli cli) throws SQLException {
        try (Connection connection = TestDatabase.connect(cli.data());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM reply")) {
            return row.getInt(1);
        }
    }

    /** The negative control of the scenes: what they compare shows a way of copying that loses answered changes. */
    @Test
    void aPlainCopyOfTheFileLacksWhatWasAnswered() throws Exception {
        TestCli cli = installed();
        String key = cli.run("admin-keys", "create", "--name", "x", "--json").at("/key");
        Path plain = cli.data().resolveSibling("plain");
        Path backup;
        try (ServerProcess server = serve(cli)) {
            TestClient client = client(server, key);
            assertThat(client.post("workspaces", "{\"name\":\"Answered\"}").status())
                    .isEqualTo(200);

            new ProcessBuilder("cp", cli.data().resolve("doorward.db").toString(), plain.toString())
                    .start()
                    .waitFor();
            backup = backup(cli, "backup");
        }

        assertThat(restored(cli, plain, "from-plain").run("workspaces", "list").out())
                .doesNotContain("Answered");
        assertThat(restored(cli, backup, "from-backup")
                        .run("workspaces", "list")
                        .out())
                .contains("Answered");
    }
}
