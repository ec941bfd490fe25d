package dev.doorward.cli;

import dev.doorward.credentials.CheckCredential;
import dev.doorward.credentials.Minted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check-credentials}: what gateways show to ask about keys. */
@Command(
        name = "check-credentials",
        description = "What gateways show to ask whether a key may pass.",
        subcommands = {
            CheckCredentialCommands.Create.class,
            CheckCredentialCommands.ListAll.class,
            CheckCredentialCommands.Revoke.class
        })
final class CheckCredentialCommands {
    private CheckCredentialCommands() {}

    @Command(
            name = "create",
            description = "Makes a check credential. Its secret is shown once, alone on standard output.")
    static final class Create implements Runnable {
        @Mixin
        private InOrganization organization;

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "The check credential's name.")
        private String name;

        @Mixin
        private Output output;

        @Override
        public void run() {
            organization.work((app, caller) -> {
                Minted<CheckCredential> minted = app.checkCredentials.create(caller, new CheckCredential.Create(name));
                output.showOnce(minted, "Check credential " + minted.key().id() + ". Its secret is shown this once:");
            });
        }
    }

    @Command(name = "list", description = "Lists the check credentials, revoked ones too, the newest first.")
    static final class ListAll implements Runnable {
        @Mixin
        private InOrganization organization;

        @Mixin
        private Output output;

        @Override
        public void run() {
            Table<CheckCredential> table = new Table<CheckCredential>()
                    .column("ID", CheckCredential::id)
                    .column("NAME", CheckCredential::name)
                    .column("KEY", CheckCredential::partialKeyHint)
                    .column("CREATED", CheckCredential::createdAt)
                    .column("REVOKED", CheckCredential::revokedAt);
            organization.work((app, caller) ->
                    output.list(app.db, table, (tx, cursor) -> app.checkCredentials.list(tx, caller, cursor)));
        }
    }

    @Command(name = "revoke", description = "Stops a check credential for good, from the next request on.")
    static final class Revoke implements Runnable {
        @Mixin
        private InOrganization organization;

        @Parameters(paramLabel = "ID", description = "The check credential's id.")
        private String id;

        @Mixin
        private Output output;

        @Override
        public void run() {
            organization.work((app, caller) ->
                    output.show(app.checkCredentials.revoke(caller, id), "Check credential " + id + " is revoked."));
        }
    }
}
