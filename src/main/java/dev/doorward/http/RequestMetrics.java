package dev.doorward.http;

import dev.doorward.db.DbException;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * Counts and times what is answered, by route, verb and status. All that a client sends of its own (paths, verbs that no
 * route has, ids, keys) is one label, {@code none}: so the number of series has a bound, and nobody is named.
 */
public final class RequestMetrics {
    private static final Duration[] BUCKETS = Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<Route, Answers> byRoute = new IdentityHashMap<>(); // Not changed once it is made.
    private final Answers withoutRoute;
    private final Map<ErrorType, Counter> refusals = new EnumMap<>(ErrorType.class);
    private final Counter failed;
    private final Counter unavailable;
    private final Counter busy;
    private final Counter unknown;

    /** @param routes those that will be answered, the same objects */
    public RequestMetrics(MeterRegistry registry, List<Route> routes) {
        this.registry = registry;
        this.withoutRoute = new Answers("none", "none");
        routes.forEach(route -> byRoute.put(route, new Answers(route.method(), route.path())));
        for (ErrorType type : ErrorType.values()) {
            refusals.put(type, counter("doorward.http.refusals", "type", type.wire(), "Refusals, by error.type."));
        }
        this.failed = databaseErrors("failed");
        this.unavailable = databaseErrors("unavailable");
        this.busy = databaseErrors("busy");
        this.unknown = databaseErrors("unknown");
    }

    private Counter databaseErrors(String kind) {
        return counter("doorward.database.errors", "kind", kind, "Requests that the database failed.");
    }

    private Counter counter(String name, String label, String value, String description) {
        return Counter.builder(name).description(description).tag(label, value).register(registry);
    }

    /** A request was answered. Without a route none had matched. */
    void answered(Optional<Route> route, Optional<ApiError> error, long nanos) {
        route.map(byRoute::get).orElse(withoutRoute).timer(error).record(nanos, TimeUnit.NANOSECONDS);
        error.ifPresent(refusal -> refusals.get(refusal.type()).increment());
    }

    /** The database failed a request. */
    void databaseFailed(DbException e) {
        Counter counter = switch (e) {
            case DbException.Unavailable _ -> unavailable;
            case DbException.Busy _ -> busy;
            case DbException.Unknown _ -> unknown;
            default -> failed;
        };
        counter.increment();
    }

    /** The timers of one route, one for each status. Those of refusals are made when they are first needed: most never are. */
    private final class Answers {
        private final String method;
        private final String path;
        private final Timer ok;
        private final AtomicReferenceArray<Timer> refused = new AtomicReferenceArray<>(ErrorType.values().length);

        private Answers(String method, String path) {
            this.method = method;
            this.path = path;
            this.ok = register(200);
        }

        private Timer timer(Optional<ApiError> error) {
            return error.isEmpty() ? ok : timer(error.get().type());
        }

        private Timer timer(ErrorType type) {
            Timer known = refused.get(type.ordinal());
            if (known != null) {
                return known;
            }
            Timer made = register(type.status()); // Twice at once is fine: it is the same one.
            refused.set(type.ordinal(), made);
            return made;
        }

        private Timer register(int status) {
            return Timer.builder("doorward.http.request.duration")
                    .description("Requests that were answered, and how long that took.")
                    .tag("method", method)
                    .tag("route", path)
                    .tag("status", String.valueOf(status))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
        }
    }
}
