package dev.doorward.http;

import dev.doorward.errors.ApiError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request's JSON object, read field by field with the contract's refusals: an unknown field, a missing one, a wrong type
 * or value each answer 400 naming the field.
 */
public final class Body {
    /** What the wire can show: a year has four digits. */
    private static final Instant FIRST_TIME = Instant.EPOCH;

    private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final ObjectNode object;
    private final String path;

    private Body(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    static Body of(JsonNode node, Set<String> fields) {
        return of(node, "", fields);
    }

    /** A body whose other fields are ignored. */
    static Body lenient(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw ApiError.invalid("The body must be a JSON object.");
        }
        return new Body(object, "");
    }

    private static Body of(JsonNode node, String path, Set<String> fields) {
        if (!(node instanceof ObjectNode object)) {
            throw ApiError.invalid(path.isEmpty() ? "The body must be a JSON object." : path + ": must be an object.");
        }
        Body body = new Body(object, path);
        for (String field : object.propertyNames()) {
            if (!fields.contains(field)) {
                throw ApiError.invalid(body.name(Text.printable(field)) + ": Extra inputs are not permitted");
            }
        }
        return body;
    }

    /** Whether the field is there, null or not. */
    public boolean has(String field) {
        return object.has(field);
    }

    /** A text that must be there. */
    public String text(String field) {
        return text(field, required(field));
    }

    /** A text; absent and null alike give nothing. */
    public Optional<String> optionalText(String field) {
        return present(field).map(node -> text(field, node));
    }

    /** A text that may be absent, but not null. */
    public Optional<String> textIfGiven(String field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    /** One of an enum's wire names, which must be there. */
    public <E extends Enum<E>> E choice(String field, List<E> choices) {
        return choice(name(field), text(field), choices);
    }

    /** One of an enum's wire names; absent and null alike give nothing. */
    public <E extends Enum<E>> Optional<E> optionalChoice(String field, List<E> choices) {
        return optionalText(field).map(value -> choice(name(field), value, choices));
    }

    /** Any number of an enum's wire names; absent and null alike give nothing. */
    public <E extends Enum<E>> Optional<List<E>> optionalChoices(String field, List<E> choices) {
        return present(field).map(node -> {
            if (!node.isArray()) {
                throw ApiError.invalid(name(field) + ": must be a list.");
            }
            List<E> values = new ArrayList<>();
            for (JsonNode item : node) {
                String itemName = name(field) + "." + values.size();
                values.add(choice(itemName, string(itemName, item), choices));
            }
            return List.copyOf(values);
        });
    }

    /** A whole number from one to another, which must be there. */
    public int number(String field, int least, int most) {
        JsonNode node = required(field);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least || node.intValue() > most) {
            throw ApiError.invalid(name(field) + ": must be a whole number from " + least + " to " + most + ".");
        }
        return node.intValue();
    }

    /** A time in RFC 3339 with any offset, to the microsecond; absent and null alike give nothing. */
    public Optional<Instant> optionalTime(String field) {
        return optionalText(field).map(text -> {
            try {
                Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
                if (time.isBefore(FIRST_TIME) || time.isAfter(LAST_TIME)) {
                    throw new DateTimeException("out of range");
                }
                return time;
            } catch (DateTimeException _) {
                throw ApiError.invalid(name(field) + ": must be a time such as 2026-10-21T08:00:00Z.");
            }
        });
    }

    /** An object with no other than the given fields; absent and null alike give nothing. */
    public Optional<Body> optionalObject(String field, Set<String> fields) {
        return present(field).map(node -> of(node, name(field), fields));
    }

    /** An object from text to text, or to null; absent and null alike give nothing. The entries keep their order. */
    public Optional<Map<String, Optional<String>>> optionalTexts(String field) {
        return present(field).map(node -> {
            if (!(node instanceof ObjectNode entries)) {
                throw ApiError.invalid(name(field) + ": must be an object.");
            }
            Map<String, Optional<String>> texts = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : entries.properties()) {
                JsonNode value = entry.getValue();
                String key = name(field) + "." + Text.printable(entry.getKey());
                texts.put(entry.getKey(), value.isNull() ? Optional.empty() : Optional.of(string(key, value)));
            }
            return texts;
        });
    }

    /** A text or a list of texts; absent and null alike give nothing. A single text comes as a list of one. */
    public Optional<TextOrList> optionalTextOrList(String field) {
        return present(field).map(node -> {
            if (!node.isArray()) {
                return new TextOrList(false, List.of(text(field, node)));
            }
            List<String> values = new ArrayList<>();
            for (JsonNode item : node) {
                values.add(string(name(field) + "." + values.size(), item));
            }
            return new TextOrList(true, List.copyOf(values));
        });
    }

    /** What {@link #optionalTextOrList} read. */
    public record TextOrList(boolean isList, List<String> values) {}

    /** Refuses anything in the field but null and, where it says so, an empty list. */
    public void onlyNull(String field, boolean emptyListToo) {
        present(field)
                .filter(node -> !(emptyListToo && node.isArray() && node.isEmpty()))
                .ifPresent(_ -> {
                    throw ApiError.invalid(name(field) + ": is not supported here.");
                });
    }

    /** Refuses the field, whatever is in it. */
    public void notSupported(String field) {
        if (has(field)) {
            throw ApiError.invalid(name(field) + ": is not supported here.");
        }
    }

    /** The value if it fits the pattern as a whole; otherwise 400 with the given ending. */
    public String matching(String field, String value, Pattern pattern, String rule) {
        if (!pattern.matcher(value).matches()) {
            throw ApiError.invalid(name(field) + ": " + rule);
        }
        return value;
    }

    /** The enum constant with the wire name, among those that are allowed here. */
    public static <E extends Enum<E>> E choice(String field, String value, List<E> choices) {
        return choices.stream()
                .filter(choice -> choice.toString().equals(value))
                .findFirst()
                .orElseThrow(() -> ApiError.invalid(field + ": must be one of "
                        + choices.stream().map(Enum::toString).collect(Collectors.joining(", ")) + "."));
    }

    private JsonNode required(String field) {
        if (!has(field)) {
            throw ApiError.invalid(name(field) + ": Field required");
        }
        return object.get(field);
    }

    private Optional<JsonNode> present(String field) {
        return Optional.ofNullable(object.get(field)).filter(node -> !node.isNull());
    }

    private String text(String field, JsonNode node) {
        return string(name(field), node);
    }

    private static String string(String name, JsonNode node) {
        if (!node.isString()) {
            throw ApiError.invalid(name + ": must be a string.");
        }
        return node.stringValue();
    }

    private String name(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
