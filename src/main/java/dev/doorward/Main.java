package dev.doorward;

import java.util.Map;
import java.util.Optional;

/** The program: hands the command line to the command that it names. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Settings settings = Settings.load(Map.of(), System.getenv(), Optional.empty());
        Logging.configure(settings.jsonLog(), ch.qos.logback.classic.Level.INFO);
        Serve.run(settings, System.out);
    }
}
