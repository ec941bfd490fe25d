package dev.doorward.backups;

import dev.doorward.db.Db;
import dev.doorward.db.Tx;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Lists that are read to their end, page by page. */
final class Everything {
    private static final int PAGE = 1_000;

    private Everything() {}

    static <T> List<T> list(Db db, BiFunction<Tx, Cursor, Page<T>> read) {
        List<T> all = new ArrayList<>();
        Cursor cursor = Cursor.start(PAGE);
        while (true) {
            Cursor from = cursor;
            Page<T> page = db.read(tx -> read.apply(tx, from));
            all.addAll(page.data());
            if (!page.hasMore()) {
                return all;
            }
            cursor = new Cursor.After(page.lastId(), PAGE);
        }
    }
}
