package dev.doorward.organization;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.Tx;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoint {@code /v1/organizations/me}. */
public final class OrganizationRoutes {
    private final Organizations organizations;

    public OrganizationRoutes(Organizations organizations) {
        this.organizations = organizations;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(Route.get("/v1/organizations/me", Action.READ_ORGANIZATION, this::get));
    }

    private Organization get(Tx tx, Caller caller, Request request) {
        return organizations.get(tx, caller);
    }
}
