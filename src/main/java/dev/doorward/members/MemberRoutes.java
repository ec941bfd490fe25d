package dev.doorward.members;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Page;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoints under {@code /v1/organizations/users}. */
public final class MemberRoutes {
    private final Members members;

    public MemberRoutes(Members members) {
        this.members = members;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/organizations/users", Action.READ_MEMBERS, this::list),
                Route.get("/v1/organizations/users/{id}", Action.READ_MEMBERS, this::get),
                Route.update("/v1/organizations/users/{id}", Action.MANAGE_MEMBERS, this::update),
                Route.delete("/v1/organizations/users/{id}", Action.MANAGE_MEMBERS, this::remove));
    }

    private Page<Member> list(Tx tx, Caller caller, Request request) {
        return members.list(
                tx, caller, Member.Filter.read(request.query()), request.query().cursor(IdKind.USER));
    }

    private Member get(Tx tx, Caller caller, Request request) {
        return members.get(tx, caller, request.id("id", IdKind.USER));
    }

    private Member update(Caller caller, Request request) {
        Member.Update body = Member.Update.read(request.body("role"));
        return members.update(caller, request.id("id", IdKind.USER), body);
    }

    private Member.Deleted remove(Caller caller, Request request) {
        return members.remove(caller, request.id("id", IdKind.USER));
    }
}
