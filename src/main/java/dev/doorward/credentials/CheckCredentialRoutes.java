package dev.doorward.credentials;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Page;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoints under {@code /doorward/v1/check_credentials}. */
public final class CheckCredentialRoutes {
    private final CheckCredentials credentials;

    public CheckCredentialRoutes(CheckCredentials credentials) {
        this.credentials = credentials;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(
                Route.get("/doorward/v1/check_credentials", Action.READ_CHECK_CREDENTIALS, this::list),
                Route.create("/doorward/v1/check_credentials", Action.MANAGE_CHECK_CREDENTIALS, this::create),
                Route.get("/doorward/v1/check_credentials/{id}", Action.READ_CHECK_CREDENTIALS, this::get),
                Route.update(
                        "/doorward/v1/check_credentials/{id}/revoke", Action.MANAGE_CHECK_CREDENTIALS, this::revoke));
    }

    private Page<CheckCredential> list(Tx tx, Caller caller, Request request) {
        return credentials.list(tx, caller, request.query().cursor(IdKind.CHECK_CREDENTIAL));
    }

    private Minted<CheckCredential> create(Caller caller, Request request) {
        return credentials.create(caller, CheckCredential.Create.read(request.body("name")));
    }

    private CheckCredential get(Tx tx, Caller caller, Request request) {
        return credentials.get(tx, caller, request.id("id", IdKind.CHECK_CREDENTIAL));
    }

    private CheckCredential revoke(Caller caller, Request request) {
        request.noBody();
        return credentials.revoke(caller, request.id("id", IdKind.CHECK_CREDENTIAL));
    }
}
