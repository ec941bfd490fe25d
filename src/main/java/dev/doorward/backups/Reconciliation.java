package dev.doorward.backups;

import dev.doorward.App;
import dev.doorward.DataFolder;
import dev.doorward.access.Caller;
import dev.doorward.access.RestoreMarkSql;
import dev.doorward.access.Role;
import dev.doorward.access.WorkspaceRole;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import dev.doorward.http.Json;
import dev.doorward.invites.Invite;
import dev.doorward.journal.Journal;
import dev.doorward.journal.JournalRow;
import dev.doorward.workspacemembers.WorkspaceMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a newer export of the journal takes away from a restored organization: whatever its later rows show to be inactive,
 * archived, revoked, expired, removed or demoted becomes so here, through the product's own operations. Nothing is given: what was
 * made or allowed later stays unmade.
 *
 * <p>It can be run again: the export is compared with the journal as it was when the mark was set.
 */
public final class Reconciliation {
    private final App app;
    private final Caller caller;
    private final Map<String, JournalRow> last = new LinkedHashMap<>();
    private Optional<Boolean> disabled = Optional.empty();
    private final List<String> done = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    /**
     * What came of an export.
     *
     * @param done one line for each thing that was taken away
     * @param refused one line for each that a rule kept, such as the last admin, and that the operator must decide
     */
    public record Outcome(String organizationId, List<String> done, List<String> refused) {}

    private Reconciliation(App app, Caller caller) {
        this.app = app;
        this.caller = caller;
    }

    /** Applies an export. Throws, with nothing changed, where it is damaged or does not continue the restored journal. */
    public static Outcome apply(App app, Path export) {
        Instant marked = app.db.read(RestoreMarkSql::find).orElseThrow();
        String organizationId = organizationOf(export);
        if (app.db.read(app.organizations::list).stream()
                .noneMatch(organization -> organization.id().equals(organizationId))) {
            throw new DataFolder.Unusable(export + " is of organization " + organizationId + ", which is not here");
        }
        Reconciliation reconciliation = new Reconciliation(app, app.operator(organizationId));
        reconciliation.read(export, marked);
        reconciliation.apply();
        return new Outcome(organizationId, reconciliation.done, reconciliation.refused);
    }

    private static String organizationOf(Path export) {
        try (Stream<String> lines = Files.lines(export)) {
            return Json.string(Json.fields(lines.findFirst().orElse("")).get("organization_id"));
        } catch (IOException | UncheckedIOException e) {
            throw new DataFolder.Unusable("cannot read " + export);
        } catch (IllegalArgumentException | NullPointerException _) {
            throw new DataFolder.Unusable(export + " is no export of a journal");
        }
    }

    private void read(Path export, Instant marked) {
        Journal.Head known = app.db.read(tx -> app.journal.headAt(tx, caller, marked));
        try (Stream<String> lines = Files.lines(export)) {
            app.journal.continuation(known, lines, this::remember).ifPresent(problem -> {
                throw new DataFolder.Unusable(export + " does not continue the restored journal: " + problem);
            });
        } catch (IOException | UncheckedIOException e) {
            throw new DataFolder.Unusable("cannot read " + export);
        }
    }

    private void remember(JournalRow row) {
        switch (row.action()) {
            case "organization.disabled" -> disabled = Optional.of(true);
            case "organization.enabled" -> disabled = Optional.of(false);
            default -> last.put(row.objectType() + " " + row.objectId(), row);
        }
    }

    /** Roles first, then what is in workspaces, then the workspaces: what is archived or gone cannot be changed any more. */
    private void apply() {
        each("user", this::demote);
        each("workspace_member", this::restrict);
        each("api_key", this::stopKey);
        each("admin_key", this::revokeAdminKey);
        each("check_credential", this::revokeCheckCredential);
        each("invite", this::takeBack);
        each("user", this::remove);
        each("workspace", this::archive);
        if (disabled.equals(Optional.of(true))) {
            app.organizations.setDisabled(caller, true);
            done.add("organization " + caller.organizationId() + " is disabled");
        }
    }

    private interface Step {
        void take(JournalRow row);
    }

    private void each(String type, Step step) {
        for (JournalRow row : last.values()) {
            if (row.objectType().equals(type)) {
                try {
                    step.take(row);
                } catch (ApiError e) {
                    if (e.type() != ErrorType.NOT_FOUND) { // What was made after the backup is not here.
                        refused.add(type + " " + row.objectId() + ": " + e.getMessage());
                    }
                }
            }
        }
    }

    private void demote(JournalRow row) {
        if (row.after() == null) {
            return;
        }
        Role then = Role.of(text(row, "role"));
        Role here =
                app.db.read(tx -> app.members.get(tx, caller, row.objectId())).role();
        if (here != then && rank(then) <= rank(here)) {
            app.members.setRole(caller, row.objectId(), then);
            done.add("user " + row.objectId() + " is " + then);
        }
    }

