package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the demo promises: a server that answers, something of everything to look at, and nothing left behind. */
class DemoTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path logs;

    @Test
    void theSampleHasEveryRoleAndEveryStatus() throws Exception {
        Settings settings = SettingSources.load(
                Map.of(Setting.DATA, folder.toString(), Setting.PORT, "0", Setting.DRAIN_TIME, "0s"),
                Map.of(),
                Optional.empty());
        String key = SampleOrganization.fill(settings).reveal();
        Canary.run().learn(key);
        Canary.run().learnPepper(folder);
        try (Serve serve = new Serve(settings)) {
            TestClient client = new TestClient(serve.baseUrl()).with("x-api-key", key);

            JsonNode users = client.get("users").json().at("/data");
            JsonNode invites = client.get("invites").json().at("/data");
            JsonNode keys = client.get("api_keys").json().at("/data");
            JsonNode workspaces =
                    client.get("workspaces?include_archived=true").json().at("/data");

            assertThat(texts(users, "role")).contains("admin", "developer", "user", "claude_code_user", "billing");
            assertThat(texts(invites, "status")).contains("pending", "accepted", "expired");
            assertThat(texts(keys, "status")).hasSize(12).contains("active", "inactive", "archived", "expired");
            assertThat(texts(workspaces, "name")).containsExactly("Hackathon", "Research", "Production");
            assertThat(workspaces.at("/0/archived_at").isNull()).isFalse();
            assertThat(workspaces.at("/1/archived_at").isNull()).isTrue();
            for (JsonNode workspace : workspaces) {
                String members = "workspaces/" + workspace.at("/id").asString() + "/members";
                assertThat(texts(client.get(members).json().at("/data"), "workspace_role"))
                        .contains("workspace_admin", "workspace_billing")
                        .hasSizeGreaterThan(4);
            }
            Canary.run().searchFolder(folder);
        }
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(item -> item.at("/" + field).asString()).toList();
    }

    @Test
    void aDemoThatIsStoppedLeavesNothingBehind() throws Exception {
        Process demo = start();
        try (BufferedReader out = demo.inputReader(StandardCharsets.UTF_8)) {
            TestClient client =
                    new TestClient(readAfter(out, "base URL ")).with("x-api-key", readAfter(out, "admin key "));
            int status = client.get("users").status();

            demo.destroy();
            boolean ended = demo.waitFor(10, TimeUnit.SECONDS);

            assertThat(status).isEqualTo(200);
            assertThat(ended).isTrue();
            assertThat(demo.exitValue()).isZero();
            Canary.run().searchFile(logs.resolve("log"));
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).isEmpty();
            }
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void aDemoTakesAnotherPortWhenTheUsualOneIsTaken() throws Exception {
        try (ServerSocket _ = takeUsualPort()) {
            Process demo = start();
            try (BufferedReader out = demo.inputReader(StandardCharsets.UTF_8)) {
                String url = readAfter(out, "base URL ");

                int status = new TestClient(url).get("/readyz").status();

                assertThat(url).doesNotEndWith(":" + Setting.PORT.fallback());
                assertThat(status).isEqualTo(200);
            } finally {
                demo.destroy();
                demo.waitFor();
            }
        }
    }

    /** Takes the port, or leaves it to whoever has it already. */
    private static ServerSocket takeUsualPort() throws IOException {
        try {
            return new ServerSocket(Integer.parseInt(Setting.PORT.fallback()), 1, InetAddress.getLoopbackAddress());
        } catch (BindException _) {
            return null;
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.doorward.Main",
                "demo");
        builder.redirectError(logs.resolve("log").toFile());
        return builder.start();
    }

    /** The rest of the next line that has the label. */
    private static String readAfter(BufferedReader out, String label) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Canary.run().learnFromReveal(line);
            if (line.contains(label)) {
                return line.substring(line.indexOf(label) + label.length()).strip();
            }
        }
        throw new IllegalStateException("the demo never said its " + label);
    }
}
