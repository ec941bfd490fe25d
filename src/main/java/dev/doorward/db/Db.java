package dev.doorward.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The database, and the only door to data: {@link #read} and {@link #write}.
 *
 * <p>A write locks its organization first, so "read, decide, write" needs no further thought; it is on the disk when it
 * returns. A read sees one snapshot, and never one older than the last write that was answered before it began.
 */
public final class Db implements AutoCloseable {
    /** How long work on the whole database waits for its turn. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Location location;
    private final Engine engine;
    private final Schema schema;
    private final Pool readers;
    private final Pool lookUps;
    private final InstantSource clock;
    private final Ids ids;
    private Optional<Turn> turn = Optional.empty();
    private Optional<Transactions> writers = Optional.empty();

    /** Opens a database without looking at its schema: call {@link #migrate} or {@link #requireSchema} next. */
    public Db(Location location, InstantSource clock, RandomGenerator random) {
        this(location, clock, new Ids(random));
    }

    private Db(Location location, InstantSource clock, Ids ids) {
        this.location = location;
        this.engine = switch (location) {
            case Location.Folder folder -> new Sqlite(folder.file());
            case Location.Server server -> new Postgres(server);
        };
        this.schema = new Schema(engine);
        this.readers = new Pool(mostReaders(location), Pool.Limits.REQUEST, engine::openReader);
        this.lookUps = new Pool(mostReaders(location), Pool.Limits.LOOK_UP, engine::openLookUp);
        this.clock = clock;
        this.ids = ids;
    }

    private static int mostReaders(Location location) {
        return switch (location) {
            case Location.Folder _ -> Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
            case Location.Server server -> Math.max(1, server.connections() / 4);
        };
    }

    /** Whether a folder holds a database. The file's existence is looked at, and the file never opened but by SQLite. */
    public static boolean exists(Path folder) {
        return Files.exists(new Location.Folder(folder, Location.Opener.COMMAND).file());
    }

    /** Whether the database has no schema yet. */
    public boolean isNew() {
        return schema.state() == Schema.State.ABSENT;
    }

    /** Brings the schema to what this version needs, where it is older or absent. Returns whether there was anything to do. */
    public boolean migrate() {
        Schema.State state = schema.state();
        boolean needed = state == Schema.State.ABSENT || state == Schema.State.OLDER;
        if (needed) {
            switch (location) {
                case Location.Folder folder -> {
                    if (!turn(folder).during(PATIENCE, schema::migrate)) {
                        throw new DbException.Busy("another command holds the file turn");
                    }
                }
                case Location.Server _ -> schema.migrate(); // Flyway has a lock of its own there.
            }
        }
        requireSchema();
        return needed;
    }

    /**
     * Makes sure that this version can work with the schema, and opens the database for reading and writing.
     *
     * @throws DbException with one line for the operator if it cannot
     */
    public void requireSchema() {
        String problem = switch (schema.state()) {
            case ABSENT -> "the database has no schema: run 'doorward serve' or 'doorward init' first";
            case OLDER -> "the database's schema is older than this version needs: run 'doorward migrate'";
            case TOO_NEW -> "the database's schema is too new for this version: use a newer Doorward";
            case USABLE -> null;
        };
        if (problem != null) {
            throw new DbException(problem, null);
        }
        if (writers.isEmpty()) {
            writers = Optional.of(
                    switch (location) {
                        case Location.Folder folder -> new GroupWriter(engine::openWriter, turn(folder));
                        case Location.Server server ->
                            new Pool(
                                    server.connections() - 2 * mostReaders(server),
                                    Pool.Limits.REQUEST,
                                    engine::openWriter);
                    });
        }
    }

    Turn turn(Location.Folder folder) {
        if (turn.isEmpty()) {
            turn = Optional.of(new Turn(folder.path(), folder.opener() == Location.Opener.SERVER));
        }
        return turn.get();
    }

    /** Whether the schema that the database has now is one that this version can work with; the schema may change while we run. */
    public boolean schemaIsUsable() {
        List<Schema.State> states = read(tx -> tx.list(
                """
                SELECT schema_version, schema_compatible_from
                FROM installation
                """,
                row -> Schema.state((int) row.number("schema_version"), (int) row.number("schema_compatible_from"))));
        return states.equals(List.of(Schema.State.USABLE));
    }

    /**
     * Reads on one snapshot, which is given back before this returns.
     *
     * @throws DbException.Busy if no connection was free in time
     * @throws DbException.Unavailable if the database cannot be read
     */
    public <T> T read(Work<T> work) {
        return readers.run(session -> work.run(new Tx(session, ids, now())));
    }

    /**
     * Looks something up: each statement sees what was committed when it began. On connections of its own, so that no read
     * or write keeps it waiting, and with an end after a second: for key checks.
     *
     * @throws DbException if the database did not answer in time
     */
    public <T> T lookUp(Work<T> work) {
        return lookUps.run(session -> work.run(new Tx(session, ids, now())));
    }

    /** Writes in the organization, after its lock was had. Returns once the change is on the disk. */
    public <T> T write(String organizationId, Work<T> work) {
        return writers.orElseThrow().run(organizationId, session -> {
            engine.lockOrganization(session, organizationId);
            Optional<JournalEnd> end = JournalEnd.read(session, organizationId);
            Instant now = laterOf(now(), end.map(JournalEnd::at).orElse(Instant.MIN));
            Tx tx = new Tx(session, ids, now);
            end.ifPresent(last -> tx.appended(organizationId, last));
            return work.run(tx);
        });
    }

    /** Writes what belongs to no organization, or makes one, after the installation's lock was had. */
    public <T> T writeInstallation(Work<T> work) {
        return write(engine::lockInstallation, work);
    }

    /** Writes what every organization depends on: no other write runs beside it. */
    public <T> T writeEverything(Work<T> work) {
        return write(engine::lockEverything, work);
    }

    private <T> T write(Consumer<Session> lock, Work<T> work) {
        return writers.orElseThrow().run(session -> {
            lock.accept(session);
            return work.run(new Tx(session, ids, now()));
        });
    }

    /** Writes what no rule depends on, and so without any lock. */
    public <T> T writeUnlocked(Work<T> work) {
        return write(_ -> {}, work);
    }

    /** How busy the connections that read are. */
    public Usage readers() {
        return readers.usage();
    }

    /** How busy the connections that write are: with SQLite one, behind a queue. */
    public Usage writers() {
        return writers.orElseThrow().usage();
    }

    /** Whether writes are committed in groups: with SQLite. */
    public boolean writesInGroups() {
        return location instanceof Location.Folder;
    }

    /** The groups so far; none where each write is committed by itself. */
    public WriteGroups groups() {
        return switch (writers.orElseThrow()) {
            case GroupWriter writer -> writer.groups();
            case Pool _ -> new WriteGroups(0, 0);
        };
    }

    /** When anything was changed last, in any organization. */
    public Optional<Instant> lastChange() {
        return onConnection(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT MAX(at) FROM journal")) {
                return row.next() && row.getObject(1) != null
                        ? Optional.of(Micros.instant(row.getLong(1)))
                        : Optional.empty();
            }
        });
    }

    private static Instant laterOf(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    /** Where the data is. */
    public Location location() {
        return location;
    }

    Engine engine() {
        return engine;
    }

    Instant now() {
        return Micros.truncate(clock.instant());
    }

    /** Another database, with the same clock. */
    public Db another(Location other) {
        return new Db(other, clock, ids);
    }

    /**
     * One line for each thing that is wrong with what the database holds: pages, references, constraints, the journal's
     * triggers. Takes as long as the database is large, and stops nobody.
     */
    public List<String> problems() {
        return onConnection(engine::problems);
    }

    /** How the database is set up, and whether its clock agrees with this machine's. Needs no schema. */
    public List<Finding> setup() {
        return onConnection(connection -> engine.setup(connection, now()));
    }

    <T> T onConnection(Asked<T> question) {
        try (Connection connection = engine.connect()) {
            return question.of(connection);
        } catch (SQLException e) {
            throw engine.translate(e);
        }
    }

    /** What is asked on a connection without the limits of a request. */
    interface Asked<T> {
        T of(Connection connection) throws SQLException;
    }

    @Override
    public void close() {
        writers.ifPresent(Transactions::close);
        readers.close();
        lookUps.close();
        turn.ifPresent(Turn::close);
    }

    /** Makes the data folder, readable by its owner only, where it is missing. */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
