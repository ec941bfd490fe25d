package dev.doorward.cli;

import dev.doorward.access.Scope;
import dev.doorward.backups.ComingAlive;
import dev.doorward.backups.Reconciliation;
import java.util.List;
import java.util.function.Function;

/** What {@code restore --accept} says to people. */
final class RestoreText {
    private final StringBuilder text = new StringBuilder();

    private RestoreText() {}

    static String of(List<Reconciliation.Outcome> outcomes, List<ComingAlive> alive) {
        RestoreText text = new RestoreText();
        outcomes.forEach(text::outcome);
        alive.forEach(text::organization);
        return text.text.toString().stripTrailing();
    }

    private void outcome(Reconciliation.Outcome outcome) {
        line("Journal of organization " + outcome.organizationId() + ": "
                + outcome.done().size() + " taken away");
        outcome.done().forEach(done -> line("  " + done));
        outcome.refused().forEach(refused -> line("  NOT DONE: " + refused));
        line("");
    }

    private void organization(ComingAlive alive) {
        line("Organization " + alive.organizationId() + " '" + alive.name() + "'"
                + (alive.disabled() ? ", which is disabled: none of this counts until it is enabled" : ""));
        line("  last change: " + alive.lastChange() + ", row " + alive.journalRows() + " of the journal");
        list("admin keys", alive.adminKeys(), key -> key.id() + "  " + key.name() + "  " + Scope.format(key.scopes()));
        list("check credentials", alive.checkCredentials(), credential -> credential.id() + "  " + credential.name());
        list(
                "active API keys",
                alive.apiKeys(),
                key -> key.id() + "  " + key.name() + "  in " + key.scope().workspaceId()
                        + (key.expiresAt() == null ? "" : "  until " + key.expiresAt()));
        list("members", alive.members(), member -> member.id() + "  " + member.email() + "  " + member.role());
        list(
                "pending invites",
                alive.pendingInvites(),
                invite -> invite.id() + "  " + invite.email() + "  " + invite.role());
        line("");
    }

    private <T> void list(String what, List<T> things, Function<T, String> describe) {
        line("  " + what + ": " + things.size());
        things.forEach(thing -> line("    " + describe.apply(thing)));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
