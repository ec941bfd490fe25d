package dev.doorward.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs the machine's own programs. */
final class Shell {
    private static final long PATIENCE_SECONDS = 60;

    private Shell() {}

    /** Runs a program, and returns what it said. Fails where it does. */
    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!ended(process) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether a program could be run, and ended well. */
    static boolean succeeds(String... command) {
        try {
            run(command);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
