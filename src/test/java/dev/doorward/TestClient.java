package dev.doorward;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain HTTP client with fixed headers. Immutable: {@link #with} makes another one. */
public final class TestClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern MINTING =
            Pattern.compile("/doorward/v1/(api_keys|admin_keys|check_credentials|api_keys/[^/]+/rotate)");
    private static final Pattern NEW_KEY = Pattern.compile(",\"key\":\"[A-Za-z0-9_-]+\"}$");

    private final String baseUrl;
    private final Map<String, String> headers;

    public TestClient(String baseUrl) {
        this(baseUrl, Map.of());
    }

    private TestClient(String baseUrl, Map<String, String> headers) {
        this.baseUrl = baseUrl;
        this.headers = headers;
    }

    /** What came back. {@code text} is the body as it was sent. */
    public record Reply(int status, HttpHeaders headers, String text) {
        public JsonNode json() {
            return JSON.readTree(text);
        }

        /** The text at a JSON pointer, such as {@code /error/type}. */
        public String at(String pointer) {
            return json().at(pointer).asString(null);
        }

        public String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }

    /** The same client with one more header. */
    public TestClient with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new TestClient(baseUrl, more);
    }

    /** The same client without a header. */
    public TestClient without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(name);
        return new TestClient(baseUrl, fewer);
    }

    /** The headers that this client sends. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The whole path of one that may be given short. */
    public String fullPath(String path) {
        return path.startsWith("/") ? path : "/v1/organizations/" + path;
    }

    /** Paths below {@code /v1/organizations/} may be given without it; others begin with a slash. */
    public Reply get(String path) {
        return send("GET", path, null);
    }

    public Reply post(String path, String body) {
        return send("POST", path, body);
    }

    public Reply post(String path) {
        return send("POST", path, null);
    }

    public Reply delete(String path) {
        return send("DELETE", path, null);
    }

    /** The answer without a new key's secret, where an endpoint makes one: as the last field, and nowhere else. */
    private static String withoutNewKey(String method, String path, String body) {
        return method.equals("POST") && MINTING.matcher(path).matches()
                ? NEW_KEY.matcher(body).replaceFirst("}")
                : body;
    }

    public Reply send(String method, String path, String body) {
        String url = baseUrl + fullPath(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Canary.run()
                    .look(
                            "the answer to " + method + " " + path,
                            response.headers().map() + withoutNewKey(method, path, response.body()));
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
