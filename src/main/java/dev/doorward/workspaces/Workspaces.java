package dev.doorward.workspaces;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.apikeys.ApiKeySql;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.journal.Journal;
import java.util.Map;

/** What can be done with workspaces, and the rules it is done by. */
public final class Workspaces {
    /** What the contract calls the workspace that every organization has. */
    private static final String DEFAULT_NAME = "Default";

    private final Guard guard;
    private final Journal journal;
    private final int most;

    /** @param most how many workspaces that are not archived an organization may have, the default one not counted */
    public Workspaces(Guard guard, Journal journal, int most) {
        this.guard = guard;
        this.journal = journal;
        this.most = most;
    }

    /** One page of the workspaces that pass the filter. */
    public Page<Workspace> list(Tx tx, Caller caller, Workspace.Filter filter, Cursor cursor) {
        return WorkspaceSql.list(tx, caller.organizationId(), filter, cursor);
    }

    /** One workspace, archived and default ones too; 404 when there is none. */
    public Workspace get(Tx tx, Caller caller, String id) {
        return WorkspaceSql.find(tx, caller.organizationId(), id).orElseThrow(IdKind.WORKSPACE::notFound);
    }

    /** The workspace that every organization has. */
    public Workspace getDefault(Tx tx, Caller caller) {
        return get(tx, caller, WorkspaceSql.defaultId(tx, caller.organizationId()));
    }

    /** Makes a workspace, unless there are as many as there may be. */
    public Workspace create(Caller caller, Workspace.Create body) {
        return guard.create(caller, Action.MANAGE_WORKSPACES, (tx, id) -> isOpen(tx, caller, id), tx -> {
            if (WorkspaceSql.countOpen(tx, caller.organizationId()) >= most) {
                throw ApiError.invalid(
                        "The organization may have " + most + " workspaces: archive one before making another.");
            }
            return insert(tx, caller, body, false);
        });
    }

    /** Makes an organization's default workspace, as the organization is made. */
    public Workspace createDefault(Tx tx, Caller caller) {
        return insert(tx, caller, Workspace.Create.named(DEFAULT_NAME), true);
    }

    private Workspace insert(Tx tx, Caller caller, Workspace.Create body, boolean isDefault) {
        String id = tx.newId(IdKind.WORKSPACE);
        Workspace workspace = new Workspace(
                id,
                body.name(),
                tx.now(),
                null,
                body.displayColor().orElse(Workspace.paletteColor(id)),
                tx.newUuid(),
                null,
                body.dataResidency(),
                body.tags(),
                null);
        WorkspaceSql.insert(tx, caller.organizationId(), workspace, isDefault);
        journal.created(tx, caller, "workspace.created", workspace);
        return workspace;
    }

    /** Changes what the body names. An empty body changes nothing; the default workspace keeps its name. */
    public Workspace update(Caller caller, String id, Workspace.Update body) {
        return guard.write(caller, Action.MANAGE_WORKSPACES, tx -> {
            Workspace workspace = get(tx, caller, id);
            requireOpen(workspace);
            if (body.name().isPresent() && isDefault(tx, caller, id)) {
                throw ApiError.invalid("name: the default workspace cannot be renamed.");
            }
            Workspace changed = workspace.with(body);
            if (!changed.equals(workspace)) {
                WorkspaceSql.update(tx, caller.organizationId(), changed);
                journal.changed(tx, caller, "workspace.updated", workspace, changed);
            }
            return changed;
        });
    }

    /** Archives a workspace for good; its keys stop with it. Archiving it again changes nothing. */
    public Workspace archive(Caller caller, String id) {
        return guard.write(caller, Action.MANAGE_WORKSPACES, tx -> {
            Workspace workspace = get(tx, caller, id);
            if (isDefault(tx, caller, id)) {
                throw ApiError.invalid("The default workspace cannot be archived.");
            }
            if (workspace.archivedAt() != null) {
                return workspace;
            }
            long stopped = ApiKeySql.countActive(tx, caller.organizationId(), id);
            Workspace archived = workspace.archived(tx.now());
            WorkspaceSql.update(tx, caller.organizationId(), archived);
            journal.changed(tx, caller, "workspace.archived", workspace, archived, Map.of("api_keys_stopped", stopped));
            return archived;
        });
    }

    private static boolean isOpen(Tx tx, Caller caller, String id) {
        return WorkspaceSql.find(tx, caller.organizationId(), id)
                .filter(workspace -> workspace.archivedAt() == null)
                .isPresent();
    }

    /** Throws 400 when the workspace is archived: then nothing in it changes any more. */
    public static void requireOpen(Workspace workspace) {
        if (workspace.archivedAt() != null) {
            throw ApiError.invalid("Workspace " + workspace.id() + " is archived.");
        }
    }

    /** Whether this is the caller's organization's default workspace. */
    public static boolean isDefault(Tx tx, Caller caller, String id) {
        return WorkspaceSql.defaultId(tx, caller.organizationId()).equals(id);
    }
}
