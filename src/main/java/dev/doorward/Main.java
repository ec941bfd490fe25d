package dev.doorward;

import dev.doorward.cli.Cli;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The program: hands the command line and what surrounds it to the command that it names. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logging.command();
        System.exit(Cli.run(args, System.getenv(), System.in, stream(FileDescriptor.out), stream(FileDescriptor.err)));
    }

    /** Text goes out in UTF-8 whatever the machine's language: others read it as JSON. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)), true, StandardCharsets.UTF_8);
    }
}
