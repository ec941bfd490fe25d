package dev.doorward.backups;

import dev.doorward.App;
import dev.doorward.DataFolder;
import dev.doorward.access.RestoreMarkSql;
import dev.doorward.db.Db;
import dev.doorward.db.DbException;
import dev.doorward.db.Location;
import dev.doorward.db.PostgresPrograms;
import dev.doorward.db.WholeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Backups, made while a server runs. Each is what was committed at one moment, marked as restored, without stored answers,
 * checked, and on the disk before it has its name. The pepper is never in one.
 */
public final class Backups {
    private Backups() {}

    /**
     * Writes a backup to a file that is not there yet.
     *
     * @return its length in bytes
     */
    public static long write(App app, Path file, PostgresPrograms programs) {
        if (Files.exists(file)) {
            throw new DataFolder.Unusable(file + " is there already: a backup never overwrites anything");
        }
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new DataFolder.Unusable(
                    "there is no folder " + file.toAbsolutePath().getParent());
        }
        try (Workbench bench = new Workbench(file)) {
            bench.publish(
                    switch (app.db.location()) {
                        case Location.Folder folder -> copy(app.db, folder, bench.folder());
                        case Location.Server _ -> dump(app.db, bench.folder(), programs);
                    });
            return Files.size(file);
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new DataFolder.Unusable("cannot write " + file + ": " + e.getMessage());
        }
    }

    private static Path copy(Db db, Location.Folder from, Path bench) {
        Location.Folder to = new Location.Folder(bench, Location.Opener.COMMAND);
        WholeCopy.toFolder(from.file(), to);
        try (Db copy = db.another(to)) {
            copy.requireSchema();
            mark(copy);
            requireSound(copy.problems());
        }
        WholeCopy.finish(to);
        return to.file();
    }

    private static Path dump(Db db, Path bench, PostgresPrograms programs) throws IOException {
        Path made = Files.createFile(
                bench.resolve("dump.sql"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        WholeCopy.toDump(db, made, programs);
        return made;
    }

    /** Marks a database as restored, after every write that is under way: none commits behind the mark. */
    static void mark(Db db) {
        db.writeEverything(tx -> {
            RestoreMarkSql.set(tx);
            return null;
        });
    }

    /** Throws the first of what is wrong with a copy, which is then not kept. */
    static void requireSound(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new DbException("the copy is not sound: " + problems.getFirst(), null);
        }
    }
}
