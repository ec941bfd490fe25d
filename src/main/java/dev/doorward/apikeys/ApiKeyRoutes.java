package dev.doorward.apikeys;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Page;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoints under {@code /v1/organizations/api_keys}. */
public final class ApiKeyRoutes {
    private final ApiKeys keys;

    public ApiKeyRoutes(ApiKeys keys) {
        this.keys = keys;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/organizations/api_keys", Action.READ_API_KEYS, this::list),
                Route.get("/v1/organizations/api_keys/{id}", Action.READ_API_KEYS, this::get),
                Route.update("/v1/organizations/api_keys/{id}", Action.MANAGE_API_KEYS, this::update));
    }

    private Page<ApiKey> list(Tx tx, Caller caller, Request request) {
        return keys.list(
                tx, caller, ApiKey.Filter.read(request.query()), request.query().cursor(IdKind.API_KEY));
    }

    private ApiKey get(Tx tx, Caller caller, Request request) {
        return keys.get(tx, caller, request.id("id", IdKind.API_KEY));
    }

    private ApiKey update(Caller caller, Request request) {
        ApiKey.Update body = ApiKey.Update.read(request.body("name", "status"));
        return keys.update(caller, request.id("id", IdKind.API_KEY), body);
    }
}
