package dev.doorward.cli;

import dev.doorward.Opening;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code migrate}: brings the schema to what this version needs. */
@Command(
        name = "migrate",
        description = "Brings the database's schema to what this version needs, without starting a server. A server of"
                + " the version before may go on running meanwhile.")
final class MigrateCommand implements Runnable {
    @Mixin
    private Installation installation;

    @Mixin
    private Output output;

    private record Done(boolean migrated) {}

    @Override
    public void run() {
        boolean migrated = Opening.migrate(installation.settings());
        output.show(
                new Done(migrated),
                migrated ? "The schema was migrated." : "Nothing to do: the schema is what this version needs.");
    }
}
