package dev.doorward.http;

import dev.doorward.db.IdKind;
import dev.doorward.errors.ApiError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import tools.jackson.databind.JsonNode;

/** What a route needs of an HTTP request: the ids in its path, its query, its body. */
public final class Request {
    private final Map<String, String> path;
    private final Supplier<Map<String, List<String>>> query;
    private final byte[] body;

    /** @param path the path's variable segments as they were sent, still percent-encoded */
    Request(Map<String, String> path, Supplier<Map<String, List<String>>> query, byte[] body) {
        this.path = path;
        this.query = query;
        this.body = body;
    }

    /** An id in the path. Whatever is not one answers as an unknown one does: 404. */
    public String id(String name, IdKind kind) {
        String id = decode(path.get(name));
        if (!kind.isId(id)) {
            throw kind.notFound();
        }
        return id;
    }

    static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /** The query parameters; 400 when they are not well encoded. */
    public Query query() {
        return new Query(query.get());
    }

    /** One field of a body that is a form, or a JSON object where it begins like one; other fields are ignored (RFC 7662, 2.1). */
    public String formField(String name) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) {
            return Body.lenient(parse()).text(name);
        }
        Fields fields = new Fields();
        try {
            UrlEncoded.decodeTo(text, fields::add, StandardCharsets.UTF_8);
        } catch (RuntimeException _) {
            throw ApiError.invalid("The body is not a well encoded form.");
        }
        List<String> values = fields.getValuesOrEmpty(name);
        if (values.isEmpty()) {
            throw ApiError.invalid(name + ": Field required");
        }
        if (values.size() > 1) {
            throw ApiError.invalid(name + ": may be given only once.");
        }
        return values.getFirst();
    }

    /** The body as a JSON object that may have these fields and no others; 400 otherwise. */
    public Body body(String... fields) {
        if (body.length == 0) {
            throw ApiError.invalid("The body is empty: a JSON object is required.");
        }
        return Body.of(parse(), Set.of(fields));
    }

    /** Refuses any body but none and {@code {}}. */
    public void noBody() {
        if (body.length > 0) {
            Body.of(parse(), Set.of());
        }
    }

    private JsonNode parse() {
        return Json.parse(body);
    }
}
