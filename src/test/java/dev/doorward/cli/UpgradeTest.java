package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What earlier programs left behind: a database file for each schema that was released, and their statements. */
@Tag("sqlite")
class UpgradeTest {
    /** The pepper, admin key and API key that the sample was made with, by the program of its time. */
    private static final Properties SECRETS = secrets();

    private static final Pattern INSERT = Pattern.compile("INSERT INTO (\\w+) \\(([^)]*)\\)");

    @TempDir
    private Path folder;

    private TestCli old(int schema) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.write(data.resolve("doorward.db"), resource(schema + ".db"));
        Files.writeString(data.resolve("pepper"), SECRETS.getProperty("pepper"));
        return new TestCli(data);
    }

    private static Properties secrets() {
        Properties secrets = new Properties();
        try (InputStream in = UpgradeTest.class.getResourceAsStream("/schemas/sample.properties")) {
            secrets.load(in);
            return secrets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = UpgradeTest.class.getResourceAsStream("/schemas/" + name)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anOlderDatabaseIsMigratedAndServedWithAllThatIsInIt(int schema) throws Exception {
        TestCli cli = old(schema);

        TestCli.Result before = cli.run("members", "list");
        TestCli.Result migrated = cli.run("migrate");
        TestCli.Result verified = cli.run("verify");

        assertThat(before.err()).contains("run 'doorward migrate'");
        assertThat(migrated.exit()).as(migrated.err()).isZero();
        assertThat(verified.out()).isEqualTo("Everything is whole.\n");
        try (ServerProcess server = new ServerProcess(cli.data(), Map.of("DOORWARD_DRAIN_TIME", "0s"))) {
            TestClient admin = new TestClient(server.baseUrl()).with("x-api-key", SECRETS.getProperty("admin-key"));
            assertThat(admin.get("me").at("/name")).isEqualTo("Schema One");
            assertThat(admin.get("users").json().at("/data").size()).isEqualTo(2);
            assertThat(admin.get("invites?email=grace@example.com").at("/data/0/email"))
                    .isEqualTo("grace@example.com");
            assertThat(admin.get("workspaces?include_archived=true")
                            .json()
                            .at("/data")
                            .size())
                    .isEqualTo(1 + schema);
            assertThat(admin.get("api_keys?status=archived").json().at("/data").size())
                    .isEqualTo(1);
            assertThat(new TestClient(server.baseUrl())
                            .with("x-api-key", SECRETS.getProperty("api-key"))
                            .get("me")
                            .status())
                    .isEqualTo(403);
            assertThat(admin.post("workspaces", "{\"name\":\"New\"}").status()).isEqualTo(200);
        }
        assertThat(cli.run("journal", "verify").exit()).isZero();
    }

    @Test
    void serveMigratesByItself() throws Exception {
        TestCli cli = old(1);

        try (ServerProcess server = new ServerProcess(cli.data(), Map.of("DOORWARD_DRAIN_TIME", "0s"))) {
            assertThat(new TestClient(server.baseUrl())
                            .with("x-api-key", SECRETS.getProperty("admin-key"))
                            .get("/readyz")
                            .status())
                    .isEqualTo(200);
        }
    }

    /** Whoever lost an answer just before the upgrade gets it just after: what was kept is kept. */
    @Test
    void theStoredAnswersOfSchemaTwoAreKept() throws Exception {
        TestCli cli = old(2);
        List<String> before = answers(cli);

        cli.run("migrate");

        assertThat(before).hasSize(2);
        assertThat(answers(cli)).isEqualTo(before);
    }

    private static List<String> answers(TestCli cli) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Connection connection = connect(cli);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT organization_id, hex(digest), hex(request), object_id, hex(sealed), pepper, stored_at, expires_at
                        FROM reply
                        ORDER BY stored_at
                        """)) {
            while (row.next()) {
                StringBuilder answer = new StringBuilder();
                for (int column = 1; column <= 8; column++) {
                    answer.append(row.getString(column)).append(' ');
                }
                answers.add(answer.toString());
            }
        }
        return answers;
    }

    private static Connection connect(TestCli cli) throws SQLException {
        return connect(cli.data().resolve("doorward.db"));
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** The kept file grows old, and with it the invite that a restore would bring back to life. */
    private static void keepInvitesPending(Path file) throws SQLException {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE invite SET expires_at = expires_at + 100 * 365 * 86400 * 1000000"))
                    .isPositive();
        }
    }

    @Test
    void aCopyOfSchemaOneIsRestoredAsOfToday() throws Exception {
        Path copy = Files.write(folder.resolve("copy"), resource("1.db"));
        keepInvitesPending(copy);
        TestCli cli = new TestCli(folder.resolve("restored")).with("DOORWARD_PEPPER", SECRETS.getProperty("pepper"));

        TestCli.Result restored = cli.run("restore", copy.toString());

        assertThat(restored.exit()).as(restored.err()).isZero();
        assertThat(cli.run("restore", "--accept", "--yes").out()).contains("grace@example.com");
        assertThat(cli.run("verify").exit()).isZero();
    }

    @Test
    void theStatementsOfOlderProgramsStillWork() throws Exception {
        TestCli cli = old(1);
        cli.run("migrate");

        try (Connection connection = connect(cli)) {
            assertThat(compatibleFrom(connection)).isEqualTo(1);
            String all = new String(resource("1.sql"), StandardCharsets.UTF_8)
                    + new String(resource("2.sql"), StandardCharsets.UTF_8)
                    + new String(resource("3.sql"), StandardCharsets.UTF_8);
            List<String> statements = Arrays.stream(all.split(";\n"))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
            assertThat(statements).hasSizeGreaterThan(60);
            for (String statement : statements) {
                works(connection, statement);
            }
            assertThatThrownBy(() -> works(connection, "SELECT nothing FROM member"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> works(connection, "INSERT INTO member (organization_id) VALUES (?)"))
                    .isInstanceOf(AssertionError.class);
        }
    }

    private static int compatibleFrom(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT schema_compatible_from FROM installation")) {
            return row.getInt(1);
        }
    }

    /** It compiles, and if it inserts, then every column that it does not know can do without it. */
    private static void works(Connection connection, String sql) throws SQLException {
        try (PreparedStatement _ = connection.prepareStatement(sql)) {
            Matcher insert = INSERT.matcher(sql);
            if (insert.find()) {
                List<String> known = List.of(insert.group(2).strip().split(",\\s*"));
                try (Statement statement = connection.createStatement();
                        ResultSet column = statement.executeQuery("PRAGMA table_info(" + insert.group(1) + ")")) {
                    while (column.next()) {
                        assertThat(known.contains(column.getString("name"))
                                        || column.getInt("notnull") == 0
                                        || column.getString("dflt_value") != null)
                                .as(insert.group(1) + "." + column.getString("name"))
                                .isTrue();
                    }
                }
            }
        }
    }
}
