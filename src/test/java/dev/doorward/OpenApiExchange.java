package dev.doorward;

import dev.doorward.credentials.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A golden exchange held against {@code openapi.json}: every part of the answer, and of the request when it was accepted. */
final class OpenApiExchange {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String NEWEST = "2026-10-21";

    /** Headers that HTTP itself has. */
    private static final Set<String> OF_HTTP = Set.of("content-type", "connection");

    /** Parameters that a test sends to show that unknown ones are ignored. */
    private static final Set<String> IGNORED = Set.of("beta");

    private final OpenApiDocument document;
    private final JsonNode request;
    private final JsonNode response;
    private final List<String> problems = new ArrayList<>();

    private OpenApiExchange(OpenApiDocument document, JsonNode exchange) {
        this.document = document;
        this.request = exchange.get("request");
        this.response = exchange.get("response");
    }

    /** What is in the exchange and not in the document, or the other way round; empty when they agree. */
    static List<String> problems(OpenApiDocument document, JsonNode exchange) {
        OpenApiExchange held = new OpenApiExchange(document, exchange);
        held.compare();
        return held.problems;
    }

    private void compare() {
        Optional<OpenApiDocument.Operation> operation =
                document.operation(request.get("method").stringValue(), path());
        if (operation.isPresent()) {
            String pointer = operation.get().pointer();
            compareResponse(pointer);
            if (status() == 200) {
                compareRequest(operation.get());
            }
        } else if (status() == 200) {
            problems.add("an answer of no operation is 200");
        } else {
            check("/components/schemas/Error", response.get("body"));
        }
    }

    private String path() {
        return request.get("path").stringValue().replaceAll("\\?.*", "");
    }

    private int status() {
        return response.get("status").asInt();
    }

    private void compareResponse(String operation) {
        String documented = operation + "/responses/" + status();
        if (document.at(documented).isMissingNode()) {
            problems.add("the status " + status() + " is not documented");
            return;
        }
        String pointer = document.resolved(documented);
        compareHeaders(pointer + "/headers");
        String schema = pointer + "/content/application~1json/schema";
        boolean expected = !document.at(schema).isMissingNode();
        if (expected != response.has("body")) {
            problems.add(expected ? "the body is missing" : "the body is not documented");
        } else if (expected) {
            check(schema, withSecret(response.get("body")));
            requireWorkspaceIdOfItsTime(response.get("body"));
        }
    }

    private void compareHeaders(String pointer) {
        JsonNode headers = response.get("headers");
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            String documented = document.resolved(pointer + "/" + name);
            if (!document.at(documented).isMissingNode()) {
                check(documented + "/schema", header.getValue());
            } else if (!OF_HTTP.contains(name)) {
                problems.add("the header " + name + " is not documented");
            }
        }
        for (String name : document.at(pointer).propertyNames()) {
            if (document.at(pointer + "/" + name).path("required").asBoolean(false) && !headers.has(name)) {
                problems.add("the header " + name + " is missing");
            }
        }
    }

    /** The files have a word where a new key's secret was. */
    private static JsonNode withSecret(JsonNode body) {
        if (body instanceof ObjectNode object && body.path("key").asString("").equals("NEW_KEY")) {
            return object.deepCopy()
                    .put("key", Secret.mint("dw_key_", new Random(1)).reveal());
        }
        return body;
    }

    /** The one field that depends on the version, which no schema can say. */
    private void requireWorkspaceIdOfItsTime(JsonNode body) {
        boolean served =
                !request.path("headers").path("anthropic-version").asString("").equals(NEWEST);
        List<JsonNode> things = new ArrayList<>(List.of(body));
        if (body.path("data").isArray()) {
            body.get("data").forEach(things::add);
        }
        for (JsonNode thing : things) {
            if (thing.path("type").asString("").equals("api_key") && thing.has("workspace_id") != served) {
                problems.add(served ? "workspace_id is missing" : "workspace_id is there");
            }
        }
    }

    private void compareRequest(OpenApiDocument.Operation operation) {
        if (operation.path().startsWith("/doorward/v1/check/")) {
            return; // Whatever a gateway's client sent.
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        int index = 0;
        for (JsonNode _ : document.at(operation.pointer() + "/parameters")) {
            String pointer = document.resolved(operation.pointer() + "/parameters/" + index++);
            JsonNode parameter = document.at(pointer);
            parameters.put(
                    parameter.get("in").stringValue() + " "
                            + parameter.get("name").stringValue().toLowerCase(Locale.ROOT),
                    pointer + "/schema");
        }
        query().forEach((name, values) -> {
            String key = parameters.containsKey("query " + name) ? "query " + name : "query " + name + "[]";
            if (parameters.containsKey(key)) {
                check(parameters.get(key), value(parameters.get(key), values));
            } else if (!IGNORED.contains(name)) {
                problems.add("the parameter " + name + " is not documented");
            }
        });
        for (Map.Entry<String, JsonNode> header : request.get("headers").properties()) {
            String pointer = parameters.get("header " + header.getKey());
            if (pointer != null) {
                check(pointer, header.getValue());
            }
        }
        compareRequestBody(document.resolved(operation.pointer() + "/requestBody"));
    }

    private void compareRequestBody(String pointer) {
        if (!request.has("body")) {
            if (document.at(pointer).path("required").asBoolean(false)) {
                problems.add("the request's body is missing");
            }
            return;
        }
        JsonNode body = request.get("body");
        String type = body.isString() ? "application~1x-www-form-urlencoded" : "application~1json";
        String schema = pointer + "/content/" + type + "/schema";
        if (document.at(schema).isMissingNode()) {
            problems.add("a request's body of this type is not documented");
        } else {
            check(schema, body.isString() ? form(body.stringValue()) : body);
        }
    }

    private static JsonNode form(String text) {
        ObjectNode form = JSON.createObjectNode();
        pairs(text).forEach((name, values) -> form.put(name, values.getFirst()));
        return form;
    }

    /** The query's parameters without those that are empty, which count as absent. */
    private Map<String, List<String>> query() {
        String path = request.get("path").stringValue();
        return path.contains("?") ? pairs(path.substring(path.indexOf('?') + 1)) : Map.of();
    }

    private static Map<String, List<String>> pairs(String text) {
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2 && !parts[1].isEmpty()) {
                pairs.computeIfAbsent(decoded(parts[0]), _ -> new ArrayList<>()).add(decoded(parts[1]));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** A parameter's values in the type that its schema asks for. */
    private JsonNode value(String schema, List<String> values) {
        String first = values.getFirst();
        return switch (document.at(schema).path("type").asString("string")) {
            case "integer" -> NODES.numberNode(Long.parseLong(first));
            case "boolean" -> NODES.booleanNode(Boolean.parseBoolean(first));
            case "array" -> {
                ArrayNode array = JSON.createArrayNode();
                values.forEach(array::add);
                yield array;
            }
            default -> NODES.stringNode(first);
        };
    }

    private void check(String pointer, JsonNode value) {
        problems.addAll(document.problems(pointer, value));
    }
}
