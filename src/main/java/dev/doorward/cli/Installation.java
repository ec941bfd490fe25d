package dev.doorward.cli;

import dev.doorward.App;
import dev.doorward.InvalidSetting;
import dev.doorward.Opening;
import dev.doorward.Setting;
import dev.doorward.SettingSources;
import dev.doorward.Settings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The installation that a command works on: its data folder or database, and its settings. */
class Installation {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder. Default: DOORWARD_DATA, or 'data' in the current folder.")
    private String data;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "A PostgreSQL database in place of SQLite in the data folder:"
                    + " jdbc:postgresql://HOST/DATABASE. Default: DOORWARD_DATABASE_URL. The password comes from"
                    + " DOORWARD_DATABASE_PASSWORD or the file that DOORWARD_DATABASE_PASSWORD_FILE names.")
    private String databaseUrl;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The properties file. Default: DOORWARD_CONFIG, or 'doorward.properties' in the data folder.")
    private Path config;

    /** The command that this is mixed into. */
    CommandSpec command() {
        return command;
    }

    /** The settings in force. */
    Settings settings() {
        return settings(Map.of());
    }

    /** The settings in force, the given ones before all others. */
    Settings settings(Map<Setting, String> given) {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        flags.putAll(given);
        if (data != null) {
            flags.put(Setting.DATA, data);
        }
        if (databaseUrl != null) {
            flags.put(Setting.DATABASE_URL, withoutPassword(databaseUrl));
        }
        return SettingSources.load(flags, Invocation.of(command).environment(), Optional.ofNullable(config));
    }

    static String withoutPassword(String url) {
        if (url.contains("password=")) {
            throw new InvalidSetting("database-url: must not hold a password, which every user of this machine could"
                    + " read: use " + Setting.DATABASE_PASSWORD.variable() + "_FILE");
        }
        return url;
    }

    /** Works on the installation, whose schema is left as it is. */
    void open(Consumer<App> work) {
        try (App app = Opening.forCommand(settings())) {
            work.accept(app);
        }
    }
}
