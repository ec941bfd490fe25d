package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import dev.doorward.access.WorkspaceRole;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.errors.ErrorType;
import dev.doorward.http.Route;
import dev.doorward.invites.Invite;
import dev.doorward.workspaces.Geo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code openapi.json} describes what the product does: its routes, its enums, and every golden exchange. */
@DisabledIfSystemProperty(named = "doorward.accept", matches = "true")
class OpenApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final OpenApiDocument DOCUMENT = OpenApiDocument.read();

    private final List<Route> routes = TestDoorward.shared().app().routes();

    @Test
    void itIsServedAsItStands() {
        TestClient.Reply reply = new TestClient(TestDoorward.shared().baseUrl()).get("/openapi.json");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.text()).isEqualTo(OpenApiDocument.text());
    }

    @Test
    void itIsValidOpenApi() {
        assertThat(DOCUMENT.problemsOfTheDocument()).isEmpty();
    }

    @Test
    void whatIsNotValidOpenApiIsFound() {
        Map<String, String> faults = Map.of(
                "\"in\": \"query\"", "\"in\": \"queries\"",
                "\"openapi\": \"3.1.0\"", "\"openapi\": \"2.0\"",
                "\"type\": \"integer\"", "\"type\": \"int\"",
                "\"summary\": \"List users\"", "\"resume\": \"List users\"");
        faults.forEach((right, wrong) -> {
            assertThat(OpenApiDocument.text()).contains(right);
            assertThat(OpenApiDocument.of(OpenApiDocument.text().replace(right, wrong))
                            .problemsOfTheDocument())
                    .as(wrong)
                    .isNotEmpty();
        });
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryComponentIsReferredTo() {
        Set<String> components = new TreeSet<>();
        for (String kind : List.of("parameters", "headers", "responses", "schemas")) {
            DOCUMENT.at("/components/" + kind)
                    .propertyNames()
                    .forEach(name -> components.add("/components/" + kind + "/" + name));
        }

        assertThat(DOCUMENT.references()).isEqualTo(components);
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        List<String> ids = DOCUMENT.operations().stream()
                .map(operation ->
                        DOCUMENT.at(operation.pointer() + "/operationId").asString(""))
                .toList();

        assertThat(ids).doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void itsOperationsAreTheRoutes() {
        Set<String> expected = new TreeSet<>();
        for (Route route : routes) {
            List<String> verbs = route instanceof Route.Gate ? List.of("GET", "POST") : List.of(route.method());
            verbs.forEach(verb -> expected.add(verb + " " + route.path()));
        }

        assertThat(DOCUMENT.operations().stream().map(operation -> operation.method() + " " + operation.path()))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theGateSaysThatAnyVerbAndAnyPathBelowWorks() {
        for (String verb : List.of("GET", "POST")) {
            String pointer = DOCUMENT.operation(verb, "/doorward/v1/check/x")
                    .orElseThrow()
                    .pointer();
            assertThat(DOCUMENT.at(pointer + "/description").asString(""))
                    .contains("Any verb works, and so does any path below this one");
        }
    }

    /** For each operation the scopes that it demands, and whether it may be refused by the rate limit. */
    @Test
    void itsScopesAndItsRateLimitAreTheRoutes() {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        for (Route route : routes) {
            String verb = route instanceof Route.Gate ? "GET" : route.method();
            String pointer = "/paths/" + OpenApiDocument.escaped(route.path()) + "/" + verb.toLowerCase(Locale.ROOT);
            String name = verb + " " + route.path();
            expected.put(name, security(route) + " " + route.rateLimited());
            found.put(
                    name,
                    DOCUMENT.at(pointer + "/security") + " "
                            + DOCUMENT.at(pointer + "/responses").has("429"));
            scope(route)
                    .ifPresent(scope -> assertThat(
                                    DOCUMENT.at(pointer + "/description").asString(""))
                            .as(name)
                            .contains("the scope `" + scope + "`."));
        }

        assertThat(found).isEqualTo(expected);
    }

    private static String security(Route route) {
        if (route instanceof Route.Open) {
            return "[]";
        }
        String scopes = scope(route).map(scope -> "\"" + scope + "\"").orElse("");
        return "[{\"x-api-key\":[" + scopes + "]},{\"bearer\":[" + scopes + "]}]";
    }

    private static Optional<Scope> scope(Route route) {
        Optional<Action> action = switch (route) {
            case Route.Read read -> Optional.of(read.action());
            case Route.Write write -> Optional.of(write.action());
            case Route.Ask ask -> Optional.of(ask.action());
            case Route.Open _, Route.Gate _ -> Optional.empty();
        };
        return action.flatMap(needed -> Scope.ALL.stream()
                .filter(scope -> needed.permits(new Caller.AdminKey("o", "k", Set.of(scope), Optional.empty(), "r")))
                .findFirst());
    }

    @Test
    void itsEnumsAreTheProducts() {
        Map<String, Stream<?>> enums = new LinkedHashMap<>();
        enums.put("Role", Role.ALL.stream());
        enums.put("GivenRole", Role.GIVEN_BY_API.stream());
        enums.put("WorkspaceRole", WorkspaceRole.ALL.stream());
        enums.put("GivenWorkspaceRole", WorkspaceRole.GIVEN_BY_HAND.stream());
        enums.put("Scope", Scope.ALL.stream());
        enums.put("InviteStatus", Arrays.stream(Invite.Status.values()));
        enums.put("ListedInviteStatus", statuses(Invite.Status.values(), "deleted"));
        enums.put("ApiKeyStatus", Arrays.stream(ApiKey.Status.values()));
        enums.put("SettableApiKeyStatus", statuses(ApiKey.Status.values(), "expired"));
        enums.put("Geo", Arrays.stream(Geo.values()));
        enums.put(
                "ErrorType",
                Arrays.stream(ErrorType.values()).map(ErrorType::wire).distinct());
        enums.forEach((schema, values) -> assertThat(
                        DOCUMENT.at("/components/schemas/" + schema + "/enum").values())
                .extracting(JsonNode::asString)
                .as(schema)
                .containsExactlyInAnyOrderElementsOf(
                        values.map(Object::toString).toList()));
    }

    private static Stream<?> statuses(Enum<?>[] all, String but) {
        return Arrays.stream(all).filter(status -> !status.toString().equals(but));
    }

    @Test
    void itsVersionIsTheProducts() throws IOException {
        Matcher version = Pattern.compile("<artifactId>doorward</artifactId>\\s+<version>([0-9.]+)(-SNAPSHOT)?<")
                .matcher(Files.readString(Path.of("pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(DOCUMENT.at("/info/version").asString("")).isEqualTo(version.group(1));
    }

    @Test
    void everyGoldenExchangeIsAsItSays() throws IOException {
        Map<String, List<String>> problems = new TreeMap<>();
        exchanges().forEach((name, exchange) -> {
            List<String> found = OpenApiExchange.problems(DOCUMENT, exchange);
            if (!found.isEmpty()) {
                problems.put(name, found);
            }
        });

        assertThat(problems).isEmpty();
    }

    /** The control of the test above: it finds each field that goes, each that comes, and each of another type. */
    @Test
    void aFieldThatIsMissingOrTooManyOrOfAnotherTypeIsFound() throws IOException {
        List<String> missed = new ArrayList<>();
        int tried = 0;
        for (Map.Entry<String, JsonNode> entry : exchanges().entrySet()) {
            JsonNode body = entry.getValue().at("/response/body");
            for (ObjectNode object : documentedObjects(body)) {
                for (Map.Entry<String, ObjectNode> fault : faults(object).entrySet()) {
                    Map<String, JsonNode> before = new LinkedHashMap<>();
                    object.properties().forEach(field -> before.put(field.getKey(), field.getValue()));
                    object.removeAll();
                    object.setAll(fault.getValue());
                    if (OpenApiExchange.problems(DOCUMENT, entry.getValue()).isEmpty()) {
                        missed.add(entry.getKey() + ": " + fault.getKey() + " in " + before);
                    }
                    object.removeAll();
                    object.setAll(before);
                    tried++;
                }
            }
        }

        assertThat(tried).isGreaterThan(1_000);
        assertThat(missed).isEmpty();
    }

    /** The body's objects whose fields are fixed: not tags, nor what the journal has kept. */
    private static List<ObjectNode> documentedObjects(JsonNode body) {
        List<ObjectNode> objects = new ArrayList<>();
        if (body instanceof ObjectNode object) {
            objects.add(object);
            object.properties().stream()
                    .filter(field ->
                            !Set.of("tags", "before", "after", "detail").contains(field.getKey()))
                    .forEach(field -> objects.addAll(documentedObjects(field.getValue())));
        } else if (body instanceof ArrayNode array && !array.isEmpty()) {
            objects.addAll(documentedObjects(array.get(0)));
        }
        return objects;
    }

    private static Map<String, ObjectNode> faults(ObjectNode object) {
        Map<String, ObjectNode> faults = new LinkedHashMap<>();
        faults.put("a field more", object.deepCopy().put("undocumented", "x"));
        for (String field : object.propertyNames()) {
            if (!field.equals("exp") && !field.equals("details")) { // The only ones that may be left out.
                ObjectNode without = object.deepCopy();
                without.remove(field);
                faults.put("without " + field, without);
            }
            faults.put(field + " of another type", object.deepCopy().put(field, 1.5));
        }
        return faults;
    }

    @Test
    void aStatusAHeaderOrARequestThatIsNotDocumentedIsFound() throws IOException {
        JsonNode list = exchanges().get("users-list-page.json");
        ObjectNode create = (ObjectNode) exchanges().get("invites-create.json");

        assertThat(OpenApiExchange.problems(DOCUMENT, list)).isEmpty();
        assertThat(problemsWith(list, "/response", "status", "418")).isNotEmpty();
        assertThat(problemsWith(list, "/response/headers", "x-new", "\"x\"")).isNotEmpty();
        assertThat(problemsWith(list, "/response/headers", "cache-control", "\"public\""))
                .isNotEmpty();
        assertThat(problemsWith(list, "/request", "path", "\"/v1/organizations/users?limit=0\""))
                .isNotEmpty();
        assertThat(problemsWith(list, "/request", "path", "\"/v1/organizations/users?page=2\""))
                .isNotEmpty();
        assertThat(problemsWith(list, "/request", "path", "\"/v1/organizations/nothing\""))
                .isNotEmpty();
        assertThat(problemsWith(create, "/request/body", "role", "\"admin\"")).isNotEmpty();
        assertThat(problemsWith(create, "/request/body", "name", "\"x\"")).isNotEmpty();
    }

    private static List<String> problemsWith(JsonNode exchange, String parent, String field, String value) {
        JsonNode changed = exchange.deepCopy();
        ((ObjectNode) changed.at(parent)).set(field, JSON.readTree(value));
        return OpenApiExchange.problems(DOCUMENT, changed);
    }

    private static Map<String, JsonNode> exchanges() throws IOException {
        try (Stream<Path> files = Files.list(GoldenFile.path(WireTest.FOLDER))) {
            return files.collect(Collectors.toMap(
                    file -> file.getFileName().toString(),
                    file -> JSON.readTree(file.toFile()),
                    (one, _) -> one,
                    TreeMap::new));
        }
    }
}
