package dev.doorward;

import dev.doorward.credentials.Peppers;
import dev.doorward.db.Db;
import dev.doorward.db.Location;
import dev.doorward.organization.Organizations;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** How an installation is opened: by a server, by {@code init} and {@code migrate}, and by every other command. */
public final class Opening {
    private Opening() {}

    /**
     * The product for a server, its schema brought to this version. With SQLite the data folder is locked for this server,
     * and the first pepper is made where the folder is new; with PostgreSQL the pepper must be given, because other
     * instances need the same.
     */
    static App forServer(Settings settings, DataFolder folder) {
        if (isEmbedded(settings)) {
            folder.create().requireOwn();
            folder.lockForServer();
            createFirstPepper(settings, folder);
        }
        return migrated(openAsIs(settings, folder, Location.Opener.SERVER));
    }

    /**
     * Makes an installation without serving it: what the first start of a server does.
     *
     * @throws DataFolder.Unusable if there is one already
     */
    public static Organizations.Founded init(Settings settings) {
        DataFolder folder = new DataFolder(settings.data());
        if (isEmbedded(settings)) {
            folder.create().requireOwn().requireUnused();
            createFirstPepper(settings, folder);
        }
        try (App app = openAsIs(settings, folder, Location.Opener.COMMAND)) {
            if (app.db.isNew()) {
                app.db.migrate();
            } else {
                app.db.requireSchema();
            }
            return app.organizations
                    .foundFirst(app.operatorName(), app.newRequestId(), settings.organization(), settings.adminEmail())
                    .orElseThrow(() -> used(settings, folder));
        }
    }

    private static DataFolder.Unusable used(Settings settings, DataFolder folder) {
        return isEmbedded(settings) ? folder.used() : new DataFolder.Unusable("the database is in use already");
    }

    /** Brings the schema to this version. Returns whether there was anything to do. */
    public static boolean migrate(Settings settings) {
        DataFolder folder = existing(settings);
        try (App app = openAsIs(settings, folder, Location.Opener.COMMAND)) {
            return app.db.migrate();
        }
    }

    /** The product for a command: its schema is left as it is, and must fit. */
    public static App forCommand(Settings settings) {
        App app = openAsIs(settings, existing(settings), Location.Opener.COMMAND);
        try {
            app.db.requireSchema();
            requirePeppers(app.db, app.peppers);
            return app;
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
    }

    /** Whether no pepper exists that a database could have been made with: then a new one may have the number 1. */
    public static boolean needsFirstPepper(Settings settings) {
        DataFolder folder = new DataFolder(settings.data());
        return isEmbedded(settings) ? !folder.inUse() : settings.pepper().isEmpty() && !folder.hasPepper();
    }

    private static boolean isEmbedded(Settings settings) {
        return settings.database().isEmpty();
    }

    private static DataFolder existing(Settings settings) {
        DataFolder folder = new DataFolder(settings.data());
        return isEmbedded(settings) ? folder.requireOwn().requireUsed() : folder;
    }

    private static void createFirstPepper(Settings settings, DataFolder folder) {
        if (settings.pepper().isEmpty() && !folder.inUse()) {
            folder.createPepper(new SecureRandom());
        }
    }

    private static App openAsIs(Settings settings, DataFolder folder, Location.Opener opener) {
        try {
            return new App(settings, opener, folder.peppers(settings), InstantSource.system(), new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw new DataFolder.Unusable(e.getMessage());
        }
    }

    private static App migrated(App app) {
        try {
            app.db.migrate();
            return app;
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
    }

    /** Throws, with one line for the operator, unless every pepper that the database names is held and right. */
    public static void requirePeppers(Db db, Peppers peppers) {
        List<String> problems = db.read(peppers::problems);
        if (!problems.isEmpty()) {
            throw new DataFolder.Unusable(problems.getFirst());
        }
    }
}
