package dev.doorward.cli;

import dev.doorward.access.Role;
import dev.doorward.members.Email;
import dev.doorward.members.Member;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code members}: who belongs to the organization. Here admins are made, demoted and removed, but never the last one. */
@Command(
        name = "members",
        description = "The organization's members. Admins are made, demoted and removed here, and never the last one.",
        subcommands = {
            MemberCommands.Add.class,
            MemberCommands.ListAll.class,
            MemberCommands.SetRole.class,
            MemberCommands.Remove.class
        })
final class MemberCommands {
    private static final String ROLES = "One of ${COMPLETION-CANDIDATES}.";

    private MemberCommands() {}

    @Command(name = "add", description = "Adds a member without an invite.")
    static final class Add implements Runnable {
        @Mixin
        private InOrganization organization;

        @Option(names = "--email", required = true, paramLabel = "EMAIL", description = "The member's address.")
        private String email;

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "The member's name.")
        private String name;

        @Option(names = "--role", required = true, paramLabel = "ROLE", description = ROLES)
        private Role role;

        @Mixin
        private Output output;

        @Override
        public void run() {
            organization.work((app, caller) -> {
                Member member = app.members.add(caller, Email.parse("email", email), name, role);
                output.show(member, "Member " + member.id() + " was added as " + role + ".");
            });
        }
    }

    @Command(name = "list", description = "Lists the members, the newest first.")
    static final class ListAll implements Runnable {
        @Mixin
        private InOrganization organization;

        @Option(
                names = "--email",
                paramLabel = "EMAIL",
                description = "Only the member with this address, and variants of it with a +tag.")
        private Optional<String> email;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                description = "Only members of this role. May be given several times.")
        private List<Role> roles = List.of();

        @Mixin
        private Output output;

        @Override
        public void run() {
            Member.Filter filter = new Member.Filter(email.map(typed -> Email.parse("email", typed)), roles);
            Table<Member> table = new Table<Member>()
                    .column("ID", Member::id)
                    .column("EMAIL", Member::email)
                    .column("NAME", Member::name)
                    .column("ROLE", Member::role)
                    .column("ADDED", Member::addedAt);
            organization.work((app, caller) ->
                    output.list(app.db, table, (tx, cursor) -> app.members.list(tx, caller, filter, cursor)));
        }
    }

    @Command(name = "set-role", description = "Gives a member a role, admin too.")
    static final class SetRole implements Runnable {
        @Mixin
        private InOrganization organization;

        @Parameters(index = "0", paramLabel = "ID", description = "The member's id.")
        private String id;

        @Parameters(index = "1", paramLabel = "ROLE", description = ROLES)
        private Role role;

        @Mixin
        private Output output;

        @Override
        public void run() {
            organization.work((app, caller) ->
                    output.show(app.members.setRole(caller, id, role), "Member " + id + " is " + role + " now."));
        }
    }

    @Command(
            name = "remove",
            description = "Removes a member with all workspace memberships. API keys made by the member go on working.")
    static final class Remove implements Runnable {
        @Mixin
        private InOrganization organization;

        @Parameters(paramLabel = "ID", description = "The member's id.")
        private String id;

        @Mixin
        private Output output;

        @Override
        public void run() {
            organization.work(
                    (app, caller) -> output.show(app.members.removeAny(caller, id), "Member " + id + " is removed."));
        }
    }
}
