package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.doorward.Main;
import dev.doorward.credentials.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Whose keys stand in a text, and how they are stopped. */
class KeysTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    private TestCli cli;

    @BeforeEach
    void install() {
        cli = TestCli.installed(folder.resolve("data"));
    }

    @Test
    void everyKindOfEveryOrganizationIsFoundByItsIdAndNoSecretIsShown() {
        TestCli.Result second =
                cli.run("organizations", "create", "--name", "Second", "--admin-email", "b@example.com", "--json");
        String first = cli.run("organizations", "list", "--json").at("/0/id");
        TestCli.Result api = inFirst(first, "api-keys", "create", "--workspace", "default", "--name", "ci");
        TestCli.Result check = inFirst(first, "check-credentials", "create", "--name", "gateway");
        String text = "a\nkey=" + api.at("/key") + ";\n{\"k\":\"" + second.at("/admin_key") + "\"} " + check.at("/key")
                + "\n" + api.at("/key") + "\n";

        TestCli.Result json = identify(text, "--json");
        TestCli.Result table = identify(text);

        assertThat(json.exit()).isZero();
        assertThat(json.json().values())
                .extracting(
                        key -> key.at("/type").asString(),
                        key -> key.at("/id").asString(),
                        key -> key.at("/organization_id").asString(),
                        key -> key.at("/status").asString(),
                        key -> key.at("/lines").toString(),
                        key -> key.at("/stopped").asBoolean())
                .containsExactly(
                        tuple("api_key", api.at("/id"), first, "live", "[2,4]", false),
                        tuple("admin_key", json.at("/1/id"), second.at("/organization_id"), "live", "[3]", false),
                        tuple("check_credential", check.at("/id"), first, "live", "[3]", false));
        assertThat(json.at("/0/name")).isEqualTo("ci");
        assertThat(json.at("/0/partial_key_hint")).isEqualTo(api.at("/partial_key_hint"));
        assertThat(json.err()).isEmpty();
        assertThat(table.lines()).hasSize(4);
        assertThat(table.out()).contains(api.at("/id"), check.at("/id"), "2, 4");
        assertThat(table.err())
                .isEqualTo("Keys of this installation: 3, not stopped for good: 3. Secrets that are none of its: 0.\n");
        for (String secret : List.of(api.at("/key"), second.at("/admin_key"), check.at("/key"))) {
            assertThat(json.out() + table.out() + table.err()).doesNotContain(secret.substring(11, 40));
        }
    }

    @Test
    void revokeStopsEachForGoodAndTheJournalNamesTheOperator() {
        TestCli.Result api = create("api-keys", "--workspace", "default");
        TestCli.Result inactive = create("api-keys", "--workspace", "default");
        TestCli.Result admin = create("admin-keys");
        TestCli.Result check = create("check-credentials");
        tamper("UPDATE api_key SET status = 'inactive' WHERE id = '" + inactive.at("/id") + "'");
        String text = api.at("/key") + inactive.at("/key") + admin.at("/key") + check.at("/key");

        TestCli.Result revoked = identify(text, "--revoke");
        TestCli.Result after = identify(text, "--json");
        TestCli.Result again = identify(text, "--revoke", "--json");

        assertThat(revoked.exit()).isZero();
        assertThat(revoked.lines())
                .hasSize(5)
                .filteredOn(line -> line.endsWith("now"))
                .hasSize(4);
        assertThat(revoked.err()).contains("stopped now: 4");
        assertThat(after.json().values())
                .extracting(key -> key.at("/status").asString())
                .containsExactly("archived", "archived", "revoked", "revoked");
        assertThat(again.json().values()).noneMatch(key -> key.at("/stopped").asBoolean());
        List<JsonNode> rows =
                cli.run("journal", "list", "--json").json().values().stream().toList();
        assertThat(rows.subList(rows.size() - 4, rows.size()))
                .extracting(row -> row.at("/actor_type").asString() + " "
                        + row.at("/action").asString())
                .containsExactly(
                        "operator api_key.updated",
                        "operator api_key.updated",
                        "operator admin_key.revoked",
                        "operator check_credential.revoked");
        assertThat(cli.run("journal", "verify").exit()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    live                  | UPDATE api_key SET name = 'live'                     | true
                    inactive              | UPDATE api_key SET status = 'inactive'               | true
                    organization_disabled | UPDATE organization SET disabled_at = 1              | true
                    held_back             | UPDATE installation SET restored_at = 1              | true
                    expired               | UPDATE api_key SET expires_at = 1                    | false
                    expired               | UPDATE api_key SET expires_at = 1, status='inactive' | false
                    workspace_archived    | UPDATE workspace SET archived_at = 1                 | false
                    archived              | UPDATE api_key SET status = 'archived'               | false
                    """)
    void whyAKeyDoesNotCountIsSaidAndWhatMightCountAgainIsStopped(String status, String change, boolean stopped) {
        String secret = create("api-keys", "--workspace", "default").at("/key");
        tamper(change);

        TestCli.Result result = identify(secret, "--revoke", "--json");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.at("/0/status")).isEqualTo(status);
        assertThat(result.json().at("/0/stopped").asBoolean()).isEqualTo(stopped);
        tamper("UPDATE organization SET disabled_at = NULL", "UPDATE installation SET restored_at = NULL");
        assertThat(identify(secret, "--json").at("/0/status")).isIn("archived", "expired", "workspace_archived");
    }

    @Test
    void aKeyOfAPepperThatIsNotCurrentAnyMoreIsFound() throws Exception {
        String secret = create("api-keys", "--workspace", "default").at("/key");
        Path file = cli.data().resolve("pepper");
        Files.writeString(
                file, Files.readString(file) + cli.run("pepper", "new").out());
        cli.run("pepper", "use", "2");
        String newer = create("admin-keys").at("/key");

        assertThat(identify(secret + newer, "--json").json().size()).isEqualTo(2);
    }

    @Test
    void prefixesOfTheSettingsTheDefaultsAndThoseThatAreNamedAreLookedFor() {
        String byDefault = create("api-keys", "--workspace", "default").at("/key");
        TestCli set = cli.with("DOORWARD_API_KEY_PREFIX", "acme-");
        String bySetting = set.run("api-keys", "create", "--workspace", "default", "--name", "x", "--json")
                .at("/key");
        String text = byDefault + "\n" + bySetting;

        assertThat(set.runWithInput(text, "keys", "identify", "--json").json().size())
                .isEqualTo(2);
        assertThat(identify(text, "--json").json().size()).isEqualTo(1);
        assertThat(identify(text, "--prefix", "acme-", "--prefix", "other_", "--json")
                        .json()
                        .size())
                .isEqualTo(2);
        TestCli.Result wrong = identify(text, "--prefix", "a b");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err().lines()).singleElement().asString().contains("--prefix: must be 3 to 32");
    }

    @Test
    void secretsOfAnotherInstallationAreCountedAndNotNamed() {
        String foreign = Secret.mint("dw_key_", new Random(5)).reveal();

        TestCli.Result result = identify((foreign + "\n").repeat(3) + "dw_key_nonsense");
        TestCli.Result nothing = identify("", "--json");

        assertThat(result.exit()).isZero();
        assertThat(result.lines()).hasSize(1);
        assertThat(result.err()).endsWith("Secrets that are none of its: 3.\n");
        assertThat(nothing.out()).isEqualTo("[]\n");
    }

    @Test
    void aKeyThatStandsThereOftenIsShownWithItsFirstLines() {
        String secret = create("admin-keys").at("/key");

        TestCli.Result result = identify((secret + "\n").repeat(5_000), "--json");

        assertThat(result.json().at("/0/lines").toString()).isEqualTo("[1,2,3,4,5,6,7,8,9,10]");
        assertThat(result.json().at("/0/occurrences").asInt()).isEqualTo(5_000);
    }

    /** One line of fifty megabytes that are no text, with a key in the middle and one at the end. */
    @Test
    void fiftyMegabytesAreReadInAHeapOfThirtyTwo() throws Exception {
        String middle = create("api-keys", "--workspace", "default").at("/key");
        String last = create("check-credentials").at("/key");
        byte[] garbage = new byte[MEGABYTE];
        new Random(7).nextBytes(garbage);
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = garbage[i] == '\n' ? (byte) 'x' : garbage[i];
        }
        Path said = folder.resolve("said");
        Process process = start(said, "-Xmx32m", "keys", "identify", "--json");
        try (OutputStream in = process.getOutputStream()) {
            for (int i = 0; i < 50; i++) {
                in.write(garbage);
                if (i == 24) {
                    in.write(middle.getBytes(StandardCharsets.US_ASCII));
                }
            }
            in.write(last.getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(process.waitFor()).isZero();
        String out = Files.readString(said);
        assertThat(out.split("\"lines\" : \\[ 1 \\]", -1)).as(out).hasSize(3);
    }

    private Process start(Path said, String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(cli.environment());
        return builder.start();
    }

    private TestCli.Result identify(String text, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "keys";
        arguments[1] = "identify";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return cli.runWithInput(text, arguments);
    }

    private TestCli.Result create(String group, String... options) {
        List<String> arguments = new ArrayList<>(List.of(group, "create", "--name", "leaked", "--json"));
        arguments.addAll(List.of(options));
        return cli.run(arguments.toArray(String[]::new));
    }

    private TestCli.Result inFirst(String organization, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--organization", organization, "--json"));
        return cli.run(all.toArray(String[]::new));
    }

    private void tamper(String... statements) {
        try {
            cli.tamper(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
