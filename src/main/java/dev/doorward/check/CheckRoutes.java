package dev.doorward.check;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.credentials.CredentialSql.ApiKeyCredential;
import dev.doorward.credentials.Secret;
import dev.doorward.db.Tx;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The two doors to a key check: {@code /doorward/v1/introspect} and {@code /doorward/v1/check/{id}}. */
public final class CheckRoutes {
    private final KeyChecks checks;
    private final Duration maxAge;
    private final InstantSource clock;

    /** @param maxAge how long a gateway may go by a check that let a key pass; zero for not at all */
    public CheckRoutes(KeyChecks checks, Duration maxAge, InstantSource clock) {
        this.checks = checks;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(
                new Route.Ask("/doorward/v1/introspect", Action.CHECK_KEYS, this::introspect),
                new Route.Gate("/doorward/v1/check/{id}", this::check));
    }

    private Route.Checked introspect(Tx tx, Caller caller, Request request) {
        return checks.introspect(tx, caller, request.formField("token"))
                .map(key -> new Route.Checked(Introspection.of(key), cacheControl(key)))
                .orElse(new Route.Checked(Introspection.INACTIVE, Map.of()));
    }

    private Route.Checked check(String demanded, Secret presented) {
        ApiKeyCredential key = checks.check(demanded, presented);
        Map<String, String> headers = new LinkedHashMap<>(cacheControl(key));
        headers.put("x-doorward-organization-id", key.organizationId());
        headers.put("x-doorward-workspace-id", key.workspaceId());
        headers.put("x-doorward-api-key-id", key.id());
        headers.put("x-doorward-api-key-name", PercentEncoded.of(key.name()));
        return new Route.Checked(null, headers);
    }

    /** Never longer than the key lives. */
    private Map<String, String> cacheControl(ApiKeyCredential key) {
        long seconds = key.expiresAt()
                .map(end -> Duration.between(clock.instant(), end).toSeconds())
                .filter(left -> left < maxAge.toSeconds())
                .orElse(maxAge.toSeconds());
        return seconds > 0 ? Map.of("cache-control", "private, max-age=" + seconds) : Map.of();
    }
}
