package dev.doorward;

import dev.doorward.credentials.Secret;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One scenario on a server whose every answer is the same at each run. The requests that have a name become exchanges: what
 * was sent and what came back, without {@code date}, {@code content-length} and secrets.
 */
final class WireScene implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_BODY = 2_000;
    private static final Set<String> LEFT_OUT = Set.of("date", "content-length", ":status");

    private final TestDoorward doorward;
    private final TestOrganization organization;
    private final Era era;
    private final TestClient client;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, Exchange> exchanges = new LinkedHashMap<>();

    /** What was sent and what came back, as the file shows it, and the answer alone, for comparing the eras. */
    record Exchange(String text, String answer) {}

    /** How a client of a time presents its key, and the version that it asks for. */
    enum Era {
        OLD("2023-06-01"),
        NEW("2026-10-21");

        private final String version;

        Era(String version) {
            this.version = version;
        }

        String version() {
            return version;
        }

        private TestClient client(String baseUrl, String key) {
            TestClient plain = new TestClient(baseUrl);
            TestClient known =
                    this == OLD ? plain.with("x-api-key", key) : plain.with("authorization", "Bearer " + key);
            return known.with("anthropic-version", version);
        }
    }

    WireScene(Era era, Map<Setting, String> settings) {
        this.era = era;
        this.doorward = TestDoorward.startReproducible(settings);
        this.organization = doorward.firstOrganization();
        this.client = as("ADMIN_KEY", organization.adminKey());
    }

    TestDoorward doorward() {
        return doorward;
    }

    TestOrganization organization() {
        return organization;
    }

    /** The client of this era with the first admin key. */
    TestClient client() {
        return client;
    }

    /** A client of this era with another key; the files show the label in the key's place. */
    TestClient as(String label, String key) {
        labels.put(key, label);
        return era.client(doorward.baseUrl(), key);
    }

    TestClient.Reply get(String name, String path) {
        return show(name, client, "GET", path, null);
    }

    TestClient.Reply post(String name, String path, String body) {
        return show(name, client, "POST", path, body);
    }

    TestClient.Reply delete(String name, String path) {
        return show(name, client, "DELETE", path, null);
    }

    /** Sends a request and keeps the exchange under the name. */
    TestClient.Reply show(String name, TestClient sender, String method, String path, String body) {
        TestClient.Reply reply = sender.send(method, path, body);
        ObjectNode request = JSON.createObjectNode();
        request.put("method", method);
        request.put("path", shortened(sender.fullPath(path)));
        ObjectNode sent = request.putObject("headers");
        sender.headers().forEach((header, value) -> sent.put(header, shortened(labelled(value))));
        if (body != null) {
            request.set("body", shown(labelled(body)));
        }
        ObjectNode response = JSON.createObjectNode();
        response.put("status", reply.status());
        ObjectNode received = response.putObject("headers");
        new TreeMap<>(reply.headers().map()).forEach((header, values) -> {
            if (!LEFT_OUT.contains(header.toLowerCase(Locale.ROOT))) {
                received.put(header, String.join(", ", values));
            }
        });
        if (!reply.text().isEmpty()) {
            response.set("body", withoutNewKey(reply.json()));
        }
        ObjectNode exchange = JSON.createObjectNode();
        exchange.set("request", request);
        exchange.set("response", response);
        if (exchanges.put(name, new Exchange(pretty(exchange), pretty(response))) != null) {
            throw new IllegalStateException("two exchanges are named " + name);
        }
        return reply;
    }

    /** A new key's secret is in one field, and the file shows a word in its place. */
    private static JsonNode withoutNewKey(JsonNode body) {
        if (body instanceof ObjectNode object
                && Secret.parse(object.path("key").asString("")).isPresent()) {
            object.put("key", "NEW_KEY");
        }
        return body;
    }

    private String labelled(String value) {
        String shown = value;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            shown = shown.replace(label.getKey(), label.getValue());
        }
        return shown;
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_BODY ? text.substring(0, 60) + "… (" + text.length() + " characters)" : text;
    }

    /** A body that a JSON writer would write the same is shown as JSON; any other as the text that it is. */
    private static JsonNode shown(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (body.length() <= LONGEST_BODY
                    && node.isObject()
                    && JSON.writeValueAsString(node).equals(body)) {
                return node;
            }
        } catch (JacksonException _) {
            // Not JSON at all: that is what the exchange is about.
        }
        return JSON.getNodeFactory().stringNode(shortened(body));
    }

    private static String pretty(JsonNode node) {
        return node.toPrettyString() + "\n";
    }

    /** The exchanges so far, by name. */
    Map<String, Exchange> exchanges() {
        return exchanges;
    }

    /** Closing waits a second for connections that are idle, and nobody needs to wait with it. */
    @Override
    public void close() {
        doorward.search();
        Thread.startVirtualThread(doorward::close);
    }
}
