package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Commands on the data folder of a server that runs: each sees and is seen by the other at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BesideServerTest {
    private ServerProcess server;
    private TestCli cli;
    private TestClient client;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = new ServerProcess(folder.resolve("data"), Map.of("DOORWARD_DRAIN_TIME", "0s"));
        cli = new TestCli(folder.resolve("data"));
        String second = server.readLine();
        assertThat(server.baseUrl()).matches("http://127\\.0\\.0\\.1:[0-9]+");
        assertThat(second).matches("admin key, shown once: dw_adm_[0-9A-Za-z]{49}");
        client = new TestClient(server.baseUrl()).with("x-api-key", second.replaceAll(".*: ", ""));
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        server.kill(); // Waits, so that the folder can go.
    }

    @Test
    void anAdminKeyCountsFromTheMomentItIsMadeToTheMomentItIsRevoked() {
        TestCli.Result key = cli.run("admin-keys", "create", "--name", "x", "--json");
        TestClient holder = new TestClient(server.baseUrl()).with("x-api-key", key.at("/key"));

        int made = holder.get("me").status();
        cli.run("admin-keys", "revoke", key.at("/id"));
        int revoked = holder.get("me").status();

        assertThat(made).isEqualTo(200);
        assertThat(revoked).isEqualTo(401);
    }

    @Test
    void whatTheServerWroteACommandSeesAndTheOtherWayRound() {
        TestCli.Result key = cli.run("api-keys", "create", "--workspace", "default", "--name", "ci", "--json");

        TestClient.Reply shown = client.get("api_keys/" + key.at("/id"));
        String workspace =
                client.post("workspaces", "{\"name\":\"From the API\"}").at("/id");
        TestCli.Result listed = cli.run("workspaces", "list");

        assertThat(shown.at("/partial_key_hint")).isEqualTo(key.at("/partial_key_hint"));
        assertThat(listed.out()).contains(workspace);
    }

    @Test
    void anInvitesLinkLeadsToTheServerAndItsTokenIsAccepted() {
        String id = client.post("invites", "{\"email\":\"ada@example.com\",\"role\":\"developer\"}")
                .at("/id");

        TestCli.Result link = cli.run("invites", "link", id);
        TestCli.Result accepted =
                cli.runWithInput(link.out(), "invites", "accept", "--token-file", "-", "--name", "Ada", "--json");

        assertThat(link.out()).startsWith(server.baseUrl() + "/console/invites/accept?token=" + id + ".");
        assertThat(client.get("users/" + accepted.at("/id")).at("/name")).isEqualTo("Ada");
    }

    @Tag("sqlite")
    @Test
    void aSecondServerOnTheSameFolderIsRefusedAlsoAfterTheFirstCollectedItsGarbage() throws Exception {
        server.collectGarbage(); // A lock that only the file system remembers goes with the object that took it.

        Ended second = run("serve", "--data", cli.data().toString(), "--port", "0");

        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.out()).isEmpty();
        assertThat(second.err())
                .isEqualTo("doorward: another server is running on the data folder " + cli.data() + "\n");
        assertThat(client.get("me").status()).isEqualTo(200);
    }

    @Test
    void theProgramEndsWithTheCommandsExitCodeAndSpeaksUtf8() throws Exception {
        String id = cli.run("admin-keys", "create", "--name", "Zoë", "--json").at("/id");

        Ended listed = run("admin-keys", "list", "--data", cli.data().toString());
        Ended refused =
                run("admin-keys", "revoke", "nonsense", "--data", cli.data().toString());
        Ended wrong = run("nonsense");

        assertThat(listed.exit()).isZero();
        assertThat(listed.out()).containsPattern(id + " +Zoë ");
        assertThat(listed.err()).isEmpty();
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err().lines()).hasSize(1);
    }

    private record Ended(int exit, String out, String err) {}

    /** Runs the program as a process of its own, in a locale that is not UTF-8. */
    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.doorward.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("DOORWARD_"));
        builder.environment().putAll(TestDatabase.environment(cli.data()));
        builder.environment().put("LC_ALL", "C");
        Path out = Files.createTempFile("doorward-out", ".txt");
        Path err = Files.createTempFile("doorward-err", ".txt");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        return new Ended(ended ? process.exitValue() : -1, Files.readString(out), Files.readString(err));
    }
}
