package dev.doorward.http;

import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import dev.doorward.db.Where;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Where a page begins: right after a position, adjacent before one, or at the newest.
 *
 * <p>A position is an id and needs no row: ids are ordered by time, so the page is a range of the index whatever was
 * removed meanwhile, at the same cost on page one and page ten thousand.
 */
public sealed interface Cursor {
    /** The newest page. */
    record Start(int limit) implements Cursor {}

    /** The page of what is older than the id. */
    record After(String id, int limit) implements Cursor {}

    /** The page of what is just newer than the id, still newest first. */
    record Before(String id, int limit) implements Cursor {}

    /** How many a page has at most. */
    int limit();

    /** The page of everything that is newer than nothing: for callers that are not clients of the API. */
    static Cursor start(int limit) {
        return new Start(limit);
    }

    /**
     * Reads one page in one statement.
     *
     * @param select the statement up to its FROM clause and joins
     * @param column the column of the position: unique in the list, and indexed behind what {@code where} fixes
     * @param position where a row stands in the list
     */
    default <T> Page<T> page(
            Tx tx, String select, Where where, String column, Row.Reader<T> reader, Function<T, String> position) {
        switch (this) {
            case Start _ -> {}
            case After(String id, int _) -> where.and(column + " < ?", id);
            case Before(String id, int _) -> where.and(column + " > ?", id);
        }
        List<Object> parameters = new ArrayList<>(where.parameters());
        parameters.add(limit() + 1);
        String order = this instanceof Before ? " ASC" : " DESC";
        String sql = select + where.sql() + "\nORDER BY " + column + order + "\nLIMIT ?";
        return page(tx.list(sql, reader, parameters.toArray()), position);
    }

    /** The page made of up to {@code limit + 1} rows in the order that was read; the row too many says that there are more. */
    default <T> Page<T> page(List<T> rows, Function<T, String> position) {
        boolean more = rows.size() > limit();
        List<T> data = new ArrayList<>(more ? rows.subList(0, limit()) : rows);
        if (this instanceof Before) {
            Collections.reverse(data);
        }
        return Page.of(data, more, position);
    }
}
