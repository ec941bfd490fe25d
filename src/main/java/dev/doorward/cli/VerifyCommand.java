package dev.doorward.cli;

import dev.doorward.backups.Verification;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify}: whether the data is whole. */
@Command(
        name = "verify",
        description = {
            "Checks the database (pages, references, constraints), the chain of every organization's journal, and the"
                    + " rules that always hold: an admin in every organization, one default workspace, no active key in"
                    + " an archived workspace, no workspace member who is no member, one pending invite for an address.",
            "",
            "Prints one line for each thing that is wrong, and then ends with exit code 1. Safe beside a running server;"
                    + " takes as long as the data is large."
        })
final class VerifyCommand implements Runnable {
    @Mixin
    private Installation installation;

    @Mixin
    private Output output;

    private record Verdict(boolean whole, List<String> problems) {}

    @Override
    public void run() {
        installation.open(app -> {
            List<String> problems = Verification.run(app);
            output.show(
                    new Verdict(problems.isEmpty(), problems),
                    problems.isEmpty() ? "Everything is whole." : String.join("\n", problems));
            if (!problems.isEmpty()) {
                throw new Refusal("verify found " + problems.size() + " problems");
            }
        });
    }
}
