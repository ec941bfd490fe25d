package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** From SQLite to PostgreSQL. */
@EnabledIfSystemProperty(named = "doorward.test.database", matches = "postgres")
class CopyTest {
    private static final List<String[]> READINGS = List.of(
            new String[] {"organizations", "list", "--json"},
            new String[] {"members", "list", "--json"},
            new String[] {"invites", "list", "--json"},
            new String[] {"workspaces", "list", "--include-archived", "--json"},
            new String[] {"api-keys", "list", "--json"},
            new String[] {"admin-keys", "list", "--json"},
            new String[] {"journal", "export"},
            new String[] {"pepper", "list", "--json"});

    @TempDir
    private Path folder;

    private TestCli source;
    private TestCli target;
    private String url;
    private String key;

    @BeforeEach
    void fill() {
        source = new TestCli(folder.resolve("data")).with("DOORWARD_DATABASE_URL", "");
        assertThat(source.run("init", "--organization", "Zoë & Co").exit()).isZero();
        key = source.run("admin-keys", "create", "--name", "kept", "--json").at("/key");
        source.run("api-keys", "create", "--workspace", "default", "--name", "Zoë", "--expires-in", "30d");
        String user = source.run(
                        "members",
                        "add",
                        "--email",
                        "bob@example.com",
                        "--name",
                        "Bob",
                        "--role",
                        "developer",
                        "--json")
                .at("/id");
        source.run("members", "set-role", user, "user");
        source.run("organizations", "create", "--name", "Second", "--admin-email", "s@example.com");
        url = TestDatabase.server(TestDatabase.newEmptyDatabase()).url();
        target = source.with("DOORWARD_DATABASE_URL", url);
    }

    private TestCli.Result copy(TestCli cli) {
        return cli.run("copy", "--from", source.data().toString(), "--to", url);
    }

    private static String[] inFirst(TestCli cli, String... command) {
        if (command[0].equals("organizations") || command[0].equals("pepper")) {
            return command;
        }
        String[] all = java.util.Arrays.copyOf(command, command.length + 2);
        all[command.length] = "--organization";
        all[command.length + 1] = cli.run("organizations", "list", "--json").at("/0/id");
        return all;
    }

    @Test
    void everythingIsThereAsItWasAndCounts() throws Exception {
        List<String> before = READINGS.stream()
                .map(command -> source.run(inFirst(source, command)).out())
                .toList();

        TestCli.Result copied = copy(source);

        assertThat(copied.exit()).as(copied.err()).isZero();
        assertThat(copied.out()).contains("journal  ", "admin_key  3");
        assertThat(copied.err()).contains("is marked", "pepper");
        assertThat(READINGS.stream()
                        .map(command -> target.run(inFirst(target, command)).out()))
                .containsExactlyElementsOf(before);
        assertThat(target.run("verify").out()).isEqualTo("Everything is whole.\n");
        try (ServerProcess server =
                new ServerProcess(source.data(), Map.of("DOORWARD_DATABASE_URL", url, "DOORWARD_DRAIN_TIME", "0s"))) {
            TestClient client = new TestClient(server.baseUrl()).with("x-api-key", key);
            assertThat(client.post("workspaces", "{\"name\":\"New\"}").status()).isEqualTo(200);
        }
    }

    @Test
    void theFolderThatWasCopiedDoesNotGoOnUnlessItsOperatorSaysSo() throws Exception {
        copy(source);

        try (ServerProcess server =
                new ServerProcess(source.data(), Map.of("DOORWARD_DATABASE_URL", "", "DOORWARD_DRAIN_TIME", "0s"))) {
            TestClient client = new TestClient(server.baseUrl()).with("x-api-key", key);
            assertThat(client.get("me").status()).isEqualTo(503);
            assertThat(source.run("restore", "--accept", "--yes").exit()).isZero();
            assertThat(client.get("me").status()).isEqualTo(200);
        }
    }

    @Test
    void aFolderOnWhichAServerRunsIsNotCopied() throws Exception {
        ServerProcess server =
                new ServerProcess(source.data(), Map.of("DOORWARD_DATABASE_URL", "", "DOORWARD_DRAIN_TIME", "0s"));

        TestCli.Result beside = copy(source);
        server.kill();
        TestCli.Result after = copy(source);

        assertThat(beside.exit()).isEqualTo(1);
        assertThat(beside.err()).contains("server is running").hasLineCount(1);
        assertThat(after.exit()).as(after.err()).isZero();
    }

    @Test
    void aDatabaseThatIsNotEmptyStaysAsItIsAndSoDoesTheFolder() throws Exception {
        TestCli other = new TestCli(Files.createDirectory(folder.resolve("other"))).with("DOORWARD_DATABASE_URL", url);
        other.with(
                        "DOORWARD_PEPPER",
                        new TestCli(folder.resolve("none"))
                                .run("pepper", "new")
                                .out()
                                .strip())
                .run("init");
        assertThat(copy(source).exit()).isEqualTo(1);

        TestCli.Result again = copy(source);

        assertThat(again.err()).contains("not empty").hasLineCount(1);
        assertThat(source.run("restore", "--accept", "--yes").err()).contains("not marked");
    }

    @Test
    void theWrongPepperCopiesNothing() throws Exception {
        String wrong =
                new TestCli(folder.resolve("none")).run("pepper", "new").out().strip();

        TestCli.Result result = copy(source.with("DOORWARD_PEPPER", wrong));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("pepper 1 is not the one");
        assertThat(target.run("members", "list").exit()).isEqualTo(1);
        assertThat(Files.exists(source.data().resolve("pepper"))).isTrue();
        assertThat(copy(source).exit()).isZero();
    }
}
