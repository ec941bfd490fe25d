package dev.doorward.http;

import dev.doorward.db.Db;
import dev.doorward.db.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Lists that are read to their end, page by page, each on a snapshot of its own: for who is no client of the API. */
public final class Walk {
    private static final int PAGE = 1_000;

    private Walk() {}

    /** Hands over every element in the list's order. */
    public static <T> void each(Db db, BiFunction<Tx, Cursor, Page<T>> read, Consumer<T> out) {
        Cursor cursor = Cursor.start(PAGE);
        while (true) {
            Cursor from = cursor;
            Page<T> page = db.read(tx -> read.apply(tx, from));
            page.data().forEach(out);
            if (!page.hasMore()) {
                return;
            }
            cursor = new Cursor.After(page.lastId(), PAGE);
        }
    }

    /** Every element in the list's order. */
    public static <T> List<T> all(Db db, BiFunction<Tx, Cursor, Page<T>> read) {
        List<T> all = new ArrayList<>();
        each(db, read, all::add);
        return all;
    }
}
