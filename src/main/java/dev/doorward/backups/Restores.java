package dev.doorward.backups;

import dev.doorward.App;
import dev.doorward.DataFolder;
import dev.doorward.Opening;
import dev.doorward.Settings;
import dev.doorward.access.RestoreMarkSql;
import dev.doorward.credentials.Peppers;
import dev.doorward.db.Db;
import dev.doorward.db.Location;
import dev.doorward.db.PostgresPrograms;
import dev.doorward.db.WholeCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Restores: from a backup into an installation that has no data yet, all of it or nothing; and the mark that keeps every
 * credential out until the operator has looked at what comes alive.
 */
public final class Restores {
    private final Settings settings;
    private final DataFolder folder;
    private final Peppers peppers;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** Throws where the pepper is not at hand: a backup has none in it, and is worth nothing without. */
    public Restores(Settings settings, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.folder = new DataFolder(settings.data());
        try {
            this.peppers = new Peppers(folder.peppers(settings));
        } catch (IllegalArgumentException e) {
            throw new DataFolder.Unusable(e.getMessage());
        }
        this.clock = clock;
        this.random = random;
    }

    /** Restores a backup. Refuses one that is damaged, cut off, or made with another pepper, before anything is kept. */
    public void restore(Path file, PostgresPrograms programs) {
        if (!Files.isRegularFile(file)) {
            throw new DataFolder.Unusable("there is no file " + file);
        }
        boolean isDump = WholeCopy.isDump(file);
        if (settings.database().isPresent()) {
            if (!isDump) {
                throw new DataFolder.Unusable(file + " is no backup of PostgreSQL by doorward, or its beginning is"
                        + " damaged. One of SQLite is restored with --data, and then moved with 'doorward copy'");
            }
            restoreDump(file, settings.database().get(), programs);
        } else if (isDump) {
            throw new DataFolder.Unusable(file + " is a backup of PostgreSQL: restore it with --database-url");
        } else {
            restoreFile(file);
        }
    }

    private void restoreFile(Path file) {
        folder.requireUnused();
        boolean made = !Files.exists(folder.path());
        folder.create().requireOwn();
        boolean restored = false;
        try (Workbench bench = new Workbench(new Location.Folder(folder.path(), Location.Opener.COMMAND).file())) {
            Location.Folder copy = new Location.Folder(bench.folder(), Location.Opener.COMMAND);
            Backups.requireSound(WholeCopy.problems(file));
            WholeCopy.toFolder(file, copy);
            try (Db db = new Db(copy, clock, random)) {
                if (db.isNew()) {
                    throw new DataFolder.Unusable(file + " is no database of Doorward");
                }
                db.migrate();
                Opening.requirePeppers(db, peppers);
                Backups.requireSound(db.problems());
                Backups.mark(db);
            }
            WholeCopy.finish(copy);
            bench.publish(copy.file());
            restored = true;
        } catch (UncheckedIOException e) {
            throw new DataFolder.Unusable("cannot write to " + folder.path() + ": " + e.getMessage());
        } finally {
            if (made && !restored) {
                deleteFolder();
            }
        }
    }

    private void deleteFolder() {
        try {
            Files.deleteIfExists(folder.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restoreDump(Path file, Location.Server server, PostgresPrograms programs) {
        try (Db db = new Db(server, clock, random)) {
            if (!db.isNew()) {
                throw new DataFolder.Unusable("the database is not empty: restore into a new one");
            }
            WholeCopy.fromDump(db, file, programs, peppers.checkValues());
            db.migrate();
        }
    }

    /** Marks an installation that was restored by other means than {@link #restore}. */
    public static void mark(App app) {
        Backups.mark(app.db);
    }

    /** Throws unless the database is marked. */
    public static void requireMarked(App app) {
        if (app.db.read(RestoreMarkSql::find).isEmpty()) {
            throw new DataFolder.Unusable("the database is not marked as restored: there is nothing to accept");
        }
    }

    /** Lifts the mark: every credential that the database says is good counts again. */
    public static void accept(App app) {
        app.db.writeInstallation(tx -> {
            RestoreMarkSql.lift(tx);
            return null;
        });
    }
}
