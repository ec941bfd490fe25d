package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Everything that can be taken away, made before a backup and taken away after it; and some things that must stay. */
final class AfterTheBackup {
    private final TestCli cli;
    private final String key;
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, String> secrets = new HashMap<>();
    private final List<String> gone = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private Instant rotatingEnds;

    AfterTheBackup(TestCli cli) throws IOException {
        this.cli = cli;
        this.key = cli.run("admin-keys", "create", "--name", "stays", "--json").at("/key");
        keep("revoked admin key", cli.run("admin-keys", "create", "--name", "x", "--json"));
        keep("check credential", cli.run("check-credentials", "create", "--name", "stays", "--json"));
        keep("revoked check credential", cli.run("check-credentials", "create", "--name", "x", "--json"));
        for (String name : List.of("removed", "demoted", "dropped", "restricted", "promoted", "admin")) {
            String role = name.equals("promoted") ? "user" : name.equals("admin") ? "admin" : "developer";
            keep(
                    name,
                    cli.run(
                            "members",
                            "add",
                            "--email",
                            name + "@example.com",
                            "--name",
                            name,
                            "--role",
                            role,
                            "--json"));
        }
        try (ServerProcess server = serve()) {
            TestClient api = client(server);
            keep("workspace", api.post("workspaces", "{\"name\":\"Stays\"}"));
            keep("archived workspace", api.post("workspaces", "{\"name\":\"Goes\"}"));
            for (String name : List.of("removed", "dropped", "restricted")) {
                api.post(
                        "workspaces/" + id("workspace") + "/members",
                        "{\"user_id\":\"" + id(name) + "\",\"workspace_role\":\"workspace_developer\"}");
            }
            keep("deleted invite", api.post("invites", "{\"email\":\"deleted@example.com\",\"role\":\"user\"}"));
            keep("accepted invite", api.post("invites", "{\"email\":\"accepted@example.com\",\"role\":\"user\"}"));
            keep("pending invite", api.post("invites", "{\"email\":\"pending@example.com\",\"role\":\"user\"}"));
        }
        for (String name : List.of(
                "inactive key", "archived key", "toggled key", "rotated key", "rotating key", "rotated inactive key")) {
            keep(name, cli.run("api-keys", "create", "--workspace", "default", "--name", name, "--json"));
        }
        keep(
                "stopped key",
                cli.run("api-keys", "create", "--workspace", id("archived workspace"), "--name", "stopped", "--json"));
    }

