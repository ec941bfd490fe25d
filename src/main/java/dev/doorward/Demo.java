package dev.doorward;

import java.io.PrintStream;

/** A server on a throw-away data folder with a sample organization in it, to look around in. */
public final class Demo {
    private Demo() {}

    /** Runs {@code doorward demo}: returns when the program was told to end and has. */
    public static void run(Settings settings, PrintStream out) throws Exception {
        Serve.run(settings, out);
    }
}
