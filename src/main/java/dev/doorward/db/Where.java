package dev.doorward.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The conditions of one list, joined with AND, with their parameters in the order of their marks. */
public final class Where {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    private Where() {}

    /** Begins with a condition that always holds, as a rule the organization. */
    public static Where of(String condition, Object... parameters) {
        return new Where().and(condition, parameters);
    }

    /** Adds a condition. */
    public Where and(String condition, Object... values) {
        conditions.add("(" + condition + ")");
        Collections.addAll(parameters, values);
        return this;
    }

    /** Adds a condition with one mark, when there is a value for it. */
    public Where and(Optional<?> value, String condition) {
        value.ifPresent(present -> and(condition, present));
        return this;
    }

    /** Asks for one of the values; no values ask for nothing. */
    public Where in(String column, Collection<?> values) {
        if (!values.isEmpty()) {
            and(column + " IN (" + String.join(", ", Collections.nCopies(values.size(), "?")) + ")", values.toArray());
        }
        return this;
    }

    /** {@code WHERE …}, as it goes behind a {@code SELECT … FROM …}. */
    public String sql() {
        return "WHERE " + String.join(" AND ", conditions);
    }

    /** The parameters, in order. */
    public List<Object> parameters() {
        return parameters;
    }
}
