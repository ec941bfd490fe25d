package dev.doorward;

import dev.doorward.db.Db;
import dev.doorward.db.Location;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The database that this run of the tests is about: SQLite in each data folder, or with
 * {@code -Ddoorward.test.database=postgres} a database of each data folder's own on one PostgreSQL server.
 */
public final class TestDatabase {
    /** Whether this run is about PostgreSQL. */
    public static final boolean POSTGRES = "postgres".equals(System.getProperty("doorward.test.database"));

    /** What a new database is copied from: it has the schema, and an order of text that is not the bytes' own. */
    private static final String TEMPLATE = "doorward_template";

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Map<Path, String> NAMES = new ConcurrentHashMap<>();

    private TestDatabase() {}

    private static final class Running {
        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("shared_buffers", "128MB")
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .start();
                execute(
                        server,
                        "CREATE DATABASE " + TEMPLATE + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
                                + " LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
                try (Db db = new Db(server(server, TEMPLATE), InstantSource.system(), new SecureRandom())) {
                    db.migrate();
                }
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The tables and the write-ahead log of the PostgreSQL server of this run, written out; none on SQLite. */
    static List<Path> serverFiles() {
        if (NAMES.isEmpty() || !POSTGRES) {
            return List.of();
        }
        try (Connection connection = Running.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
            try (var row = statement.executeQuery("SHOW data_directory")) {
                row.next();
                Path folder = Path.of(row.getString(1));
                try (Stream<Path> files =
                        Stream.concat(Files.walk(folder.resolve("base")), Files.walk(folder.resolve("pg_wal")))) {
                    return files.filter(Files::isRegularFile).toList();
                }
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new database with the schema in it. */
    public static String newDatabase() {
        return copyOf(TEMPLATE);
    }

    /** A new database with nothing in it. */
    public static String newEmptyDatabase() {
        return copyOf("template0");
    }

    private static String copyOf(String template) {
        dropWhatNobodyNeeds();
        String name = "doorward_" + COUNT.incrementAndGet();
        execute(Running.SERVER, "CREATE DATABASE " + name + " TEMPLATE " + template);
        return name;
    }

    /** A database goes when the folder that it belongs to was deleted: JUnit deletes a test's folder after the test. */
    private static void dropWhatNobodyNeeds() {
        NAMES.forEach((folder, name) -> {
            if (!Files.exists(folder.getParent()) && NAMES.remove(folder, name)) {
                drop(name);
            }
        });
    }

    /** Drops the database of a folder, which nobody needs any more. */
    static void drop(Path folder) {
        String name = NAMES.remove(folder);
        if (name != null) {
            drop(name);
        }
    }

    private static void drop(String name) {
        execute(Running.SERVER, "DROP DATABASE " + name + " WITH (FORCE)");
    }

    /** How a database is reached. */
    public static Location.Server server(String name) {
        return server(Running.SERVER, name);
    }

    private static Location.Server server(EmbeddedPostgres server, String name) {
        return new Location.Server(server.getJdbcUrl("postgres", name), Optional.empty(), Optional.empty(), 16);
    }

    /** Where the data of a folder is: in it, or in a database on the server. */
    public static Location location(Path folder) {
        return POSTGRES ? server(nameFor(folder)) : new Location.Folder(folder, Location.Opener.SERVER);
    }

    /** The settings by which the product finds the data of a folder. */
    public static Map<Setting, String> settings(Path folder) {
        return POSTGRES
                ? Map.of(
                        Setting.DATA,
                        folder.toString(),
                        Setting.DATABASE_URL,
                        server(nameFor(folder)).url())
                : Map.of(Setting.DATA, folder.toString());
    }

    /** The environment variables by which the program finds the data of a folder. */
    public static Map<String, String> environment(Path folder) {
        Map<String, String> environment = new HashMap<>();
        settings(folder).forEach((setting, value) -> environment.put(setting.variable(), value));
        return environment;
    }

    private static String nameFor(Path folder) {
        synchronized (NAMES) { // Not computeIfAbsent: making a database drops others from the map.
            String name = NAMES.get(folder);
            if (name == null) {
                name = newEmptyDatabase();
                NAMES.put(folder, name);
            }
            return name;
        }
    }

    /** Gives a new folder a database that has the schema already, where that is quicker than to make it. */
    static void beginWithSchema(Path folder) {
        if (POSTGRES) {
            NAMES.put(folder, newDatabase());
        }
    }

    /** Makes the data of one folder that nobody has open the beginning of another's. */
    public static void copy(Path from, Path to) {
        if (POSTGRES) {
            NAMES.put(to, copyOf(nameFor(from)));
        }
    }

    /** Gives a folder a pepper where the product makes none by itself. */
    public static void givePepper(Path folder) throws IOException {
        if (POSTGRES) {
            Db.createFolder(folder);
            new DataFolder(folder).createPepper(new SecureRandom());
        }
    }

    /** A connection that goes behind Doorward's back. */
    public static Connection connect(Path folder) throws SQLException {
        return DriverManager.getConnection(
                POSTGRES ? server(nameFor(folder)).url() : "jdbc:sqlite:" + folder.resolve("doorward.db"));
    }

    /** How many sessions wait for a lock in the PostgreSQL database of a folder. */
    public static int sessionsThatWait(Path folder) {
        try (Connection connection = connect(folder);
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT COUNT(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
