package dev.doorward.cli;

import dev.doorward.http.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A list being printed, of any length: as a table aligned over a thousand rows at a time, or as one JSON array. */
final class Listing<T> implements AutoCloseable {
    private static final int ROWS = 1_000;

    private final PrintStream out;
    private final Table<T> table;
    private final boolean json;
    private final List<List<String>> waiting = new ArrayList<>();
    private final int[] widths;
    private boolean empty = true;

    Listing(PrintStream out, Table<T> table, boolean json) {
        this.out = out;
        this.table = table;
        this.json = json;
        this.widths = new int[table.titles().size()];
        if (json) {
            out.print("[");
        } else {
            waiting.add(table.titles());
        }
    }

    /** Adds a row. */
    void add(T row) {
        if (json) {
            out.print((empty ? "\n" : ",\n") + Json.pretty(row));
            empty = false;
        } else {
            waiting.add(table.cells(row));
            if (waiting.size() >= ROWS) {
                print();
            }
        }
    }

    private void print() {
        Table.align(waiting, widths).forEach(out::println);
        waiting.clear();
        if (out.checkError()) {
            throw new Refusal("cannot write to standard output");
        }
    }

    @Override
    public void close() {
        if (json) {
            out.println(empty ? "]" : "\n]");
        } else {
            print();
        }
    }
}
