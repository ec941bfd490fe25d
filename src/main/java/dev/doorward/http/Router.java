package dev.doorward.http;

import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;

/** Finds the route of a path and verb. It looks at the path as it was sent: a segment stays one segment however it is encoded. */
final class Router {
    /** Paths without variables: found at once, where each pattern would be tried after the other. */
    private final Map<String, Map<String, Route>> fixed = new HashMap<>();

    private final PathMappings<Map<String, Route>> patterns = new PathMappings<>();
    private final List<Route.Gate> gates = new ArrayList<>();

    Router(List<Route> routes) {
        Map<String, Map<String, Route>> byPath = new LinkedHashMap<>();
        for (Route route : routes) {
            if (route instanceof Route.Gate gate) {
                gates.add(gate);
                continue;
            }
            Route other = byPath.computeIfAbsent(route.path(), _ -> new LinkedHashMap<>())
                    .put(route.method(), route);
            if (other != null) {
                throw new IllegalArgumentException("two routes for " + route.method() + " " + route.path());
            }
        }
        byPath.forEach((path, methods) -> {
            if (path.contains("{")) {
                patterns.put(new UriTemplatePathSpec(path), methods);
            } else {
                fixed.put(path, methods);
            }
        });
    }

    /** A route and the variable segments of the path. */
    record Match(Route route, Map<String, String> path) {}

    /** A gate and the one segment of the path that it reads, as it was sent. */
    record Asked(Route.Gate gate, String demanded) {}

    /** The gate that a path leads to, if it is one's: looked for first, because nothing else of such a request is looked at. */
    Optional<Asked> gate(String path) {
        for (Route.Gate gate : gates) {
            if (path != null && path.startsWith(gate.prefix())) {
                int begin = gate.prefix().length();
                return Optional.of(new Asked(gate, path.substring(begin, endOfSegment(path, begin))));
            }
        }
        return Optional.empty();
    }

    /** A request's target without what is behind a gate's demand; one that leads to no gate as it is. */
    String shortened(String target) {
        for (Route.Gate gate : gates) {
            if (target.startsWith(gate.prefix())) {
                return target.substring(0, endOfSegment(target, gate.prefix().length()));
            }
        }
        return target;
    }

    private static int endOfSegment(String target, int begin) {
        for (int i = begin; i < target.length(); i++) {
            if (target.charAt(i) == '/' || target.charAt(i) == '?') {
                return i;
            }
        }
        return target.length();
    }

    /** Throws 404 for an unknown path and 405 for a verb that a known path does not have. */
    Match match(String method, String path, Consumer<String> matchedPattern) {
        if (path == null) {
            throw notFound();
        }
        Map<String, Route> methods = fixed.get(path);
        if (methods != null) {
            matchedPattern.accept(path);
            return new Match(route(methods, method), Map.of());
        }
        MatchedResource<Map<String, Route>> found = patterns.getMatched(path);
        if (found == null) {
            throw notFound();
        }
        UriTemplatePathSpec pattern = (UriTemplatePathSpec) found.getPathSpec();
        matchedPattern.accept(pattern.getDeclaration());
        return new Match(route(found.getResource(), method), pattern.getPathParams(path));
    }

    private static Route route(Map<String, Route> methods, String method) {
        Route route = methods.get(method);
        if (route == null) {
            String allowed = String.join(", ", methods.keySet());
            throw ApiError.of(ErrorType.METHOD_NOT_ALLOWED, "Method not allowed: this path takes " + allowed + ".")
                    .header("allow", allowed);
        }
        return route;
    }

    private static ApiError notFound() {
        return ApiError.notFound("Not Found");
    }
}
