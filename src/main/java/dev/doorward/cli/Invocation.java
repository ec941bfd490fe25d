package dev.doorward.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** What one run of the program is given by its surroundings: nothing below asks the system for any of it. */
record Invocation(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {

    /** The invocation that a command belongs to. */
    static Invocation of(CommandSpec command) {
        return ((Doorward) command.root().userObject()).invocation();
    }
}
