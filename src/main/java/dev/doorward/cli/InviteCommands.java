package dev.doorward.cli;

import dev.doorward.App;
import dev.doorward.Settings;
import dev.doorward.invites.Invite;
import dev.doorward.members.Member;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code invites}: how an invited person gets in. */
@Command(
        name = "invites",
        description = "The organization's invites, and the links that accept them.",
        subcommands = {InviteCommands.ListAll.class, InviteCommands.Link.class, InviteCommands.Accept.class})
final class InviteCommands {
    private static final String ACCEPT_PATH = "/console/invites/accept?token=";

    private InviteCommands() {}

    @Command(name = "list", description = "Lists the invites that were not deleted, the newest first.")
    static final class ListAll implements Runnable {
        @Mixin
        private InOrganization organization;

        @Mixin
        private Output output;

        @Override
        public void run() {
            Invite.Filter all = new Invite.Filter(Optional.empty(), List.of(), List.of());
            Table<Invite> table = new Table<Invite>()
                    .column("ID", Invite::id)
                    .column("EMAIL", Invite::email)
                    .column("ROLE", Invite::role)
                    .column("STATUS", Invite::status)
                    .column("INVITED", Invite::invitedAt)
                    .column("EXPIRES", Invite::expiresAt);
            organization.work((app, caller) ->
                    output.list(app.db, table, (tx, cursor) -> app.invites.list(tx, caller, all, cursor)));
        }
    }

    @Command(
            name = "link",
            description = {
                "Prints the link that accepts a pending invite. Whoever has the link can join: send it to the invited"
                        + " person only.",
                "",
                "The link begins with the setting public-url or, without it, with the address that the server noted"
                        + " when it was last started."
            })
    static final class Link implements Runnable {
        @Mixin
        private InOrganization organization;

        @Parameters(paramLabel = "ID", description = "The invite's id.")
        private String id;

        @Mixin
        private Output output;

        private record Shown(String inviteId, String link) {}

        @Override
        public void run() {
            organization.work((app, caller) -> {
                String token = app.db.read(tx -> app.invites.token(tx, caller, id));
                String link = publicUrl(app, organization.settings()) + ACCEPT_PATH + token;
                output.show(new Shown(id, link), link);
            });
        }

        private static String publicUrl(App app, Settings settings) {
            return settings.publicUrl()
                    .or(() -> app.db.read(app.organizations::publicUrl))
                    .orElseThrow(() -> new Refusal("no link can be made: set public-url, the address that people"
                            + " reach this installation under"));
        }
    }

    @Command(
            name = "accept",
            description = "Makes a member of an invited person who has no browser at hand. The token or the whole link"
                    + " is read from a file or from standard input, never from the command line, which others can see.")
    static final class Accept implements Runnable {
        private static final int LONGEST = 4_096;

        @Spec
        private CommandSpec command;

        @Mixin
        private Installation installation;

        @Option(
                names = "--token-file",
                required = true,
                paramLabel = "FILE",
                description = "The file with the token or the link; '-' for standard input.")
        private Path tokenFile;

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "The new member's name.")
        private String name;

        @Mixin
        private Output output;

        @Override
        public void run() {
            String token = readToken();
            installation.open(app -> {
                String organizationId = app.db
                        .read(tx -> app.invites.organizationOf(tx, token))
                        .orElseThrow(() -> new Refusal("there is no invite for this token"));
                Member member = app.invites.accept(app.operator(organizationId), token, name);
                output.show(member, "Member " + member.id() + " has joined as " + member.role() + ".");
            });
        }

        private String readToken() {
            try (InputStream in =
                    tokenFile.toString().equals("-") ? Invocation.of(command).in() : Files.newInputStream(tokenFile)) {
                String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
                return text.substring(text.lastIndexOf('=') + 1);
            } catch (IOException _) {
                throw new Refusal("cannot read the token file " + tokenFile);
            }
        }
    }
}
