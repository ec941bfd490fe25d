package dev.doorward.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: lets a shell complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a script by which bash and zsh complete commands, options and their values.",
            "",
            "In this shell: source <(doorward completion). For every shell: add that line to ~/.bashrc or ~/.zshrc."
        })
final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        Invocation.of(command)
                .out()
                .print(AutoComplete.bash("doorward", command.root().commandLine()));
    }
}
