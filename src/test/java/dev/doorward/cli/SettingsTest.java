package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a setting comes from, and how a wrong one is told. */
@Tag("sqlite") // Each test makes an installation, which says nothing about the database.
class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void theCommandLineWinsOverTheEnvironment() throws Exception {
        TestCli cli = fileSays("organization = File\n").with("DOORWARD_ORGANIZATION", "Environment");

        cli.run("init", "--organization", "Flag");

        assertThat(cli.run("organizations", "list", "--json").at("/0/name")).isEqualTo("Flag");
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws Exception {
        TestCli cli = fileSays("organization = File\n").with("DOORWARD_ORGANIZATION", "Environment");

        cli.run("init");

        assertThat(cli.run("organizations", "list", "--json").at("/0/name")).isEqualTo("Environment");
    }

    @Test
    void theFileWinsOverTheDefault() throws Exception {
        TestCli cli = fileSays("organization = File\n");

        cli.run("init");

        assertThat(cli.run("organizations", "list", "--json").at("/0/name")).isEqualTo("File");
    }

    @Test
    void aFileThatTheCommandLineNamesIsReadInsteadOfTheFoldersOwn() throws Exception {
        Path other = Files.writeString(folder.resolve("other.properties"), "organization = Other\n");
        TestCli cli = fileSays("organization = File\n");

        cli.run("init", "--config", other.toString());

        assertThat(cli.run("organizations", "list", "--json").at("/0/name")).isEqualTo("Other");
    }

    @Test
    void aValueCanComeFromAFileThatTheEnvironmentNames() throws Exception {
        Path value = Files.writeString(folder.resolve("name"), "From a file\n");
        TestCli cli = new TestCli(folder.resolve("data")).with("DOORWARD_ORGANIZATION_FILE", value.toString());

        cli.run("init");

        assertThat(cli.run("organizations", "list", "--json").at("/0/name")).isEqualTo("From a file");
    }

    @ParameterizedTest
    @CsvSource({
        "--data, ''",
        "--port, 70000",
        "--port, http",
        "--host, not.a.host.invalid",
        "--public-url, ftp://example.com",
        "--log-format, xml",
        "--drain-time, 1 minute",
        "--retry-window, 15",
        "--retry-window, 25h",
        "--max-members, -1",
        "--rate-limit, 0",
        "--metrics-port, 70000",
        "--metrics-host, not.a.host.invalid",
        "--require-version-header, yes",
        "--api-key-prefix, sk-ant-api03-",
        "--admin-key-prefix, sk-",
        "--admin-email, nobody",
        "--organization, ' '"
    })
    void aBadSettingIsOneLineThatNamesItAndExitCodeTwo(String option, String value) {
        TestCli.Result result = new TestCli(folder.resolve("data")).run("serve", option, value);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("doorward: " + option.substring(2) + ": ");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aCertificateWithoutItsKeyIsOneLineAndExitCodeTwo() {
        TestCli.Result result = new TestCli(folder.resolve("data")).run("serve", "--tls-cert", "cert.pem");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("doorward: tls-cert and tls-key: both must be set, or neither\n");
    }

    @Test
    void aCertificateThatCannotBeUsedIsOneLineAndExitCodeTwoAndNothingIsMade() throws Exception {
        Path file = Files.writeString(folder.resolve("cert.pem"), "no PEM");

        TestCli.Result result = new TestCli(folder.resolve("data"))
                .run("serve", "--tls-cert", file.toString(), "--tls-key", file.toString());

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo("doorward: tls-cert and tls-key: there is no PEM certificate in " + file + "\n");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aSettingThatThePropertiesFileMisspellsIsToldInOneLine() throws Exception {
        TestCli.Result result = fileSays("prot = 80\n").run("serve");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err().lines()).singleElement().asString().contains("there is no setting 'prot'");
    }

    @Test
    void aSettingThatTheEnvironmentGivesTwiceIsToldInOneLine() {
        TestCli.Result result = new TestCli(folder.resolve("data"))
                .with("DOORWARD_PEPPER", "1:x")
                .with("DOORWARD_PEPPER_FILE", "x")
                .run("serve");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("doorward: DOORWARD_PEPPER and DOORWARD_PEPPER_FILE are both set\n");
    }

    @Test
    void aPepperThatHasNotItsFormIsABadSettingAndNotRepeated() {
        TestCli.Result result = new TestCli(folder.resolve("data"))
                .with("DOORWARD_PEPPER", "1:tooshort")
                .run("serve", "--port", "0");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("doorward: pepper: ")
                .doesNotContain("tooshort");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    /** A secret that was not mounted: the server must not make a pepper of its own in the data folder instead. */
    @Test
    void anEmptyPepperIsABadSetting() throws Exception {
        Path empty = Files.writeString(folder.resolve("pepper"), "\n");

        TestCli.Result result = new TestCli(folder.resolve("data"))
                .with("DOORWARD_PEPPER_FILE", empty.toString())
                .run("init");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("doorward: pepper: is set and empty\n");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aDemoLeavesTheSettingsOfAnInstallationAlone() throws Exception {
        TestCli.Result result = fileSays("prot = 80\n").run("demo", "--port", "http");

        assertThat(result.err()).startsWith("doorward: port: ");
    }

    private TestCli fileSays(String text) throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("doorward.properties"), text);
        return new TestCli(data);
    }
}
