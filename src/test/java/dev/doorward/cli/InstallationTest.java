package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an installation begins, and who may work on it. */
class InstallationTest {
    private static final int SOMEBODY_ELSE = 54_321;

    @TempDir
    private Path folder;

    @Tag("sqlite")
    @Test
    void initMakesAnOrganizationAndShowsWhatItBeginsWith() {
        TestCli cli = new TestCli(folder.resolve("data"));

        TestCli.Result result =
                cli.run("init", "--organization", "Zoë & Co", "--admin-email", "zoe@example.com", "--json");

        assertThat(result.exit()).isZero();
        assertThat(result.json().propertyNames())
                .containsExactly("organization_id", "default_workspace_id", "admin_user_id", "admin_key");
        assertThat(result.at("/admin_key")).matches("dw_adm_[0-9A-Za-z]{49}");
        assertThat(cli.run("organizations", "list", "--json").at("/0/name")).isEqualTo("Zoë & Co");
        assertThat(cli.run("members", "list", "--json").at("/0/id")).isEqualTo(result.at("/admin_user_id"));
        assertThat(cli.run("workspaces", "list", "--json").at("/0/id")).isEqualTo(result.at("/default_workspace_id"));
    }

    @Tag("sqlite")
    @Test
    void initMakesAFolderThatOnlyItsOwnerCanRead() throws Exception {
        TestCli cli = new TestCli(folder.resolve("data"));

        cli.run("init");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cli.data())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(cli.data().resolve("pepper"))))
                .isEqualTo("rw-------");
    }

    @Test
    void initRefusesAFolderThatIsInUse() {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        String before = cli.run("journal", "head").out();

        TestCli.Result result = cli.run("init", "--organization", "Another");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("in use already");
        assertThat(cli.run("journal", "head").out()).isEqualTo(before);
    }

    @Tag("sqlite")
    @Test
    void aCommandOnAFolderWithoutADatabaseSaysWhatToRun() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        TestCli.Result absent = new TestCli(folder.resolve("absent")).run("members", "list");
        TestCli.Result unused = new TestCli(empty).run("members", "list");

        assertThat(absent.exit()).isEqualTo(1);
        assertThat(absent.err().lines()).singleElement().asString().contains("doorward init");
        assertThat(unused.exit()).isEqualTo(1);
        assertThat(unused.err().lines()).singleElement().asString().contains("doorward init");
        assertThat(folder.resolve("absent")).doesNotExist();
        assertThat(empty).isEmptyDirectory();
    }

    @Tag("sqlite")
    @Test
    void aFolderThatCannotBeMadeIsToldWithTheReason() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        TestCli.Result result = new TestCli(file).run("init");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("doorward: cannot make the data folder " + file + ": a file of this name is in the way\n");
    }

    @Tag("sqlite")
    @Test
    void aPortThatIsTakenIsToldWithTheReasonAndCostsNoKey() throws Exception {
        TestCli cli = new TestCli(folder.resolve("data"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            TestCli.Result serve = cli.run("serve", "--host", "127.0.0.1", "--port", port);
            TestCli.Result organizations = cli.run("organizations", "list", "--json");

            assertThat(serve.exit()).isEqualTo(1);
            assertThat(serve.out()).isEmpty();
            assertThat(serve.err())
                    .isEqualTo("doorward: cannot listen on 127.0.0.1 port " + port + ": Address already in use\n");
            assertThat(organizations.json().isEmpty()).isTrue();
        }
    }

    @Test
    void migrateHasNothingToDoOnACurrentSchema() {
        TestCli cli = TestCli.installed(folder.resolve("data"));

        TestCli.Result result = cli.run("migrate");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).startsWith("Nothing to do");
    }

    @Test
    void aCommandLeavesAnOlderSchemaAsItIs() throws Exception {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        cli.tamper("UPDATE installation SET schema_version = 0");

        TestCli.Result result = cli.run("members", "list");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("run 'doorward migrate'");
    }

    @Test
    void aCommandRefusesASchemaThatIsTooNew() throws Exception {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        cli.tamper("UPDATE installation SET schema_version = 99, schema_compatible_from = 99");

        TestCli.Result command = cli.run("members", "list");
        TestCli.Result migrate = cli.run("migrate");

        assertThat(command.exit()).isEqualTo(1);
        assertThat(command.err().lines()).singleElement().asString().contains("use a newer Doorward");
        assertThat(migrate.exit()).isEqualTo(1);
    }

    @Test
    void aMissingPepperIsToldInOneLine() throws Exception {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        Files.delete(cli.data().resolve("pepper"));

        TestCli.Result command = cli.run("members", "list");
        TestCli.Result serve = cli.run("serve", "--port", "0");

        assertThat(command.exit()).isEqualTo(1);
        assertThat(command.err().lines()).singleElement().asString().contains("cannot read the pepper");
        assertThat(serve.exit()).isEqualTo(1);
        assertThat(cli.data().resolve("pepper")).doesNotExist();
    }

    @Test
    void aWrongPepperIsToldInOneLine() {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        String other =
                new TestCli(folder.resolve("other")).run("pepper", "new").out().strip();

        TestCli.Result result = cli.with("DOORWARD_PEPPER", other).run("members", "list");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("doorward: pepper 1 is not the one that this database was made with\n");
    }

    @Tag("sqlite")
    @Test
    void aCommandOfAnotherUserThanTheFoldersOwnerIsToldHowToBeTheOwner() throws Exception {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a folder away");
        Files.setAttribute(cli.data(), "unix:uid", SOMEBODY_ELSE);

        TestCli.Result command = cli.run("members", "list");
        TestCli.Result serve = cli.run("serve", "--port", "0");

        assertThat(command.exit()).isEqualTo(1);
        assertThat(command.err().lines()).singleElement().asString().contains("sudo -u '#54321' doorward");
        assertThat(serve.exit()).isEqualTo(1);
    }
}
