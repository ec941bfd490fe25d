package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On PostgreSQL the pepper is given: one that an instance invented would make keys which no other instance knows. */
@Tag("postgres")
class PostgresPepperTest {
    @TempDir
    private Path folder;

    @Test
    void serveWithoutAPepperRefusesInOneLineAndInventsNone() {
        TestCli cli = new TestCli(folder.resolve("data"));

        TestCli.Result result = cli.run("serve", "--port", "0");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().filter(line -> line.startsWith("doorward: ")))
                .singleElement()
                .asString()
                .contains("cannot read the pepper", "DOORWARD_PEPPER");
        assertThat(folder.resolve("data/pepper")).doesNotExist();
    }

    @Test
    void pepperNewPrintsTheFirstOneForADatabaseThatHasNone() {
        String url = TestDatabase.server(TestDatabase.newEmptyDatabase()).url();

        TestCli.Result result = new TestCli(folder.resolve("data")).run("pepper", "new", "--database-url", url);

        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.lines()).singleElement().asString().matches("1:[\\w-]{43}");
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
