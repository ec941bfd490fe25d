package dev.doorward.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program itself, which does nothing without a command. */
@Command(
        name = "doorward",
        description = "The self-hosted control plane of an organization that uses AI models.",
        versionProvider = Doorward.Version.class,
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            InitCommand.class,
            MigrateCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            VerifyCommand.class,
            DoctorCommand.class,
            CopyCommand.class,
            OrganizationCommands.class,
            AdminKeyCommands.class,
            CheckCredentialCommands.class,
            MemberCommands.class,
            InviteCommands.class,
            WorkspaceCommands.class,
            ApiKeyCommands.class,
            KeyCommands.class,
            JournalCommands.class,
            PepperCommands.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "Commands work on a data folder: --data DIR, or DOORWARD_DATA, or 'data' in the current folder.",
            "All of them are safe beside a running server.",
            "",
            "Exit codes:",
            "  0  done",
            "  1  refused or failed; one line on standard error says why",
            "  2  the command line or a setting is wrong; one line on standard error says which"
        })
final class Doorward {
    private final Invocation invocation;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the version.")
    private boolean version;

    Doorward(Invocation invocation) {
        this.invocation = invocation;
    }

    Invocation invocation() {
        return invocation;
    }

    /** The version in the jar's manifest; a build that was not packaged has none. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Doorward.class.getPackage().getImplementationVersion();
            return new String[] {"doorward " + (version == null ? "(not packaged)" : version)};
        }
    }
}
