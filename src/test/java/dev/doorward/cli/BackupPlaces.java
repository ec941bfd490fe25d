package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Installations to back up, and places to restore to. */
abstract class BackupPlaces {
    @TempDir
    Path folder;

    /** The environment of a place that has no data yet. */
    abstract Map<String, String> newPlace() throws Exception;

    TestCli place(String name) throws Exception {
        return new TestCli(folder.resolve(name)).with(newPlace());
    }

    /** An installation with one organization; its pepper is in its folder. */
    TestCli installed() throws Exception {
        TestCli cli = place("data");
        givePepper(cli, new TestCli(folder.resolve("none")).run("pepper", "new").out());
        assertThat(cli.run("init", "--organization", "Test", "--admin-email", "root@example.com")
                        .exit())
                .isZero();
        return cli;
    }

    static void givePepper(TestCli cli, String pepper) throws IOException {
        Files.createDirectories(
                cli.data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(cli.data().resolve("pepper"), pepper);
    }

    static void copyPepper(TestCli from, TestCli to) throws IOException {
        givePepper(to, Files.readString(from.data().resolve("pepper")));
    }

    Path backup(TestCli cli, String name) {
        Path file = folder.resolve(name);
        TestCli.Result result = cli.run("backup", file.toString());
        assertThat(result.exit()).as(result.err()).isZero();
        return file;
    }

    TestCli restored(TestCli from, Path file, String name) throws Exception {
        TestCli cli = place(name);
        copyPepper(from, cli);
        TestCli.Result result = cli.run("restore", file.toString());
        assertThat(result.exit()).as(result.err()).isZero();
        return cli;
    }

    static ServerProcess serve(TestCli cli) throws IOException {
        return new ServerProcess(
                cli.data(),
                Stream.concat(
                                cli.environment().entrySet().stream(),
                                Map.of("DOORWARD_DRAIN_TIME", "0s", "DOORWARD_MAX_WORKSPACES", "1000000")
                                        .entrySet()
                                        .stream())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    static TestClient client(ServerProcess server, String key) {
        return new TestClient(server.baseUrl()).with("x-api-key", key);
    }
}
