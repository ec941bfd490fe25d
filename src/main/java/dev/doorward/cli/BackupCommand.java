package dev.doorward.cli;

import dev.doorward.backups.Backups;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backup}: everything that is committed now, in one file. */
@Command(
        name = "backup",
        description = {
            "Writes everything that is committed now to one file, while a server runs or not. The file is checked, and on"
                    + " the disk before it has its name; a file that is there is never overwritten.",
            "",
            "With --database-url this runs pg_dump, and the file is SQL.",
            "",
            "The pepper is not in a backup, and without it a backup is worth nothing: keep it in another place."
        })
final class BackupCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Mixin
    private Installation installation;

    @Parameters(paramLabel = "FILE", description = "The file to write.")
    private Path file;

    @Mixin
    private PostgresBin postgres;

    @Mixin
    private Output output;

    private record Written(String file, long bytes) {}

    @Override
    public void run() {
        installation.open(app -> {
            long bytes = Backups.write(app, file, postgres.programs());
            Invocation.of(command)
                    .err()
                    .println(
                            "The pepper is not in this backup, and is needed to restore it: keep it in another place.");
            output.show(
                    new Written(file.toAbsolutePath().toString(), bytes), "Wrote " + file + ", " + bytes + " bytes.");
        });
    }
}
