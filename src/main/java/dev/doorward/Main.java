package dev.doorward;

import java.util.Map;
import java.util.Optional;

/** The program: hands the command line to the command that it names. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Settings settings = Settings.load(Map.of(), System.getenv(), Optional.empty());
        Logging.configure(settings.jsonLog(), ch.qos.logback.classic.Level.INFO);
        if (args.length > 0 && args[0].equals("demo")) {
            Demo.run(settings, System.out);
        } else {
            Serve.run(settings, System.out);
        }
    }
}
