package dev.doorward.db;

import java.nio.file.Path;
import java.util.Optional;

/** Where the data is. */
public sealed interface Location {

    /** SQLite, in a data folder that exists. */
    record Folder(Path path, Opener opener) implements Location {
        /** The database's file, which nothing opens but SQLite. */
        public Path file() {
            return path.resolve("doorward.db");
        }
    }

    /** Who opens a data folder: it decides who lets whom go first when both want to write. */
    enum Opener {
        SERVER,
        COMMAND
    }

    /**
     * A PostgreSQL server.
     *
     * @param url {@code jdbc:postgresql://HOST/DATABASE}
     * @param connections how many connections to it may be open at once, three at least
     */
    record Server(String url, Optional<String> user, Optional<String> password, int connections) implements Location {
        @Override
        public String toString() {
            return "PostgreSQL"; // The URL may hold a password, and so may the record.
        }
    }
}
