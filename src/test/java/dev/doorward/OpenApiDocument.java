package dev.doorward;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code openapi.json}: its operations, and its schemas to hold values against. */
final class OpenApiDocument {
    /** Of what a path item has, the operations. */
    private static final Set<String> VERBS =
            Set.of("get", "post", "delete", "put", "patch", "head", "options", "trace");

    private static final String ADDRESS = "https://doorward.invalid/openapi.json";
    private static final String OFFICIAL = "https://spec.openapis.org/";

    private final JsonNode root;
    private final SchemaRegistry schemas;

    private OpenApiDocument(String text) {
        this.root = new JsonMapper().readTree(text);
        this.schemas = SchemaRegistry.withDefaultDialect(
                Dialects.getDraft202012(),
                builder -> builder.schemas(Map.of(ADDRESS, text))
                        .schemaIdResolvers(ids -> ids.mapPrefix(OFFICIAL, "classpath:spec.openapis.org/"))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    static OpenApiDocument of(String text) {
        return new OpenApiDocument(text);
    }

    /** The file that is served. */
    static OpenApiDocument read() {
        return of(text());
    }

    static String text() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("/openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode root() {
        return root;
    }

    /** An operation, and where it is in the document. */
    record Operation(String method, String path, String pointer) {
        /** Whether it answers this request; the path of a check has anything below it, and any verb. */
        boolean answers(String verb, String requested) {
            String pattern = path.replaceAll("\\{[a-z_]+}", "[^/]+");
            return path.startsWith("/doorward/v1/check/")
                    ? requested.matches("/doorward/v1/check/.*") && method.equals(verb.equals("POST") ? "POST" : "GET")
                    : method.equals(verb) && requested.matches(pattern);
        }
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
            for (String verb : path.getValue().propertyNames()) {
                if (VERBS.contains(verb)) {
                    String pointer = "/paths/" + escaped(path.getKey()) + "/" + verb;
                    operations.add(new Operation(verb.toUpperCase(Locale.ROOT), path.getKey(), pointer));
                }
            }
        }
        return operations;
    }

    Optional<Operation> operation(String method, String path) {
        return operations().stream()
                .filter(operation -> operation.answers(method, path))
                .findFirst();
    }

    /** What is at a pointer, or at the one that a reference there leads to. */
    JsonNode at(String pointer) {
        return root.at(resolved(pointer));
    }

    /** The pointer, or the one that a reference there leads to. */
    String resolved(String pointer) {
        String reference = root.at(pointer).path("$ref").asString("");
        return reference.isEmpty() ? pointer : resolved(reference.substring(1));
    }

    /** What is wrong with a value by the schema at a pointer. */
    List<String> problems(String pointer, JsonNode value) {
        Schema schema = schemas.getSchema(SchemaLocation.of(ADDRESS + "#" + pointer));
        return texts(schema.validate(value));
    }

    /** What is wrong with the document by the official schema of OpenAPI 3.1. */
    List<String> problemsOfTheDocument() {
        return texts(schemas.getSchema(SchemaLocation.of(OFFICIAL + "oas/3.1/schema-base/2022-10-07"))
                .validate(root));
    }

    private static List<String> texts(List<Error> errors) {
        return errors.stream().map(Error::toString).toList();
    }

    /** Every reference in the document, without the {@code #}. */
    Set<String> references() {
        Set<String> references = new TreeSet<>();
        for (JsonNode reference : root.findValues("$ref")) {
            references.add(reference.stringValue().substring(1));
        }
        return references;
    }

    /** A member's name as a pointer has it. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
