package dev.doorward.apikeys;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.credentials.Minted;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Page;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoints under {@code /v1/organizations/api_keys}, which make no keys, and under {@code /doorward/v1/api_keys}. */
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
                Route.update("/v1/organizations/api_keys/{id}", Action.MANAGE_API_KEYS, this::update),
                Route.get("/doorward/v1/api_keys", Action.READ_API_KEYS, this::listUsed),
                Route.create("/doorward/v1/api_keys", Action.MANAGE_API_KEYS, this::create),
                Route.get("/doorward/v1/api_keys/{id}", Action.READ_API_KEYS, this::getUsed),
                Route.create("/doorward/v1/api_keys/{id}/rotate", Action.MANAGE_API_KEYS, this::rotate));
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

    private Page<UsedApiKey> listUsed(Tx tx, Caller caller, Request request) {
        return keys.listUsed(
                tx, caller, ApiKey.Filter.read(request.query()), request.query().cursor(IdKind.API_KEY));
    }

    private Minted<ApiKey> create(Caller caller, Request request) {
        return keys.create(caller, ApiKey.Create.read(request.body("name", "workspace_id", "expires_at")));
    }

    private UsedApiKey getUsed(Tx tx, Caller caller, Request request) {
        return keys.getUsed(tx, caller, request.id("id", IdKind.API_KEY));
    }

    private Minted<ApiKey> rotate(Caller caller, Request request) {
        ApiKey.Rotate body = ApiKey.Rotate.read(request.body("overlap_seconds", "expires_at"));
        return keys.rotate(caller, request.id("id", IdKind.API_KEY), body);
    }
}
