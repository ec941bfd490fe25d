package dev.doorward.cli;

import dev.doorward.http.Json;
import dev.doorward.journal.Journal;
import dev.doorward.journal.JournalRow;
import java.io.PrintStream;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code journal}: every change of the organization, and whether the record of it is whole. */
@Command(
        name = "journal",
        description = "The journal of every change of the organization.",
        subcommands = {
            JournalCommands.ListAll.class,
            JournalCommands.Export.class,
            JournalCommands.Verify.class,
            JournalCommands.Head.class
        })
final class JournalCommands {
    private JournalCommands() {}

    @Command(name = "list", description = "Lists every change, the oldest first.")
    static final class ListAll implements Runnable {
        @Mixin
        private InOrganization organization;

        @Mixin
        private Output output;

        @Override
        public void run() {
            Table<JournalRow> table = new Table<JournalRow>()
                    .column("SEQ", JournalRow::seq)
                    .column("AT", JournalRow::at)
                    .column("ACTOR", row -> row.actorType() + " " + row.actorId())
                    .column("ACTION", JournalRow::action)
                    .column("OBJECT", JournalRow::objectId)
                    .column("REQUEST", JournalRow::requestId);
            organization.work((app, caller) -> {
                try (Listing<JournalRow> listing = output.begin(table)) {
                    app.journal.export(app.db, caller, listing::add);
                }
            });
        }
    }

    @Command(
            name = "export",
            description = "Prints every change with what was before and after it, as one JSON object a line, the"
                    + " oldest first.")
    static final class Export implements Runnable {
        @Spec
        private CommandSpec command;

        @Mixin
        private InOrganization organization;

        @Override
        public void run() {
            PrintStream out = Invocation.of(command).out();
            organization.work((app, caller) -> app.journal.export(app.db, caller, row -> {
                out.println(Json.text(row));
                if (out.checkError()) {
                    throw new Refusal("cannot write to standard output");
                }
            }));
        }
    }

    @Command(
            name = "verify",
            description = {
                "Recomputes the journal's chain. Finds changed, missing, inserted and moved rows; exit code 1 and one"
                        + " line on standard error name the first.",
                "",
                "A tail that was cut off, or a database set back to an older state, is found only with --head: a"
                        + " head that was noted elsewhere, by 'doorward journal head' or from the server's log."
            })
    static final class Verify implements Runnable {
        @Mixin
        private InOrganization organization;

        @Option(
                names = "--head",
                paramLabel = "SEQ:HASH",
                converter = HeadText.class,
                description = "A head that was noted earlier.")
        private Optional<Journal.Head> head;

        @Mixin
        private Output output;

        private record Verdict(boolean whole, String problem) {}

        @Override
        public void run() {
            organization.work((app, caller) -> {
                Optional<String> problem = app.journal.verify(app.db, caller, head);
                output.show(
                        new Verdict(problem.isEmpty(), problem.orElse(null)),
                        problem.isEmpty() ? "The journal is whole." : "The journal is not whole.");
                problem.ifPresent(line -> {
                    throw new Refusal("journal: " + line);
                });
            });
        }
    }

    @Command(
            name = "head",
            description = "Prints where the journal ends, as SEQ:HASH. Note it outside this machine, and a tail that is"
                    + " cut off later can be found.")
    static final class Head implements Runnable {
        @Mixin
        private InOrganization organization;

        @Mixin
        private Output output;

        @Override
        public void run() {
            organization.work((app, caller) -> {
                Journal.Head head = app.db.read(tx -> app.journal.head(tx, caller.organizationId()));
                output.show(head, head.toString());
            });
        }
    }

    /** Reads {@code SEQ:HASH}. */
    static final class HeadText implements ITypeConverter<Journal.Head> {
        @Override
        public Journal.Head convert(String text) {
            return Journal.Head.parse(text)
                    .orElseThrow(
                            () -> new TypeConversionException("expected SEQ:HASH, as 'doorward journal head' prints"));
        }
    }
}
