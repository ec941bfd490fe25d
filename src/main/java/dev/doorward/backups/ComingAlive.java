package dev.doorward.backups;

import dev.doorward.App;
import dev.doorward.access.Caller;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.CheckCredential;
import dev.doorward.db.JournalEnd;
import dev.doorward.http.Walk;
import dev.doorward.invites.Invite;
import dev.doorward.members.Member;
import dev.doorward.organization.Organization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What counts again in one organization once a restore is accepted: whoever knows better than the backup what was revoked
 * since finds it here.
 *
 * @param lastChange when the journal's last row was written; whatever was done later is not in this database
 */
public record ComingAlive(
        String organizationId,
        String name,
        boolean disabled,
        long journalRows,
        Instant lastChange,
        List<AdminKey> adminKeys,
        List<CheckCredential> checkCredentials,
        List<ApiKey> apiKeys,
        List<Member> members,
        List<Invite> pendingInvites) {
    /** One for each organization, the oldest first. */
    public static List<ComingAlive> list(App app) {
        return app.db.read(app.organizations::list).stream()
                .map(organization -> of(app, organization))
                .toList();
    }

    private static ComingAlive of(App app, Organization.Listed organization) {
        Caller caller = app.operator(organization.id());
        Optional<JournalEnd> last = app.db.read(tx -> tx.journalEnd(organization.id()));
        ApiKey.Filter active = new ApiKey.Filter(Optional.of(ApiKey.Status.ACTIVE), Optional.empty(), Optional.empty());
        Invite.Filter pending = new Invite.Filter(Optional.empty(), List.of(), List.of(Invite.Status.PENDING));
        return new ComingAlive(
                organization.id(),
                organization.name(),
                organization.disabledAt() != null,
                last.map(JournalEnd::seq).orElse(0L),
                last.map(JournalEnd::at).orElse(null),
                Walk.all(app.db, (tx, cursor) -> app.adminKeys.list(tx, caller, cursor)).stream()
                        .filter(key -> key.revokedAt() == null)
                        .toList(),
                Walk.all(app.db, (tx, cursor) -> app.checkCredentials.list(tx, caller, cursor)).stream()
                        .filter(credential -> credential.revokedAt() == null)
                        .toList(),
                Walk.all(app.db, (tx, cursor) -> app.apiKeys.list(tx, caller, active, cursor)),
                Walk.all(app.db, (tx, cursor) -> app.members.list(tx, caller, Member.Filter.NONE, cursor)),
                Walk.all(app.db, (tx, cursor) -> app.invites.list(tx, caller, pending, cursor)));
    }
}
