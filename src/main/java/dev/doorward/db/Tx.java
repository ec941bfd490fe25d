package dev.doorward.db;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One transaction: the only way to read or write data, and the only source of time and of new ids.
 *
 * <p>In a write, {@link #now()} was read after the organization's lock was had and is never earlier than the
 * organization's last change, so times in the journal never run backwards.
 */
public final class Tx {
    private final Session session;
    private final Ids ids;
    private final Instant now;
    private final Map<Object, Object> read = new HashMap<>();
    private final Map<String, Optional<JournalEnd>> journalEnds = new HashMap<>();

    Tx(Session session, Ids ids, Instant now) {
        this.session = session;
        this.ids = ids;
        this.now = now;
    }

    /** The time of this transaction, in whole microseconds; the same each time it is asked. */
    public Instant now() {
        return now;
    }

    /** A new id of the kind, such as {@code invite_01…}; greater than every id made before it. */
    public String newId(IdKind kind) {
        return ids.next(kind, now);
    }

    /** A new random UUID, in lower case. */
    public String newUuid() {
        return ids.uuid();
    }

    /** What the reading gave the first time it was asked for in this transaction: for what several need and none changes. */
    @SuppressWarnings("unchecked") // One key is used for one type.
    public <T> T once(Object key, Supplier<T> reading) {
        if (!read.containsKey(key)) {
            read.put(key, reading.get());
        }
        return (T) read.get(key);
    }

    /** Where the organization's journal ends, with what this transaction appended; nothing before the first row. */
    public Optional<JournalEnd> journalEnd(String organizationId) {
        return journalEnds.computeIfAbsent(organizationId, id -> JournalEnd.read(session, id));
    }

    /** Tells where the organization's journal ends now. */
    public void appended(String organizationId, JournalEnd end) {
        journalEnds.put(organizationId, Optional.of(end));
    }

    /** Every row of a SELECT, in its order. */
    public <T> List<T> list(String sql, Row.Reader<T> reader, Object... parameters) {
        return session.list(sql, reader, parameters);
    }

    /** The only row of a SELECT, or nothing. */
    public <T> Optional<T> find(String sql, Row.Reader<T> reader, Object... parameters) {
        List<T> rows = session.list(sql, reader, parameters);
        if (rows.size() > 1) {
            throw new DbException("more than one row where one was expected", null);
        }
        return rows.stream().findFirst();
    }

    /** The number that a {@code SELECT COUNT(*) AS n} counts. */
    public long count(String sql, Object... parameters) {
        return session.list(sql, row -> row.number("n"), parameters).getFirst();
    }

    /** Runs an INSERT, UPDATE or DELETE. Returns how many rows it touched. */
    public int update(String sql, Object... parameters) {
        return session.update(sql, parameters);
    }
}
