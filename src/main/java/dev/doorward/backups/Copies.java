package dev.doorward.backups;

import dev.doorward.DataFolder;
import dev.doorward.Opening;
import dev.doorward.Settings;
import dev.doorward.credentials.Peppers;
import dev.doorward.db.Db;
import dev.doorward.db.Location;
import dev.doorward.db.WholeCopy;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The move from SQLite to PostgreSQL: every id, digest and journal row as it was. */
public final class Copies {
    private Copies() {}

    /**
     * Moves everything from the settings' data folder, on which no server may run, into their PostgreSQL database, which must
     * be empty. The folder's own database is then marked, so that nobody goes on with it by mistake.
     *
     * @return how many rows each table has
     */
    public static Map<String, Long> move(Settings settings, InstantSource clock, RandomGenerator random) {
        DataFolder folder = new DataFolder(settings.data()).requireOwn().requireUsed();
        Peppers peppers = new Peppers(folder.peppers(settings));
        folder.lockForServer(); // A server that runs would go on writing to what was copied.
        try (Db source = new Db(new Location.Folder(folder.path(), Location.Opener.COMMAND), clock, random);
                Db target = new Db(settings.database().orElseThrow(), clock, random)) {
            source.requireSchema();
            Opening.requirePeppers(source, peppers);
            if (target.isNew()) {
                target.migrate();
            }
            target.requireSchema();
            return WholeCopy.move(source, target);
        } finally {
            folder.unlock();
        }
    }
}
