package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.http.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden exchanges leave nothing out: no endpoint, no row of the table of errors, no code. */
@DisabledIfSystemProperty(named = "doorward.accept", matches = "true")
class WireCoverageTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** The description of the others: OpenApiTest looks at it. */
    private static final String NOT_SHOWN = "/openapi.json";

    @Test
    void everyEndpointIsShown() throws IOException {
        Set<String> shown = new TreeSet<>();
        List<Route> routes = TestDoorward.shared().app().routes().stream()
                .filter(route -> !route.path().equals(NOT_SHOWN))
                .toList();
        for (JsonNode exchange : exchanges()) {
            if (exchange.at("/response/status").asInt() == 200) {
                routes.stream()
                        .filter(route -> isFor(route, exchange))
                        .forEach(route -> shown.add(route.method() + " " + route.path()));
            }
        }

        assertThat(routes).allMatch(route -> shown.contains(route.method() + " " + route.path()));
    }

    /** Whether somebody else's id or no right is refused, EveryRouteTest asks of every route. */
    @Test
    void everyEndpointIsShownRefusing() throws IOException {
        Set<String> shown = new TreeSet<>();
        Set<String> expected = new TreeSet<>();
        List<JsonNode> exchanges = exchanges();
        for (Route route : TestDoorward.shared().app().routes()) {
            String name = route.method() + " " + route.path();
            exchanges.stream()
                    .filter(exchange -> isFor(route, exchange))
                    .forEach(exchange -> shown.add(
                            name + ": " + exchange.at("/response/status").asInt()));
            refusals(route).forEach(status -> expected.add(name + ": " + status));
        }

        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(shown).containsAll(expected);
    }

    /** What a route must be shown to answer beside 200, where it can. */
    private static Set<Integer> refusals(Route route) {
        Set<Integer> statuses = new TreeSet<>();
        switch (route) {
            case Route.Open _ -> {}
            case Route.Gate _ -> statuses.addAll(List.of(401, 403));
            case Route.Ask _ -> statuses.add(400);
            case Route.Write _ -> statuses.add(400);
            case Route.Read read -> {
                if (read.path().endsWith("s") || read.path().endsWith("/journal")) {
                    statuses.add(400);
                }
            }
        }
        if (RoutePath.hasIds(route) && !(route instanceof Route.Gate)) {
            statuses.add(404);
        }
        return statuses;
    }

    @Test
    void everyRowOfTheErrorTableIsShown() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (JsonNode exchange : exchanges()) {
            int status = exchange.at("/response/status").asInt();
            if (status != 200) {
                shown.add(
                        status + " " + exchange.at("/response/body/error/type").asString());
            }
        }

        // 505 is the answer to HTTP/0.9, which no client can be made to speak: HostileInputTest does, on a socket.
        assertThat(shown)
                .containsExactlyInAnyOrder(
                        "400 invalid_request_error",
                        "401 authentication_error",
                        "403 permission_error",
                        "404 not_found_error",
                        "405 invalid_request_error",
                        "409 conflict_error",
                        "413 request_too_large",
                        "414 invalid_request_error",
                        "431 invalid_request_error",
                        "500 api_error",
                        "503 api_error",
                        "504 timeout_error",
                        "529 overloaded_error");
    }

    @Test
    void everyErrorCodeOfTheContractIsShown() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (JsonNode exchange : exchanges()) {
            String code = exchange.at("/response/body/error/details/error_code").asString("");
            if (!code.isEmpty()) {
                shown.add(exchange.at("/response/status").asInt() + " " + code);
            }
        }

        assertThat(shown)
                .containsExactlyInAnyOrder(
                        "400 already_member",
                        "400 cannot_remove_last_member",
                        "400 email_domain_not_allowed",
                        "400 invite_already_exists",
                        "400 org_api_key_limit_exceeded",
                        "400 org_member_limit_exceeded",
                        "400 workspace_api_key_limit_exceeded",
                        "400 workspace_member_limit_exceeded",
                        "409 concurrent_membership_change");
    }

    @Test
    void everyFileBelongsToAScenario() throws IOException {
        try (Stream<Path> files = Files.list(GoldenFile.path(WireTest.FOLDER))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> WireTest.GROUPS.stream().anyMatch(group -> WireTest.belongs(name, group)));
        }
    }

    private static boolean isFor(Route route, JsonNode exchange) {
        String path = exchange.at("/request/path").asString().replaceAll("\\?.*", "");
        String pattern = route.path().replaceAll("\\{[a-z_]+}", "[^/]+");
        return route instanceof Route.Gate
                ? path.matches(pattern + "(/.*)?")
                : path.matches(pattern)
                        && route.method().equals(exchange.at("/request/method").asString());
    }

    private static List<JsonNode> exchanges() throws IOException {
        try (Stream<Path> files = Files.list(GoldenFile.path(WireTest.FOLDER))) {
            return files.map(file -> JSON.readTree(file.toFile())).toList();
        }
    }
}
