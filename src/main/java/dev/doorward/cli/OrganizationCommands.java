package dev.doorward.cli;

import dev.doorward.organization.Organization.Listed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code organizations}: the organizations of a data folder. */
@Command(
        name = "organizations",
        description = "The organizations of a data folder.",
        subcommands = {
            OrganizationCommands.Create.class,
            OrganizationCommands.ListAll.class,
            OrganizationCommands.Disable.class,
            OrganizationCommands.Enable.class
        })
final class OrganizationCommands {
    private OrganizationCommands() {}

    @Command(
            name = "create",
            description = "Makes one more organization, with its default workspace, its first admin and one admin key.")
    static final class Create implements Runnable {
        @Mixin
        private Installation installation;

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "The organization's name.")
        private String name;

        @Option(
                names = "--admin-email",
                required = true,
                paramLabel = "EMAIL",
                description = "The first admin's address.")
        private String adminEmail;

        @Mixin
        private Output output;

        @Override
        public void run() {
            installation.open(app -> Founding.show(
                    output, app.organizations.found(app.operatorName(), app.newRequestId(), name, adminEmail)));
        }
    }

    @Command(name = "list", description = "Lists the organizations, the oldest first.")
    static final class ListAll implements Runnable {
        @Mixin
        private Installation installation;

        @Mixin
        private Output output;

        @Override
        public void run() {
            installation.open(app -> {
                try (Listing<Listed> listing = output.begin(new Table<Listed>()
                        .column("ID", Listed::id)
                        .column("NAME", Listed::name)
                        .column("CREATED", Listed::createdAt)
                        .column("DISABLED", Listed::disabledAt))) {
                    app.db.read(app.organizations::list).forEach(listing::add);
                }
            });
        }
    }

    @Command(
            name = "disable",
            description = "Refuses every credential of an organization from now on. Nothing is deleted.")
    static final class Disable implements Runnable {
        @Mixin
        private Installation installation;

        @Parameters(paramLabel = "ID", description = "The organization.")
        private String id;

        @Mixin
        private Output output;

        @Override
        public void run() {
            installation.open(app -> output.show(
                    app.organizations.setDisabled(app.operator(id), true), "Organization " + id + " is disabled."));
        }
    }

    @Command(name = "enable", description = "Accepts the credentials of a disabled organization again.")
    static final class Enable implements Runnable {
        @Mixin
        private Installation installation;

        @Parameters(paramLabel = "ID", description = "The organization.")
        private String id;

        @Mixin
        private Output output;

        @Override
        public void run() {
            installation.open(app -> output.show(
                    app.organizations.setDisabled(app.operator(id), false), "Organization " + id + " is enabled."));
        }
    }
}
