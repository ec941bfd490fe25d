package dev.doorward.http;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list, newest first (contract 1.3). {@code hasMore} speaks of the direction that was asked for; the ids are
 * null exactly when {@code data} is empty.
 */
public record Page<T>(List<T> data, boolean hasMore, String firstId, String lastId) {
    static <T> Page<T> of(List<T> data, boolean hasMore, Function<T, String> position) {
        return data.isEmpty()
                ? new Page<>(List.of(), false, null, null)
                : new Page<>(data, hasMore, position.apply(data.getFirst()), position.apply(data.getLast()));
    }

    /** A page with nothing on it. */
    public static <T> Page<T> empty() {
        return new Page<>(List.of(), false, null, null);
    }
}
