package dev.doorward.cli;

import dev.doorward.access.Scope;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.Minted;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code admin-keys}: the keys for the Admin API. */
@Command(
        name = "admin-keys",
        description = "The keys for the Admin API.",
        subcommands = {AdminKeyCommands.Create.class, AdminKeyCommands.ListAll.class, AdminKeyCommands.Revoke.class})
final class AdminKeyCommands {
    private AdminKeyCommands() {}

    @Command(name = "create", description = "Makes an admin key. Its secret is shown once, alone on standard output.")
    static final class Create implements Runnable {
        @Mixin
        private InOrganization organization;

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "The key's name.")
        private String name;

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                description =
                        "What the key may do: ${COMPLETION-CANDIDATES}. May be given several times. Default: all.")
        private Set<Scope> scopes = EnumSet.allOf(Scope.class);

        @Mixin
        private Output output;

        @Override
        public void run() {
            organization.work((app, caller) -> {
                Minted<AdminKey> minted = app.adminKeys.create(caller, new AdminKey.Create(name, scopes));
                output.showOnce(
                        minted,
                        "Admin key " + minted.key().id() + " with the scopes " + Scope.format(scopes)
                                + ". Its secret is shown this once:");
            });
        }
    }

    @Command(name = "list", description = "Lists the admin keys, revoked ones too, the newest first.")
    static final class ListAll implements Runnable {
        @Mixin
        private InOrganization organization;

        @Mixin
        private Output output;

        @Override
        public void run() {
            Table<AdminKey> table = new Table<AdminKey>()
                    .column("ID", AdminKey::id)
                    .column("NAME", AdminKey::name)
                    .column("SCOPES", key -> Scope.format(key.scopes()))
                    .column("KEY", AdminKey::partialKeyHint)
                    .column("CREATED", AdminKey::createdAt)
                    .column("REVOKED", AdminKey::revokedAt);
            organization.work((app, caller) ->
                    output.list(app.db, table, (tx, cursor) -> app.adminKeys.list(tx, caller, cursor)));
        }
    }

    @Command(name = "revoke", description = "Stops an admin key for good, from the next request on.")
    static final class Revoke implements Runnable {
        @Mixin
        private InOrganization organization;

        @Parameters(paramLabel = "ID", description = "The admin key's id.")
        private String id;

        @Mixin
        private Output output;

        @Override
        public void run() {
            organization.work(
                    (app, caller) -> output.show(app.adminKeys.revoke(caller, id), "Admin key " + id + " is revoked."));
        }
    }
}
