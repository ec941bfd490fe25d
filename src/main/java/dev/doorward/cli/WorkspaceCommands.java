package dev.doorward.cli;

import dev.doorward.workspaces.Workspace;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code workspaces}: the organization's workspaces. */
@Command(
        name = "workspaces",
        description = "The organization's workspaces.",
        subcommands = WorkspaceCommands.ListAll.class)
final class WorkspaceCommands {
    private WorkspaceCommands() {}

    @Command(name = "list", description = "Lists the workspaces, the default one too, the newest first.")
    static final class ListAll implements Runnable {
        @Mixin
        private InOrganization organization;

        @Option(names = "--include-archived", description = "Lists archived workspaces too.")
        private boolean includeArchived;

        @Mixin
        private Output output;

        @Override
        public void run() {
            Workspace.Filter filter = new Workspace.Filter(includeArchived, true, List.of());
            Table<Workspace> table = new Table<Workspace>()
                    .column("ID", Workspace::id)
                    .column("NAME", Workspace::name)
                    .column("CREATED", Workspace::createdAt)
                    .column("ARCHIVED", Workspace::archivedAt);
            organization.work((app, caller) ->
                    output.list(app.db, table, (tx, cursor) -> app.workspaces.list(tx, caller, filter, cursor)));
        }
    }
}
