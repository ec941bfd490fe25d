package dev.doorward.invites;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Page;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoints under {@code /v1/organizations/invites}. */
public final class InviteRoutes {
    private final Invites invites;

    public InviteRoutes(Invites invites) {
        this.invites = invites;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/organizations/invites", Action.READ_INVITES, this::list),
                Route.create("/v1/organizations/invites", Action.MANAGE_INVITES, this::create),
                Route.get("/v1/organizations/invites/{id}", Action.READ_INVITES, this::get),
                Route.delete("/v1/organizations/invites/{id}", Action.MANAGE_INVITES, this::delete));
    }

    private Page<Invite> list(Tx tx, Caller caller, Request request) {
        return invites.list(
                tx, caller, Invite.Filter.read(request.query()), request.query().cursor(IdKind.INVITE));
    }

    private Invite create(Caller caller, Request request) {
        return invites.create(caller, Invite.Create.read(request.body("email", "role", "rbac_group_ids")));
    }

    private Invite get(Tx tx, Caller caller, Request request) {
        return invites.get(tx, caller, request.id("id", IdKind.INVITE));
    }

    private Invite.Deleted delete(Caller caller, Request request) {
        return invites.delete(caller, request.id("id", IdKind.INVITE));
    }
}
