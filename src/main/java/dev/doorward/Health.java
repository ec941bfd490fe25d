package dev.doorward;

import dev.doorward.access.Authenticator;
import dev.doorward.access.RestoreMarkSql;
import dev.doorward.credentials.Peppers;
import dev.doorward.db.Db;
import dev.doorward.db.DbException;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import dev.doorward.http.Route;
import java.time.Duration;
import java.util.List;

/** Whether this instance lives, and whether it should be sent requests. */
public final class Health {
    private final Db db;
    private final Peppers peppers;
    private volatile boolean draining;

    Health(Db db, Peppers peppers) {
        this.db = db;
        this.peppers = peppers;
    }

    /** What a probe answers. */
    public record Status(String status) {}

    List<Route> routes() {
        return List.of(new Route.Open("/livez", () -> new Status("live")), new Route.Open("/readyz", this::ready));
    }

    /** From now on this instance is not ready: a balancer takes it out before it stops. */
    void drain() {
        draining = true;
    }

    /** What {@code /readyz} says. */
    boolean isReady() {
        try {
            ready();
            return true;
        } catch (ApiError | DbException _) {
            return false;
        }
    }

    private Status ready() {
        if (draining) {
            throw notReady("This instance is stopping.");
        }
        if (!db.schemaIsUsable()) {
            throw notReady("The database's schema is not one that this version can work with.");
        }
        db.read(tx -> {
            if (RestoreMarkSql.find(tx).isPresent()) {
                throw notReady(Authenticator.HELD_BACK);
            }
            peppers.requireAll(tx);
            return null;
        });
        return new Status("ready");
    }

    private static ApiError notReady(String message) {
        return ApiError.of(ErrorType.UNAVAILABLE, message).retryAfter(Duration.ofSeconds(1));
    }
}
