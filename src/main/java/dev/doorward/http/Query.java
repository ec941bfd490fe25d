package dev.doorward.http;

import dev.doorward.db.IdKind;
import dev.doorward.errors.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request's query parameters (contract, "Queries"): an empty value is absent, an unknown parameter is ignored, and a list
 * may be written {@code roles[]=a&roles[]=b} or {@code roles=a&roles=b}.
 */
public final class Query {
    private static final int DEFAULT_LIMIT = 20;
    private static final int LARGEST_LIMIT = 1_000;

    private final Map<String, List<String>> parameters;

    Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /** A parameter that may be given once. */
    public Optional<String> text(String name) {
        List<String> values = values(name);
        if (values.size() > 1) {
            throw ApiError.invalid(name + ": may be given only once.");
        }
        return values.stream().findFirst();
    }

    /** A yes or no; no when absent. */
    public boolean flag(String name) {
        return switch (text(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ApiError.invalid(name + ": must be true or false.");
        };
    }

    /** One of an enum's wire names. */
    public <E extends Enum<E>> Optional<E> choice(String name, List<E> choices) {
        return text(name).map(value -> Body.choice(name, value, choices));
    }

    /** Any number of an enum's wire names. */
    public <E extends Enum<E>> List<E> choices(String name, List<E> choices) {
        return texts(name).stream()
                .map(value -> Body.choice(name, value, choices))
                .distinct()
                .toList();
    }

    /** Any number of values, in both ways of writing a list. */
    public List<String> texts(String name) {
        List<String> all = new ArrayList<>(values(name));
        all.addAll(values(name + "[]"));
        return all;
    }

    /** An id of the given kind. */
    public Optional<String> id(String name, IdKind kind) {
        Optional<String> id = text(name);
        id.filter(value -> !kind.isId(value)).ifPresent(_ -> {
            throw ApiError.invalid(name + ": is not a valid " + kind.prefix() + "_ id.");
        });
        return id;
    }

    /** A position in what is numbered from 1 on; 0 when absent. */
    public long number(String name) {
        return text(name)
                .map(value -> {
                    if (!value.matches("[0-9]{1,18}")) {
                        throw ApiError.invalid(name + ": must be a whole number from 0 on.");
                    }
                    return Long.parseLong(value);
                })
                .orElse(0L);
    }

    /** {@code limit}: how many things a page has at most. */
    public int limit() {
        return text("limit").map(Query::limit).orElse(DEFAULT_LIMIT);
    }

    /** {@code limit}, {@code after_id} and {@code before_id}: which page is asked for. Positions are ids of the given kind. */
    public Cursor cursor(IdKind kind) {
        int limit = limit();
        Optional<String> after = id("after_id", kind);
        Optional<String> before = id("before_id", kind);
        if (after.isPresent() && before.isPresent()) {
            throw ApiError.invalid("before_id: cannot be combined with after_id.");
        }
        if (after.isPresent()) {
            return new Cursor.After(after.get(), limit);
        }
        return before.<Cursor>map(id -> new Cursor.Before(id, limit)).orElseGet(() -> new Cursor.Start(limit));
    }

    private static int limit(String value) {
        int limit = value.matches("[0-9]{1,4}") ? Integer.parseInt(value) : 0;
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw ApiError.invalid("limit: must be a whole number from 1 to " + LARGEST_LIMIT + ".");
        }
        return limit;
    }

    private List<String> values(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
