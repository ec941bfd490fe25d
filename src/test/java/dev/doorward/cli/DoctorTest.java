package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says of an installation that is well, and of each thing that is not. */
class DoctorTest {
    @TempDir
    private Path folder;

    private static List<String> problems(TestCli.Result result) {
        return result.lines().stream()
                .filter(line -> line.startsWith("problem"))
                .toList();
    }

    @Test
    void anInstallationThatIsWellHasNoProblem() {
        TestCli cli = TestCli.installed(folder.resolve("data"));

        TestCli.Result result = cli.run("doctor");

        assertThat(problems(result)).isEmpty();
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("setting data = ", "every pepper that the database names is held", "MiB are free")
                .contains(TestDatabase.POSTGRES ? "fsync = on" : "journal_mode = wal")
                .contains("not marked as restored");
    }

    @Test
    void secretsAreNotShown() throws Exception {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        String pepper = Files.readString(cli.data().resolve("pepper")).strip();

        TestCli.Result result = cli.with("DOORWARD_PEPPER", pepper)
                .with("DOORWARD_DATABASE_PASSWORD", "hunter2")
                .run("doctor", "--json");

        assertThat(result.out()).contains("setting pepper = (secret)").doesNotContain(pepper, "hunter2");
    }

    @Test
    void aWrongPepperIsFound() {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        String other =
                new TestCli(folder.resolve("none")).run("pepper", "new").out().strip();

        TestCli.Result result = cli.with("DOORWARD_PEPPER", other).run("doctor");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(problems(result)).singleElement().asString().contains("pepper 1 is not the one");
    }

    @Test
    void aMissingPepperHidesNothingElse() throws Exception {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        Files.delete(cli.data().resolve("pepper"));

        TestCli.Result result = cli.run("doctor");

        assertThat(problems(result)).singleElement().asString().contains("cannot read the pepper");
        assertThat(result.out()).contains("the schema is one that this version can work with");
    }

    @Test
    void aSchemaThatIsTooOldIsFound() throws Exception {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        cli.tamper("UPDATE installation SET schema_version = 0");

        TestCli.Result result = cli.run("doctor");

        assertThat(problems(result)).singleElement().asString().contains("run 'doorward migrate'");
    }

    @Test
    void aMarkIsFound() {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        cli.run("restore", "--mark");

        TestCli.Result result = cli.run("doctor");

        assertThat(problems(result)).singleElement().asString().contains("marked as restored");
    }

    @Test
    void aDatabaseThatIsAwayIsFound() {
        TestCli cli = TestCli.installed(folder.resolve("data"))
                .with("DOORWARD_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none");

        TestCli.Result result = cli.run("doctor");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(problems(result))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("refused"));
        assertThat(result.out()).contains("MiB are free");
    }

    @Test
    void aFolderThatOthersCanReadIsAWarning() throws Exception {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        Files.setPosixFilePermissions(cli.data(), PosixFilePermissions.fromString("rwxr-xr-x"));

        TestCli.Result result = cli.run("doctor");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("chmod go= " + cli.data());
    }
}
