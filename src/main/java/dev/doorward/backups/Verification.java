package dev.doorward.backups;

import dev.doorward.App;
import dev.doorward.access.Caller;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.db.Tx;
import dev.doorward.http.Walk;
import dev.doorward.members.MemberSql;
import dev.doorward.organization.Organization;
import dev.doorward.workspaces.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether an installation's data is whole: the database by its own rules, every journal's chain, and the product's rules. */
public final class Verification {
    private final App app;
    private final List<String> findings = new ArrayList<>();

    private Verification(App app) {
        this.app = app;
    }

    /** One line for each thing that is wrong; none where all is well. Takes as long as the data is large, and stops nobody. */
    public static List<String> run(App app) {
        Verification verification = new Verification(app);
        verification.findings.addAll(app.db.problems());
        app.db.read(app.organizations::list).forEach(verification::organization);
        return verification.findings;
    }

    private void organization(Organization.Listed organization) {
        Caller caller = app.operator(organization.id());
        String at = "organization " + organization.id() + ": ";
        app.journal.verify(app.db, caller, Optional.empty()).ifPresent(line -> findings.add(at + "journal: " + line));
        app.db.read(tx -> {
            invariants(tx, organization.id(), at);
            return null;
        });
        keys(caller, at);
    }

    private void invariants(Tx tx, String id, String at) {
        if (MemberSql.countAdmins(tx, id) == 0) {
            findings.add(at + "it has no admin");
        }
        long defaults = InvariantSql.countDefaultWorkspaces(tx, id);
        if (defaults != 1) {
            findings.add(at + "it has " + defaults + " default workspaces that are open, and one is right");
        }
        InvariantSql.strangersInWorkspaces(tx, id)
                .forEach(member -> findings.add(at + "workspace member " + member + " is no member"));
        InvariantSql.invitesTooMany(tx, id)
                .forEach(invite -> findings.add(at + "invite " + invite + " is not the only one for its address"));
    }

    /** That a key of an archived workspace counts as archived is derived and not stored: so the product itself is asked. */
    private void keys(Caller caller, String at) {
        Workspace.Filter all = new Workspace.Filter(true, true, List.of());
        Set<String> open = Walk.all(app.db, (tx, cursor) -> app.workspaces.list(tx, caller, all, cursor)).stream()
                .filter(workspace -> workspace.archivedAt() == null)
                .map(Workspace::id)
                .collect(Collectors.toSet());
        ApiKey.Filter active = new ApiKey.Filter(Optional.of(ApiKey.Status.ACTIVE), Optional.empty(), Optional.empty());
        Walk.all(app.db, (tx, cursor) -> app.apiKeys.list(tx, caller, active, cursor)).stream()
                .filter(key -> !open.contains(key.scope().workspaceId()))
                .forEach(key -> findings.add(at + "API key " + key.id() + " is active in an archived workspace"));
    }
}
