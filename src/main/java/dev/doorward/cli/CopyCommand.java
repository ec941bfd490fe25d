package dev.doorward.cli;

import dev.doorward.Setting;
import dev.doorward.SettingSources;
import dev.doorward.Settings;
import dev.doorward.backups.Copies;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code copy}: from SQLite to PostgreSQL. */
@Command(
        name = "copy",
        description = {
            "Copies everything from a data folder's SQLite database to an empty PostgreSQL database, in one transaction:"
                    + " ids, keys and the journal stay as they are. The server on the folder must be stopped.",
            "",
            "Then the folder's database is marked, so that a server which is started on it by mistake refuses every"
                    + " credential; 'doorward restore --accept' takes that back. The pepper stays where it is: give it to"
                    + " every instance.",
            "",
            "The role's password comes from DOORWARD_DATABASE_PASSWORD or the file that DOORWARD_DATABASE_PASSWORD_FILE"
                    + " names."
        })
final class CopyCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Option(names = "--from", required = true, paramLabel = "DIR", description = "The data folder to copy from.")
    private String from;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "The database to copy to: jdbc:postgresql://HOST/DATABASE.")
    private String to;

    @Mixin
    private Output output;

    private record Done(Map<String, Long> rows) {}

    @Override
    public void run() {
        Map<Setting, String> flags = Map.of(Setting.DATA, from, Setting.DATABASE_URL, Installation.withoutPassword(to));
        Settings settings = SettingSources.load(flags, Invocation.of(command).environment(), Optional.empty());
        Map<String, Long> rows = Copies.move(settings, InstantSource.system(), new SecureRandom());
        Invocation.of(command)
                .err()
                .println("The database in " + from + " is marked, and a server on it refuses every credential."
                        + " Give every instance the same pepper.");
        output.show(
                new Done(rows),
                rows.entrySet().stream()
                        .map(table -> table.getKey() + "  " + table.getValue())
                        .collect(Collectors.joining("\n")));
    }
}
