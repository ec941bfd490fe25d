package dev.doorward.db;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's own library. The driver unpacks it to a file in the temporary folder, which it deletes when the program ends by
 * itself; ours is always ended by a signal. So the file is deleted as soon as it is loaded: the system keeps what it needs.
 */
final class NativeLibrary {
    private static final String FOLDER_PROPERTY = "org.sqlite.tmpdir";

    private NativeLibrary() {}

    /** Loads the library, unless it is loaded or the operator said where it is to be unpacked. */
    static void load() {
        synchronized (NativeLibrary.class) {
            if (System.getProperty(FOLDER_PROPERTY) == null) {
                loadFromNewFolder();
            }
        }
    }

    private static void loadFromNewFolder() {
        try {
            Path folder = Files.createTempDirectory("doorward-sqlite-");
            System.setProperty(FOLDER_PROPERTY, folder.toString());
            SQLiteJDBCLoader.initialize();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        } catch (Exception e) {
            throw new DbException.Unavailable("cannot load SQLite's library: " + e.getMessage(), e);
        }
    }
}
