package dev.doorward.faults;

import dev.doorward.Canary;
import dev.doorward.Main;
import dev.doorward.TestDatabase;
import dev.doorward.cli.Cli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a command on a data folder said, on both outputs, and how it ended. */
record Command(int exit, String said) {
    private static final long PATIENCE_SECONDS = 60;

    /** Runs a command in this process. */
    static Command run(Path data, String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        int exit = Cli.run(arguments, TestDatabase.environment(data), InputStream.nullInputStream(), stream, stream);
        return new Command(exit, said.toString(StandardCharsets.UTF_8)).learnt();
    }

    /** Runs a command as a process of its own. */
    static Command runProcess(Path data, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(TestDatabase.environment(data));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        return new Command(ended ? process.exitValue() : -1, said).learnt();
    }

    /** What is shown here may be shown nowhere else. */
    private Command learnt() {
        Canary.run().learnFromReveal(said);
        return this;
    }
}
