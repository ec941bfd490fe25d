package dev.doorward;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code doorward serve} as a process of its own, on a free port: for what only a process can show, such as signals. */
public final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Path data;
    private final Path log;
    private final String baseUrl;

    /** Starts a server and waits until it says that it listens. */
    public ServerProcess(Path data, Map<String, String> environment) throws IOException {
        this(data, environment, List.of(), Main.class);
    }

    /**
     * Starts a server in another way.
     *
     * @param before a command that the server's own command line is handed to, such as {@code setpriv}; may be empty
     * @param main what is run in the place of the program
     */
    public ServerProcess(Path data, Map<String, String> environment, List<String> before, Class<?> main)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "serve"));
        ProcessBuilder builder = new ProcessBuilder(command);
        TestDatabase.givePepper(data);
        builder.environment().putAll(TestDatabase.environment(data));
        builder.environment().put("DOORWARD_PORT", "0");
        builder.environment().putAll(environment);
        this.data = data;
        this.log = data.resolveSibling(data.getFileName() + ".log");
        builder.redirectError(log.toFile());
        this.process = builder.start();
        this.out = process.inputReader(StandardCharsets.UTF_8);
        String first = out.readLine();
        if (first == null || !first.startsWith("listening on ")) {
            throw new IllegalStateException("the server did not start: " + first);
        }
        this.baseUrl = first.substring("listening on ".length());
        Canary.run().learnPepper(data);
    }

    /** The server's address. */
    public String baseUrl() {
        return baseUrl;
    }

    /** The next line on standard output. */
    public String readLine() throws IOException {
        String line = out.readLine();
        if (line != null) {
            Canary.run().learnFromReveal(line);
        }
        return line;
    }

    /** The admin key that a server on a new data folder prints as its second line. */
    public String readAdminKey() throws IOException {
        return readLine().replace("admin key, shown once: ", "");
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL, and waits for the end. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The server's process id. */
    public long pid() {
        return process.pid();
    }

    /** Waits for the end, and returns the exit code; -1 when it has not come in time. */
    public int awaitExit(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** Makes the server's JVM collect its garbage now. */
    public void collectGarbage() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        int exit = new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("jcmd ended with " + exit);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the server, and searches what it wrote for secrets. */
    @Override
    public void close() {
        Canary.run().searchFolder(data);
        process.destroyForcibly();
        Canary.run().searchFile(log);
    }
}
