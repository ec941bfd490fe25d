package dev.doorward.cli;

import dev.doorward.backups.ComingAlive;
import dev.doorward.backups.Reconciliation;
import dev.doorward.backups.Restores;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore}: from a backup to an installation whose operator knows what came alive. */
@Command(
        name = "restore",
        description = {
            "Restores a backup, in two steps.",
            "",
            "'restore FILE' makes the database of an unused data folder, or with --database-url an empty PostgreSQL"
                    + " database. The pepper must be there before: in the folder, or in DOORWARD_PEPPER. What was revoked"
                    + " after the backup was made would now be live again, so the database is marked, and while it is"
                    + " every credential is refused; commands work.",
            "",
            "'restore --accept' lists what would come alive, and lifts the mark. With --journal it first takes away what"
                    + " a newer export of the journal shows to be gone.",
            "",
            "A restore by other means (a snapshot of the volume, point-in-time recovery, a plain pg_dump) cannot be seen"
                    + " from inside: run 'restore --mark' after it, before a server starts."
        })
final class RestoreCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Mixin
    private Installation installation;

    @ArgGroup(multiplicity = "1")
    private Step step;

    private static final class Step {
        @Parameters(paramLabel = "FILE", arity = "0..1", description = "The backup to restore.")
        private Path file;

        @Option(
                names = "--mark",
                description = "Marks a database that was restored by other means: every credential is refused from now"
                        + " on.")
        private boolean mark;

        @Option(
                names = "--accept",
                description =
                        "Lists what would come alive in a restored database, and lets it after --yes or a question.")
        private boolean accept;
    }

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "With --accept: an export by 'doorward journal export' that is newer than the backup. What it"
                    + " shows to be inactive, archived, revoked, expired, removed or demoted becomes so, and a key that"
                    + " was rotated ends when it was to end. May be given once for each organization.")
    private List<Path> journals = new ArrayList<>();

    @Option(names = "--yes", description = "With --accept: lifts the mark without a question.")
    private boolean yes;

    @Mixin
    private PostgresBin postgres;

    @Mixin
    private Output output;

    private record Restored(boolean restored) {}

    private record Marked(boolean marked) {}

    /** What {@code --accept} says with {@code --json}. */
    private record Accepted(boolean accepted, List<Reconciliation.Outcome> journals, List<ComingAlive> organizations) {}

    @Override
    public void run() {
        if (!step.accept && (yes || !journals.isEmpty())) {
            throw new ParameterException(command.commandLine(), "--journal and --yes go with --accept");
        }
        if (step.accept) {
            accept();
        } else if (step.mark) {
            installation.open(Restores::mark);
            output.show(
                    new Marked(true), "The database is marked: every credential is refused until 'restore --accept'.");
        } else {
            new Restores(installation.settings(), InstantSource.system(), new SecureRandom())
                    .restore(step.file, postgres.programs());
            output.show(
                    new Restored(true),
                    "Restored. Every credential is refused until 'doorward restore --accept'; before it, run 'doorward"
                            + " verify'.");
        }
    }

    private void accept() {
        installation.open(app -> {
            Restores.requireMarked(app);
            List<Reconciliation.Outcome> outcomes = journals.stream()
                    .map(journal -> Reconciliation.apply(app, journal))
                    .toList();
            List<ComingAlive> alive = ComingAlive.list(app);
            boolean refused =
                    outcomes.stream().anyMatch(outcome -> !outcome.refused().isEmpty());
            String text = RestoreText.of(outcomes, alive);
            boolean asks = !yes && !refused && interactive();
            boolean accepted = !refused && (yes || asks && answeredYes(text));
            if (accepted) {
                Restores.accept(app);
            }
            output.show(new Accepted(accepted, outcomes, alive), asks ? "" : text);
            if (refused) {
                throw new Refusal("nothing was accepted: a rule kept what a journal shows to be gone; change what is in"
                        + " its way and run this again, or accept without --journal");
            }
            if (!accepted) {
                throw new Refusal("nothing was accepted: run this again with --yes");
            }
        });
    }

    private static boolean interactive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private boolean answeredYes(String text) {
        Invocation invocation = Invocation.of(command);
        invocation.err().println(text);
        invocation.err().print("Type 'yes' to let all of this count again: ");
        invocation.err().flush();
        try {
            String line = new BufferedReader(new InputStreamReader(invocation.in(), StandardCharsets.UTF_8)).readLine();
            return line != null && line.strip().equals("yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
