package dev.doorward.cli;

import dev.doorward.App;
import dev.doorward.Opening;
import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Peppers.Known;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pepper}: the secrets that every digest is made with, and how one takes over from another. */
@Command(
        name = "pepper",
        description = {
            "The peppers: secrets outside the database that every digest in it is made with.",
            "",
            "To change the pepper: add the line that 'pepper new' prints to the pepper file, or to DOORWARD_PEPPER,"
                    + " of every instance; then run 'pepper use N'. What was made with an older pepper goes on"
                    + " working, so keep the older lines."
        },
        subcommands = {
            PepperCommands.New.class,
            PepperCommands.ListAll.class,
            PepperCommands.Use.class,
            PepperCommands.Retire.class
        })
final class PepperCommands {
    private PepperCommands() {}

    private static Known known(App app, int number) {
        return app.db.read(app.peppers::list).stream()
                .filter(known -> known.number() == number)
                .findFirst()
                .orElseThrow();
    }

    @Command(
            name = "new",
            description = "Prints a new pepper with the next free number, in the form of the pepper file. It is stored"
                    + " nowhere.")
    static final class New implements Runnable {
        @Spec
        private CommandSpec command;

        @Mixin
        private Installation installation;

        @Override
        public void run() {
            if (Opening.needsFirstPepper(installation.settings())) {
                print(1);
            } else {
                installation.open(app -> print(app.db.read(app.peppers::nextNumber)));
            }
        }

        private void print(int number) {
            Invocation.of(command)
                    .out()
                    .println(Pepper.mint(number, new SecureRandom()).line());
        }
    }

    @Command(name = "list", description = "Lists the peppers that the database knows or that are held here.")
    static final class ListAll implements Runnable {
        @Mixin
        private Installation installation;

        @Mixin
        private Output output;

        @Override
        public void run() {
            installation.open(app -> {
                try (Listing<Known> listing = output.begin(new Table<Known>()
                        .column("NUMBER", Known::number)
                        .column("CURRENT", known -> known.current() ? "yes" : "no")
                        .column("HELD", known -> known.held() ? "yes" : "no")
                        .column("FIRST USED", Known::addedAt)
                        .column("RETIRED", Known::retiredAt))) {
                    app.db.read(app.peppers::list).forEach(listing::add);
                }
            });
        }
    }

    @Command(
            name = "use",
            description = "Makes a pepper current: from now on new digests are made with it. Every instance must hold"
                    + " it before.")
    static final class Use implements Runnable {
        @Mixin
        private Installation installation;

        @Parameters(paramLabel = "N", description = "The pepper's number.")
        private int number;

        @Mixin
        private Output output;

        @Override
        public void run() {
            installation.open(app -> {
                if (app.peppers.held(number).isEmpty()) {
                    throw new Refusal("pepper " + number + " is not held here: add its line to the pepper file first");
                }
                app.db.writeInstallation(tx -> {
                    app.peppers.use(tx, number);
                    return null;
                });
                output.show(known(app, number), "Pepper " + number + " is current.");
            });
        }
    }

    @Command(
            name = "retire",
            description = "Retires a pepper, so that no instance needs to hold it. Refuses while anything depends on"
                    + " it.")
    static final class Retire implements Runnable {
        @Mixin
        private Installation installation;

        @Parameters(paramLabel = "N", description = "The pepper's number.")
        private int number;

        @Mixin
        private Output output;

        @Override
        public void run() {
            installation.open(app -> {
                app.db.writeEverything(tx -> {
                    app.peppers.retire(tx, number);
                    return null;
                });
                output.show(known(app, number), "Pepper " + number + " is retired.");
            });
        }
    }
}
