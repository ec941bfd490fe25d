package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.Setting;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the command line says about itself, and how it takes what is wrong. */
class UsageTest {
    @TempDir
    private Path folder;

    @Test
    void withoutACommandTheUsageIsShownAndTheExitCodeIsTwo() {
        TestCli.Result result = cli().run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("Usage: doorward").contains("Exit codes:");
    }

    @Test
    void helpIsAnswered() {
        TestCli.Result result = cli().run("--help");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).startsWith("Usage: doorward").contains("admin-keys", "journal", "completion");
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandExplainsItselfAndEachOfItsOptions(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        List<String> arguments = new ArrayList<>(List.of(name.split(" ")));
        arguments.removeFirst();
        arguments.add("--help");

        TestCli.Result result = cli().run(arguments.toArray(String[]::new));

        assertThat(result.exit()).isZero();
        assertThat(result.out()).startsWith("Usage: " + name);
        assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        assertThat(command.getCommandSpec().args())
                .allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "serve --nonsense",
                "members nonsense",
                "members add --email a@example.com",
                "members set-role user_1 owner",
                "admin-keys create --name x --scope everything",
                "api-keys create --workspace default --name x --expires-in soon",
                "journal verify --head 12",
                "backup",
                "restore",
                "restore --mark --accept",
                "restore file --accept",
                "restore --mark --yes",
                "restore file --journal file",
                "copy --from data",
                "keys identify --prefix x",
                "pepper use one"
            })
    void wrongUsageIsOneLineAndTheExitCodeIsTwo(String line) {
        TestCli.Result result = cli().run(line.split(" "));

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).singleElement().asString().startsWith("doorward: ");
    }

    @Test
    void aChoiceIsToldByItsNamesOnTheWire() {
        TestCli.Result result = cli().run("members", "set-role", "user_1", "owner");

        assertThat(result.err()).contains("'owner' is not one of user, claude_code_user, developer, billing, admin");
    }

    @Test
    void aSecretSettingIsNoOptionOfAnyCommand() {
        List<String> secrets = Arrays.stream(Setting.values())
                .filter(Setting::secret)
                .map(setting -> "--" + setting.key())
                .toList();

        List<String> options = everyCommand().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(OptionSpec::longestName)
                .toList();

        assertThat(secrets).isNotEmpty();
        assertThat(options).contains("--port").doesNotContainAnyElementsOf(secrets);
        assertThat(options).doesNotContain("--token", "--key", "--secret", "--password");
    }

    @Test
    void everyOtherSettingIsAnOptionOfServe() {
        CommandLine serve = everyCommand().stream()
                .filter(command -> command.getCommandName().equals("serve"))
                .findFirst()
                .orElseThrow();

        List<String> expected = Arrays.stream(Setting.values())
                .filter(setting -> !setting.secret())
                .map(setting -> "--" + setting.key())
                .toList();

        assertThat(serve.getCommandSpec().optionsMap()).containsKeys(expected.toArray(String[]::new));
    }

    @Test
    void theCompletionScriptIsOneThatBashCanRead() throws Exception {
        TestCli.Result result = cli().run("completion");

        Process bash =
                new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
        try (OutputStream script = bash.getOutputStream()) {
            script.write(result.out().getBytes(StandardCharsets.UTF_8));
        }

        assertThat(bash.inputReader().lines()).isEmpty();
        assertThat(bash.waitFor()).isZero();
        assertThat(result.out()).contains("set-role", "claude_code_user", "--token-file");
    }

    @Test
    void anArgumentThatTheLocaleCannotReadIsRefusedAndNotStoredAsAQuestionMark() {
        TestCli.Result result = cli().run("admin-keys", "create", "--name", "Zo\uFFFD");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("doorward: an argument is not text in this locale: set LC_ALL=C.UTF-8\n");
    }

    private TestCli cli() {
        return new TestCli(folder.resolve("none"));
    }

    static List<CommandLine> everyCommand() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        List<CommandLine> all = new ArrayList<>();
        collect(Cli.commandLine(new Invocation(Map.of(), InputStream.nullInputStream(), nowhere, nowhere)), all);
        return all;
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        command.getSubcommands().values().forEach(child -> collect(child, all));
    }
}
