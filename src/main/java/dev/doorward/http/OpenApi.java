package dev.doorward.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code /openapi.json}: every endpoint in OpenAPI 3.1, open to everybody. A test compares it with the routes and what they answer. */
public final class OpenApi {
    private static final String FILE = "/openapi.json";

    private OpenApi() {}

    /** The endpoint. */
    public static List<Route> routes() {
        Document document = document();
        return List.of(new Route.Open(FILE, () -> document));
    }

    /** JSON as it is written in the file. */
    record Document(@JsonValue @JsonRawValue String text) {}

    private static Document document() {
        try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
            return new Document(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
