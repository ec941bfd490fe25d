package dev.doorward.workspaces;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Page;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoints under {@code /v1/organizations/workspaces}, but for members. */
public final class WorkspaceRoutes {
    private static final String[] FIELDS = {
        "name", "display_color", "data_residency", "tags", "external_key_id", "user_profile_id"
    };

    private final Workspaces workspaces;

    public WorkspaceRoutes(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/organizations/workspaces", Action.READ_WORKSPACES, this::list),
                Route.create("/v1/organizations/workspaces", Action.MANAGE_WORKSPACES, this::create),
                Route.get("/v1/organizations/workspaces/{id}", Action.READ_WORKSPACES, this::get),
                Route.update("/v1/organizations/workspaces/{id}", Action.MANAGE_WORKSPACES, this::update),
                Route.update("/v1/organizations/workspaces/{id}/archive", Action.MANAGE_WORKSPACES, this::archive));
    }

    private Page<Workspace> list(Tx tx, Caller caller, Request request) {
        return workspaces.list(
                tx,
                caller,
                Workspace.Filter.read(request.query()),
                request.query().cursor(IdKind.WORKSPACE));
    }

    private Workspace create(Caller caller, Request request) {
        return workspaces.create(caller, Workspace.Create.read(request.body(FIELDS)));
    }

    private Workspace get(Tx tx, Caller caller, Request request) {
        return workspaces.get(tx, caller, request.id("id", IdKind.WORKSPACE));
    }

    private Workspace update(Caller caller, Request request) {
        Workspace.Update body = Workspace.Update.read(request.body(FIELDS));
        return workspaces.update(caller, request.id("id", IdKind.WORKSPACE), body);
    }

    private Workspace archive(Caller caller, Request request) {
        request.noBody();
        return workspaces.archive(caller, request.id("id", IdKind.WORKSPACE));
    }
}
