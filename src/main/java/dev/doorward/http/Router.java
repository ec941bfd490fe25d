package dev.doorward.http;

import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;

/** Finds the route of a path and verb. It looks at the path as it was sent: a segment stays one segment however it is encoded. */
final class Router {
    private final PathMappings<Map<String, Route>> mappings = new PathMappings<>();

    Router(List<Route> routes) {
        Map<String, Map<String, Route>> byPath = new LinkedHashMap<>();
        for (Route route : routes) {
            Route other = byPath.computeIfAbsent(route.path(), _ -> new LinkedHashMap<>())
                    .put(route.method(), route);
            if (other != null) {
                throw new IllegalArgumentException("two routes for " + route.method() + " " + route.path());
            }
        }
        byPath.forEach((path, methods) -> mappings.put(new UriTemplatePathSpec(path), methods));
    }

    /** A route and the variable segments of the path. */
    record Match(Route route, Map<String, String> path) {}

    /** Throws 404 for an unknown path and 405 for a verb that a known path does not have. */
    Match match(String method, String path, Consumer<String> matchedPattern) {
        MatchedResource<Map<String, Route>> found = path == null ? null : mappings.getMatched(path);
        if (found == null) {
            throw ApiError.notFound("Not Found");
        }
        UriTemplatePathSpec pattern = (UriTemplatePathSpec) found.getPathSpec();
        matchedPattern.accept(pattern.getDeclaration());
        Route route = found.getResource().get(method);
        if (route == null) {
            String allowed = String.join(", ", found.getResource().keySet());
            throw ApiError.of(ErrorType.METHOD_NOT_ALLOWED, "Method not allowed: this path takes " + allowed + ".")
                    .header("allow", allowed);
        }
        return new Match(route, pattern.getPathParams(path));
    }
}
