package dev.doorward.workspacemembers;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoints under {@code /v1/organizations/workspaces/{workspace_id}/members}. */
public final class WorkspaceMemberRoutes {
    private static final String ALL = "/v1/organizations/workspaces/{workspace_id}/members";
    private static final String ONE = ALL + "/{user_id}";

    private final WorkspaceMembers members;

    public WorkspaceMemberRoutes(WorkspaceMembers members) {
        this.members = members;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(
                Route.get(ALL, Action.READ_WORKSPACE_MEMBERS, this::list),
                Route.create(ALL, Action.MANAGE_WORKSPACE_MEMBERS, this::add),
                Route.get(ONE, Action.READ_WORKSPACE_MEMBERS, this::get),
                Route.update(ONE, Action.MANAGE_WORKSPACE_MEMBERS, this::update),
                Route.delete(ONE, Action.MANAGE_WORKSPACE_MEMBERS, this::remove));
    }

    private Page<WorkspaceMember> list(Tx tx, Caller caller, Request request) {
        Cursor cursor = request.query().cursor(IdKind.USER);
        return members.list(tx, caller, workspaceId(request), cursor);
    }

    private WorkspaceMember add(Caller caller, Request request) {
        WorkspaceMember.Create body = WorkspaceMember.Create.read(request.body("user_id", "workspace_role"));
        return members.add(caller, workspaceId(request), body);
    }

    private WorkspaceMember get(Tx tx, Caller caller, Request request) {
        return members.get(tx, caller, workspaceId(request), userId(request));
    }

    private WorkspaceMember update(Caller caller, Request request) {
        WorkspaceMember.Update body = WorkspaceMember.Update.read(request.body("workspace_role"));
        return members.update(caller, workspaceId(request), userId(request), body);
    }

    private WorkspaceMember.Deleted remove(Caller caller, Request request) {
        return members.remove(caller, workspaceId(request), userId(request));
    }

    private static String workspaceId(Request request) {
        return request.id("workspace_id", IdKind.WORKSPACE);
    }

    private static String userId(Request request) {
        return request.id("user_id", IdKind.USER);
    }
}
