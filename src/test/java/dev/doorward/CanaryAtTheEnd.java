package dev.doorward;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Searches, when every test has run, what only then is complete: the log, PostgreSQL's files, and the servers that are still open. A finding
 * ends the run with an error whatever the tests said.
 */
public final class CanaryAtTheEnd implements LauncherSessionListener {
    /** What the servers in this process log, as {@code logback-test.xml} says. */
    static final Path LOG = Path.of("target", "test.log");

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            Files.deleteIfExists(LOG); // That of the run before.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        TestDoorward.searchAllOpen();
        TestDatabase.serverFiles().forEach(Canary.run()::searchFile);
        if (Files.exists(LOG)) { // Not there when nothing logged, as after a single test without a server.
            Canary.run().searchFile(LOG);
        }
        if (!Canary.run().findings().isEmpty()) {
            throw new AssertionError(
                    "a secret got out:\n" + String.join("\n", Canary.run().findings()));
        }
    }
}
