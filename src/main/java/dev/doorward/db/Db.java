package dev.doorward.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The database of a data folder, and the only door to data: {@link #read} and {@link #write}.
 *
 * <p>A write locks its organization first, so "read, decide, write" needs no further thought; it is on the disk when it
 * returns. A read sees one snapshot, and never one older than the last write that was answered before it began.
 */
public final class Db implements AutoCloseable {
    private final Sqlite sqlite;
    private final Schema schema;
    private final Turn turn;
    private final InstantSource clock;
    private final Ids ids;
    private final Readers readers;
    private Writer writer;

    /** Who opens the database: it decides who lets whom go first when both want to write. */
    public enum Opener {
        SERVER,
        COMMAND
    }

    /** Opens the database of a folder that exists, without looking at its schema: call {@link #migrate} or {@link #requireSchema} next. */
    public Db(Path folder, Opener opener, InstantSource clock, RandomGenerator random) {
        this.sqlite = new Sqlite(folder.resolve("doorward.db"));
        this.schema = new Schema(sqlite);
        this.readers = new Readers(() -> new Session(sqlite.openReader()));
        this.turn = new Turn(folder, opener == Opener.SERVER);
        this.clock = clock;
        this.ids = new Ids(random);
    }

    /** Whether a folder holds a database. The file's existence is looked at, and the file never opened but by SQLite. */
    public static boolean exists(Path folder) {
        return Files.exists(folder.resolve("doorward.db"));
    }

    /** Brings the schema to what this version needs, where it is older or absent. Returns whether there was anything to do. */
    public boolean migrate() {
        Schema.State state = schema.state();
        boolean needed = state == Schema.State.ABSENT || state == Schema.State.OLDER;
        if (needed) {
            turn.during(schema::migrate);
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
        if (writer == null) {
            writer = new Writer(() -> new Session(sqlite.openWriter()), turn);
        }
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
     * @throws DbException.Busy if no connection was free within five seconds
     */
    public <T> T read(Work<T> work) {
        return readers.read(session -> work.run(new Tx(session, ids, Micros.truncate(clock.instant()))));
    }

    /** Writes in the organization, after its lock was had. Returns once the change is on the disk. */
    public <T> T write(String organizationId, Work<T> work) {
        return writer.write(session -> {
            Instant now = laterOf(Micros.truncate(clock.instant()), lastChange(session, organizationId));
            return work.run(new Tx(session, ids, now));
        });
    }

    /** Writes what belongs to no organization, or makes one, after the installation's lock was had. */
    public <T> T writeInstallation(Work<T> work) {
        return writer.write(session -> work.run(new Tx(session, ids, Micros.truncate(clock.instant()))));
    }

    private static Instant lastChange(Session session, String organizationId) {
        return session.list("""
                        SELECT at
                        FROM journal
                        WHERE organization_id = ?
                        ORDER BY seq DESC
                        LIMIT 1
                        """, row -> row.instant("at"), organizationId).stream()
                .findFirst()
                .orElse(Instant.MIN);
    }

    private static Instant laterOf(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
        readers.close();
        turn.close();
    }

    /** Makes the data folder, readable by its owner only, where it is missing. */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
