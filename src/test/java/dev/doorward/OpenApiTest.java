package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import dev.doorward.access.WorkspaceRole;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.http.Route;
import dev.doorward.invites.Invite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description of the API is true: of the routes, and of every golden exchange, to the last field. */
@DisabledIfSystemProperty(named = "doorward.accept", matches = "true")
class OpenApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode DOCUMENT = document();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Set<String> VERBS = Set.of("get", "post", "delete");

    private final Map<String, Schema> compiled = new HashMap<>();

    private static JsonNode document() {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An exchange of the golden files that a route answered. */
    private record Exchange(String file, Route route, JsonNode request, JsonNode response) {
        private int status() {
            return response.at("/status").asInt();
        }

        /** What was answered, with a secret where the golden files have only its name. */
        private JsonNode body() {
            JsonNode body = response.path("body").deepCopy();
            if (body.has("key")) {
                ((ObjectNode) body).put("key", "dw_key_" + "0".repeat(49));
            }
            return body;
        }

        /** Where the document describes it; the gate is described for GET and POST alike. */
        private JsonNode operation() {
            String verb = route instanceof Route.Gate ? "get" : route.method().toLowerCase(java.util.Locale.ROOT);
            return DOCUMENT.get("paths").get(route.path()).get(verb);
        }
    }

    private static List<Exchange> exchanges() throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        try (Stream<Path> files = Files.list(GoldenFile.path(WireTest.FOLDER))) {
            for (Path file : files.sorted().toList()) {
                JsonNode exchange = JSON.readTree(file.toFile());
                route(exchange.get("request"))
                        .ifPresent(route -> exchanges.add(new Exchange(
                                file.getFileName().toString(),
                                route,
                                exchange.get("request"),
                                exchange.get("response"))));
            }
        }
        return exchanges;
    }

    private static Optional<Route> route(JsonNode request) {
        String path = request.get("path").asString().replaceAll("\\?.*", "");
        String method = request.get("method").asString();
        return TestDoorward.shared().app().routes().stream()
                .filter(route -> route instanceof Route.Gate
                        ? path.startsWith("/doorward/v1/check/")
                        : route.method().equals(method)
                                && path.matches(route.path().replaceAll("\\{[a-z_]+}", "[^/]+")))
                .findFirst();
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        DOCUMENT.get("paths")
                .properties()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .filter(VERBS::contains)
                        .forEach(verb -> described.add(verb + " " + path.getKey())));

        Set<String> routes = new TreeSet<>();
        for (Route route : TestDoorward.shared().app().routes()) {
            List<String> verbs = route instanceof Route.Gate
                    ? List.of("get", "post")
                    : List.of(route.method().toLowerCase(java.util.Locale.ROOT));
            verbs.forEach(verb -> routes.add(verb + " " + route.path()));
        }
        assertThat(described).isEqualTo(routes);
    }

    @Test
    void theServerHasTheDescriptionForEverybody() {
        TestClient.Reply reply = new TestClient(TestDoorward.shared().baseUrl()).get("/openapi.json");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.json()).isEqualTo(DOCUMENT);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        List<JsonNode> left = new ArrayList<>(List.of(DOCUMENT));
        int seen = 0;
        while (!left.isEmpty()) {
            JsonNode node = left.removeLast();
            node.forEach(left::add);
            JsonNode reference = node.isObject() ? node.get("$ref") : null;
            if (reference != null && reference.isString()) {
                seen++;
                if (DOCUMENT.at(reference.asString().substring(1)).isMissingNode()) {
                    broken.add(reference.asString());
                }
            }
        }

        assertThat(seen).isGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    @Test
    void everyOperationHasANameOfItsOwnAndSaysWhoMayCallIt() {
        List<String> names = new ArrayList<>();
        DOCUMENT.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> VERBS.contains(entry.getKey()))
                        .forEach(entry -> {
                            names.add(entry.getValue().at("/operationId").asString());
                            assertThat(entry.getValue().at("/summary").asString())
                                    .as(path.getKey())
                                    .isNotBlank();
                            assertThat(entry.getValue().has("responses"))
                                    .as(path.getKey())
                                    .isTrue();
                            assertThat(entry.getValue().has("security"))
                                    .as(path.getKey())
                                    .isTrue();
                        }));

        assertThat(names).doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void everyGoldenAnswerFits() throws IOException {
        List<String> faults = new ArrayList<>();
        List<Exchange> exchanges = exchanges();
        for (Exchange exchange : exchanges) {
            faults.addAll(faults(exchange, exchange.body()));
        }

        assertThat(exchanges).hasSizeGreaterThan(300);
        assertThat(faults).isEmpty();
    }

    @Test
    void everyBodyThatWasAcceptedFits() throws IOException {
        List<String> faults = new ArrayList<>();
        int bodies = 0;
        for (Exchange exchange : exchanges()) {
            JsonNode body = exchange.request().path("body");
            if (exchange.status() == 200 && body.isObject()) {
                JsonNode schema = exchange.operation().at("/requestBody/content/application~1json/schema");
                if (!schema.isMissingNode()) {
                    bodies++;
                    faults.addAll(validate(exchange.file(), schema, body));
                }
            }
        }

        assertThat(bodies).isGreaterThan(30);
        assertThat(faults).isEmpty();
    }

    /** The negative control: a field too few, a field too many and a wrong type in any answer are found. */
    @Test
    void anAnswerThatIsDescribedWronglyWouldBeSeen() throws IOException {
        int fields = 0;
        for (Exchange exchange : exchanges()) {
            if (exchange.body() instanceof ObjectNode body && exchange.status() == 200) {
                for (String field : body.propertyNames()) {
                    if (isOptional(exchange, field)) {
                        continue;
                    }
                    fields++;
                    ObjectNode without = body.deepCopy();
                    without.remove(field);
                    ObjectNode wrong = body.deepCopy();
                    wrong.set(field, JSON.createArrayNode().add(JSON.createArrayNode()));
                    assertThat(faults(exchange, without))
                            .as(exchange.file() + " without " + field)
                            .isNotEmpty();
                    assertThat(faults(exchange, wrong))
                            .as(exchange.file() + " with another " + field)
                            .isNotEmpty();
                }
                ObjectNode more = body.deepCopy();
                more.put("not_described", 1);
                assertThat(faults(exchange, more))
                        .as(exchange.file() + " with one more")
                        .isNotEmpty();
            }
        }

        assertThat(fields).isGreaterThan(300);
    }

    /** What is there in one era only, or for some keys only. */
    private static boolean isOptional(Exchange exchange, String field) {
        return field.equals("workspace_id") && exchange.route().path().contains("api_keys")
                || exchange.route() instanceof Route.Ask;
    }

    private List<String> faults(Exchange exchange, JsonNode body) {
        JsonNode response = resolved(exchange.operation().path("responses").path(String.valueOf(exchange.status())));
        if (response.isMissingNode()) {
            return List.of(exchange.file() + ": " + exchange.status() + " is not described");
        }
        JsonNode schema = response.at("/content/application~1json/schema");
        if (schema.isMissingNode()) {
            boolean empty =
                    body.isMissingNode() || body.isNull() || body.asString("x").isEmpty();
            return empty ? List.of() : List.of(exchange.file() + ": has a body, and none is described");
        }
        return validate(exchange.file(), schema, body);
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asString().substring(1)) : node;
    }

    private List<String> validate(String what, JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema.toString(), _ -> compile((ObjectNode) schema)).validate(value).stream()
                .map(error -> what + ": " + error)
                .toList();
    }

    /** References lead into the document's components, so these come along. */
    private static Schema compile(ObjectNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", DOCUMENT.get("components"));
        return SCHEMAS.getSchema(whole);
    }

    @Test
    void theClosedSetsAreTheProducts() {
        assertThat(set("Role")).isEqualTo(names(Role.values()));
        assertThat(set("GivenRole")).isEqualTo(names(Role.GIVEN_BY_API.toArray()));
        assertThat(set("WorkspaceRole")).isEqualTo(names(WorkspaceRole.values()));
        assertThat(set("GivenWorkspaceRole")).isEqualTo(names(WorkspaceRole.GIVEN_BY_HAND.toArray()));
        assertThat(set("Scope")).isEqualTo(names(Scope.values()));
        assertThat(set("ApiKeyStatus")).isEqualTo(names(ApiKey.Status.values()));
        assertThat(set("InviteStatus")).isEqualTo(names(Invite.Status.values()));
    }

    private static Set<String> set(String schema) {
        return DOCUMENT.at("/components/schemas/" + schema + "/enum")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Object[] values) {
        return Arrays.stream(values).map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }
}