    /** How much a role allows: where neither of two allows more, the later one counts. */
    private static int rank(Role role) {
        return switch (role) {
            case USER -> 0;
            case CLAUDE_CODE_USER -> 1;
            case DEVELOPER, BILLING -> 2;
            case ADMIN -> 3;
        };
    }

    private void remove(JournalRow row) {
        if (row.after() == null) {
            app.members.removeAny(caller, row.objectId());
            done.add("user " + row.objectId() + " is removed");
        }
    }

    private void restrict(JournalRow row) {
        String workspaceId = row.objectId().substring(0, row.objectId().indexOf('/'));
        String userId = row.objectId().substring(row.objectId().indexOf('/') + 1);
        WorkspaceMember here = app.db.read(tx -> app.workspaceMembers.get(tx, caller, workspaceId, userId));
        boolean given = app.db.read(tx -> app.workspaceMembers.isGiven(tx, caller, workspaceId, userId));
        if (row.after() == null) {
            if (given) {
                app.workspaceMembers.remove(caller, workspaceId, userId);
                done.add("user " + userId + " is removed from workspace " + workspaceId);
            }
            return;
        }
        WorkspaceRole then = WorkspaceRole.of(text(row, "workspace_role"));
        boolean admin = app.db.read(tx -> app.members.get(tx, caller, userId)).role() == Role.ADMIN;
        if (given && !admin && then.compareTo(here.workspaceRole()) < 0) {
            app.workspaceMembers.update(caller, workspaceId, userId, new WorkspaceMember.Update(then));
            done.add("user " + userId + " is " + then + " in workspace " + workspaceId);
        }
    }

    /** A key that was rotated has a later row with an earlier end; the key in its place is not here. */
    private void stopKey(JournalRow row) {
        ApiKey here = app.db.read(tx -> app.apiKeys.get(tx, caller, row.objectId()));
        String then = text(row, "status");
        boolean live = here.status() == ApiKey.Status.ACTIVE || here.status() == ApiKey.Status.INACTIVE;
        Optional<Instant> end = Optional.ofNullable(text(row, "expires_at")).map(Instant::parse);
        boolean over = then.equals("expired") || end.isPresent() && !end.get().isAfter(app.db.read(Tx::now));
        if (live && over || then.equals("archived") && here.status() != ApiKey.Status.ARCHIVED) {
            set(here, ApiKey.Status.ARCHIVED);
            return;
        }
        if (live && end.isPresent() && app.apiKeys.endBy(caller, here.id(), end.get())) {
            done.add("API key " + here.id() + " ends at " + end.get());
        }
        if (then.equals("inactive") && here.status() == ApiKey.Status.ACTIVE) {
            set(here, ApiKey.Status.INACTIVE);
        }
    }

    private void set(ApiKey here, ApiKey.Status status) {
        app.apiKeys.update(caller, here.id(), new ApiKey.Update(Optional.empty(), Optional.of(status)));
        done.add("API key " + here.id() + " is " + status);
    }

    private void revokeAdminKey(JournalRow row) {
        boolean live =
                app.db.read(tx -> app.adminKeys.get(tx, caller, row.objectId())).revokedAt() == null;
        if (live && text(row, "revoked_at") != null) {
            app.adminKeys.revoke(caller, row.objectId());
            done.add("admin key " + row.objectId() + " is revoked");
        }
    }

    private void revokeCheckCredential(JournalRow row) {
        boolean live = app.db
                        .read(tx -> app.checkCredentials.get(tx, caller, row.objectId()))
                        .revokedAt()
                == null;
        if (live && text(row, "revoked_at") != null) {
            app.checkCredentials.revoke(caller, row.objectId());
            done.add("check credential " + row.objectId() + " is revoked");
        }
    }

    /** An invite that was accepted later made a member who is not here: it must not make another one. */
    private void takeBack(JournalRow row) {
        Invite here = app.db.read(tx -> app.invites.get(tx, caller, row.objectId()));
        boolean over = row.after() == null || text(row, "status").equals("accepted");
        if (over && here.status() == Invite.Status.PENDING) {
            app.invites.delete(caller, row.objectId());
            done.add("invite " + row.objectId() + " is deleted");
        }
    }

    private void archive(JournalRow row) {
        boolean open = app.db
                        .read(tx -> app.workspaces.get(tx, caller, row.objectId()))
                        .archivedAt()
                == null;
        if (open && text(row, "archived_at") != null) {
            app.workspaces.archive(caller, row.objectId());
            done.add("workspace " + row.objectId() + " is archived");
        }
    }

    /** A text of the object as the row left it; null where it is null. */
    private static String text(JournalRow row, String field) {
        return Json.string(Json.fields(row.after()).get(field));
    }
}
