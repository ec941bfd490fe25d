package dev.doorward.credentials;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Page;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoints under {@code /doorward/v1/admin_keys}. */
public final class AdminKeyRoutes {
    private final AdminKeys keys;

    public AdminKeyRoutes(AdminKeys keys) {
        this.keys = keys;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(
                Route.get("/doorward/v1/admin_keys", Action.READ_ADMIN_KEYS, this::list),
                Route.create("/doorward/v1/admin_keys", Action.MANAGE_ADMIN_KEYS, this::create),
                Route.get("/doorward/v1/admin_keys/{id}", Action.READ_ADMIN_KEYS, this::get),
                Route.update("/doorward/v1/admin_keys/{id}/revoke", Action.MANAGE_ADMIN_KEYS, this::revoke));
    }

    private Page<AdminKey> list(Tx tx, Caller caller, Request request) {
        return keys.list(tx, caller, request.query().cursor(IdKind.ADMIN_KEY));
    }

    private Minted<AdminKey> create(Caller caller, Request request) {
        return keys.create(caller, AdminKey.Create.read(request.body("name", "scopes")));
    }

    private AdminKey get(Tx tx, Caller caller, Request request) {
        return keys.get(tx, caller, request.id("id", IdKind.ADMIN_KEY));
    }

    private AdminKey revoke(Caller caller, Request request) {
        request.noBody();
        return keys.revoke(caller, request.id("id", IdKind.ADMIN_KEY));
    }
}