    void takeAway() throws IOException {
        String link = cli.run("invites", "link", id("accepted invite")).out();
        cli.runWithInput(link, "invites", "accept", "--token-file", "-", "--name", "New");
        cli.run("admin-keys", "revoke", id("revoked admin key"));
        cli.run("check-credentials", "revoke", id("revoked check credential"));
        cli.run("api-keys", "rotate", id("rotated key"), "--overlap", "0");
        cli.run("api-keys", "rotate", id("rotating key"), "--overlap", "7d");
        cli.run("api-keys", "rotate", id("rotated inactive key"), "--overlap", "7d");
        cli.run("members", "remove", id("removed"));
        cli.run("members", "set-role", id("demoted"), "user");
        cli.run("members", "set-role", id("admin"), "billing");
        cli.run("members", "set-role", id("promoted"), "developer");
        cli.run("api-keys", "create", "--workspace", "default", "--name", "made later");
        try (ServerProcess server = serve()) {
            TestClient api = client(server);
            List<TestClient.Reply> replies = List.of(
                    api.post("api_keys/" + id("inactive key"), "{\"status\":\"inactive\"}"),
                    api.post("api_keys/" + id("rotated inactive key"), "{\"status\":\"inactive\"}"),
                    api.post("api_keys/" + id("archived key"), "{\"status\":\"archived\"}"),
                    api.post("api_keys/" + id("toggled key"), "{\"status\":\"inactive\"}"),
                    api.post("api_keys/" + id("toggled key"), "{\"status\":\"active\"}"),
                    api.delete("workspaces/" + id("workspace") + "/members/" + id("dropped")),
                    api.post(
                            "workspaces/" + id("workspace") + "/members/" + id("restricted"),
                            "{\"workspace_role\":\"workspace_user\"}"),
                    api.delete("invites/" + id("deleted invite")),
                    api.post("workspaces/" + id("archived workspace") + "/archive"));
            assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
        }
        rotatingEnds = end("rotating key");
        gone.addAll(List.of(
                id("revoked admin key"),
                id("revoked check credential"),
                id("rotated key"),
                id("rotated inactive key"),
                id("inactive key"),
                id("archived key"),
                id("stopped key"),
                id("removed"),
                id("deleted invite"),
                id("accepted invite")));
        done.addAll(List.of(
                "admin key " + id("revoked admin key") + " is revoked",
                "check credential " + id("revoked check credential") + " is revoked",
                "API key " + id("rotated key") + " is archived",
                "API key " + id("rotating key") + " ends at " + rotatingEnds,
                "API key " + id("rotated inactive key") + " ends at " + end("rotated inactive key"),
                "API key " + id("rotated inactive key") + " is inactive",
                "API key " + id("inactive key") + " is inactive",
                "API key " + id("archived key") + " is archived",
                "user " + id("removed") + " is removed",
                "user " + id("demoted") + " is user",
                "user " + id("admin") + " is billing",
                "user " + id("dropped") + " is removed from workspace " + id("workspace"),
                "user " + id("restricted") + " is workspace_user in workspace " + id("workspace"),
                "invite " + id("deleted invite") + " is deleted",
                "invite " + id("accepted invite") + " is deleted",
                "workspace " + id("archived workspace") + " is archived"));
    }

    /** Without the journal, all of it counts again. */
    void expectAlive(String listed) {
        assertThat(listed).contains(gone);
    }

    void expectDone(String said) {
        assertThat(said)
                .contains(done)
                .contains(": " + done.size() + " taken away")
                .doesNotContain("NOT DONE");
    }

    /** With the journal, none of it does, and nothing else went with it. */
    void expectGone(String listed) {
        gone.forEach(id -> assertThat(listed).doesNotContain(id));
        assertThat(listed)
                .contains(
                        id("toggled key"),
                        id("check credential"),
                        id("pending invite"),
                        id("promoted") + "  promoted@example.com  user",
                        id("rotating key") + "  rotating key  in ",
                        "  until " + rotatingEnds);
    }

    /** The API keys that a server finds to be good, when it is asked with a check credential. */
    List<String> passing(ServerProcess server, String credential) {
        TestClient gateway = new TestClient(server.baseUrl()).with("x-api-key", secrets.get(credential));
        return secrets.keySet().stream()
                .filter(name -> id(name).startsWith("apikey_"))
                .filter(name -> gateway.post("/doorward/v1/introspect", "token=" + secrets.get(name))
                        .text()
                        .startsWith("{\"active\":true"))
                .toList();
    }

    /** When a key ends now: its rotation said so. */
    private Instant end(String name) {
        return StreamSupport.stream(cli.run("api-keys", "list", "--json").json().spliterator(), false)
                .filter(key -> key.at("/id").asString().equals(id(name)))
                .map(key -> Instant.parse(key.at("/expires_at").asString()))
                .findFirst()
                .orElseThrow();
    }

    private void keep(String name, TestCli.Result made) {
        assertThat(made.exit()).as(made.err()).isZero();
        ids.put(name, made.at("/id"));
        secrets.put(name, made.at("/key"));
    }

    private void keep(String name, TestClient.Reply made) {
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        ids.put(name, made.at("/id"));
    }

    private String id(String name) {
        return ids.get(name);
    }

    private ServerProcess serve() throws IOException {
        return new ServerProcess(
                cli.data(),
                Stream.concat(
                                cli.environment().entrySet().stream(),
                                Map.of("DOORWARD_DRAIN_TIME", "0s").entrySet().stream())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private TestClient client(ServerProcess server) {
        return new TestClient(server.baseUrl()).with("x-api-key", key);
    }
}
