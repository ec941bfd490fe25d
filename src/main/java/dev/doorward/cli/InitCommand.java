package dev.doorward.cli;

import dev.doorward.Opening;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code init}: what the first start of a server does, without starting one. */
@Command(
        name = "init",
        description = "Makes a data folder: database, pepper, the first organization with its default workspace, its"
                + " first admin and one admin key. With --database-url the database is there already, and the pepper"
                + " must be given. Refuses what is in use already.",
        modelTransformer = SettingOptions.Founding.class)
final class InitCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Mixin
    private Installation installation;

    @Mixin
    private Output output;

    @Override
    public void run() {
        Founding.show(output, Opening.init(installation.settings(SettingOptions.given(command))));
    }
}
