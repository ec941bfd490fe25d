package dev.doorward.cli;

import dev.doorward.credentials.Minted;
import dev.doorward.db.Db;
import dev.doorward.db.Tx;
import dev.doorward.http.Cursor;
import dev.doorward.http.Json;
import dev.doorward.http.Page;
import dev.doorward.http.Walk;
import java.util.function.BiFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command shows what it did: as text for people, or with {@code --json} as the wire shows it. */
final class Output {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--json", description = "Prints JSON: an object, or for a list an array of objects.")
    private boolean json;

    /** Shows one thing. */
    void show(Object wire, String text) {
        Invocation.of(command).out().println(json ? Json.pretty(wire) : text);
    }

    /** Shows a new key's secret, alone on standard output; as JSON, together with the key. */
    void showOnce(Minted<?> minted, String note) {
        note(note);
        show(minted, minted.revealed());
    }

    /** Says to people, beside what stands on standard output, what the JSON has in it anyway. */
    void note(String note) {
        if (!json) {
            Invocation.of(command).err().println(note);
        }
    }

    /** Begins a list whose rows come one after the other. */
    <T> Listing<T> begin(Table<T> table) {
        return new Listing<>(Invocation.of(command).out(), table, json);
    }

    /** Shows a whole list, read page by page, each on a snapshot of its own. */
    <T> void list(Db db, Table<T> table, BiFunction<Tx, Cursor, Page<T>> read) {
        try (Listing<T> listing = begin(table)) {
            Walk.each(db, read, listing::add);
        }
    }
}
