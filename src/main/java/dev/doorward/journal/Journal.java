package dev.doorward.journal;

import dev.doorward.access.Caller;
import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Peppers;
import dev.doorward.db.Db;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Json;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Every change of an organization, one row each, written in the change's own transaction: numbered without gaps and
 * chained by HMAC under a key that is not in the database.
 */
public final class Journal {
    private static final int EXPORTED_AT_ONCE = 1_000;
    private static final long MOST_LOOKED_AT = 10_000;

    private final Peppers peppers;

    public Journal(Peppers peppers) {
        this.peppers = peppers;
    }

    /** Records that a thing came into being. */
    public void created(Tx tx, Caller caller, String action, Resource after) {
        append(tx, caller, action, after, null, after, null);
    }

    /** Records that a thing was changed. */
    public void changed(Tx tx, Caller caller, String action, Resource before, Resource after) {
        append(tx, caller, action, after, before, after, null);
    }

    /** Records that a thing was changed, and what else that brought about. */
    public void changed(Tx tx, Caller caller, String action, Resource before, Resource after, Map<String, ?> detail) {
        append(tx, caller, action, after, before, after, detail);
    }

    /** Records that a thing is gone. */
    public void deleted(Tx tx, Caller caller, String action, Resource before) {
        append(tx, caller, action, before, before, null, null);
    }

    /** Records that a thing is gone, and what else went with it. */
    public void deleted(Tx tx, Caller caller, String action, Resource before, Map<String, ?> detail) {
        append(tx, caller, action, before, before, null, detail);
    }

    private void append(
            Tx tx,
            Caller caller,
            String action,
            Resource object,
            Resource before,
            Resource after,
            Map<String, ?> detail) {
        Head last = head(tx, caller.organizationId());
        Pepper pepper = peppers.current(tx);
        JournalRow row = new JournalRow(
                caller.organizationId(),
                last.seq() + 1,
                tx.now(),
                caller.actorType(),
                caller.actorId(),
                caller.requestId(),
                action,
                object.type(),
                object.id(),
                json(before),
                json(after),
                json(detail),
                pepper.number(),
                JournalRow.START);
        JournalSql.insert(tx, row.withMac(mac(pepper, row, last.hash())));
    }

    private static String json(Object value) {
        return value == null ? null : Json.text(value);
    }

    private static String mac(Pepper pepper, JournalRow row, String macBefore) {
        return HexFormat.of().formatHex(pepper.mac(Pepper.Use.JOURNAL, row.message(macBefore)));
    }

    /** The rows right after a sequence number (0 for the first), in order; at most {@code limit}. */
    public List<JournalRow> after(Tx tx, Caller caller, long seq, int limit) {
        return JournalSql.after(tx, caller.organizationId(), seq, limit);
    }

    /**
     * A part of the journal, in order.
     *
     * @param lastSeq where to go on: every row up to here was looked at, whether it passed the filter or not
     * @param hasMore whether there are rows behind {@code lastSeq}
     * @param head where the journal ended when it was read
     */
    public record Page(List<JournalRow> data, boolean hasMore, long lastSeq, Head head) {}

    /**
     * The rows right after a sequence number (0 for the first) that pass the filter, in order; at most {@code limit}. Looks at
     * ten thousand rows at most, so a page may be empty although there are more.
     *
     * @throws ApiError 400 behind the journal's end, where a collector can only be that has seen a database which was set back
     */
    public Page page(Tx tx, Caller caller, long after, JournalFilter filter, int limit) {
        Head head = head(tx, caller.organizationId());
        if (after > head.seq()) {
            throw ApiError.invalid("after: the journal ends at " + head.seq() + ". Was the database restored?");
        }
        long last = Math.min(head.seq(), after + MOST_LOOKED_AT);
        List<JournalRow> rows = JournalSql.between(tx, caller.organizationId(), after, last, filter, limit);
        long lastSeq = rows.size() == limit ? rows.getLast().seq() : last;
        return new Page(rows, lastSeq < head.seq(), lastSeq, head);
    }

    /** Hands over every row in order. Each thousand is read on a snapshot of its own, so a long export stops no writer. */
    public void export(Db db, Caller caller, Consumer<JournalRow> out) {
        long seq = 0;
        while (true) {
            long from = seq;
            List<JournalRow> rows = db.read(tx -> after(tx, caller, from, EXPORTED_AT_ONCE));
            if (rows.isEmpty()) {
                return;
            }
            rows.forEach(out);
            seq = rows.getLast().seq();
        }
    }

    /** Where an organization's journal ends now: what to note outside, against a tail that is cut off later. */
    public record Head(long seq, String hash) {
        /** {@code SEQ:HASH}. */
        @Override
        public String toString() {
            return seq + ":" + hash;
        }

        /** Reads {@code SEQ:HASH}. */
        public static Optional<Head> parse(String text) {
            return text.matches("[0-9]{1,18}:[0-9a-f]{64}")
                    ? Optional.of(new Head(
                            Long.parseLong(text.substring(0, text.indexOf(':'))),
                            text.substring(text.indexOf(':') + 1)))
                    : Optional.empty();
        }
    }

    /** The journal's end; {@code 0:000…} before the first change. */
    public Head head(Tx tx, String organizationId) {
        return tx.journalEnd(organizationId)
                .map(end -> new Head(end.seq(), HexFormat.of().formatHex(end.mac())))
                .orElse(new Head(0, JournalRow.START));
    }

    /**
     * Recomputes the chain and compares. Finds edits, gaps, inserted and reordered rows by itself; a cut tail or a database
     * set back to an older state only against a head that was noted outside.
     *
     * @return one line for the first thing that is wrong, or nothing
     */
    public Optional<String> verify(Db db, Caller caller, Optional<Head> noted) {
        Verification verification = new Verification(noted);
        export(db, caller, verification::look);
        return verification.verdict();
    }

    /**
     * Reads an export of this journal that was made later than the database at hand, and checks its chain.
     *
     * @param known where the two must still be one: a head of the database at hand
     * @param lines the export, from its first row
     * @param later is handed every row after {@code known}, in order; what it made of them counts only without a problem
     * @return one line for the first thing that is wrong, or nothing
     */
    public Optional<String> continuation(Head known, Stream<String> lines, Consumer<JournalRow> later) {
        Verification verification = new Verification(Optional.of(known));
        try {
            lines.map(JournalRow::parse).forEach(row -> {
                verification.look(row);
                if (row.seq() > known.seq()) {
                    later.accept(row);
                }
            });
        } catch (IllegalArgumentException e) {
            return Optional.of("row " + (verification.seq + 1) + " cannot be read: " + e.getMessage());
        }
        return verification.verdict();
    }

    /** The last row that is not later than a time; {@code 0:000…} where there is none. */
    public Head headAt(Tx tx, Caller caller, Instant time) {
        return JournalSql.lastUntil(tx, caller.organizationId(), time)
                .map(row -> new Head(row.seq(), row.mac()))
                .orElse(new Head(0, JournalRow.START));
    }

    private final class Verification {
        private final Optional<Head> noted;
        private long seq;
        private String mac = JournalRow.START;
        private boolean notedSeen;
        private String problem;

        private Verification(Optional<Head> noted) {
            this.noted = noted;
            this.notedSeen = noted.isEmpty() || noted.get().equals(new Head(0, JournalRow.START));
        }

        private void look(JournalRow row) {
            if (problem != null) {
                return;
            }
            Optional<Pepper> pepper = peppers.held(row.pepper());
            if (row.seq() != seq + 1) {
                problem = "row " + (seq + 1) + " is missing: the next one is " + row.seq();
            } else if (pepper.isEmpty()) {
                problem = "row " + row.seq() + " was made with pepper " + row.pepper() + ", which is not held here";
            } else if (!mac(pepper.get(), row, mac).equals(row.mac())) {
                problem = "row " + row.seq() + " was changed, inserted or moved: its MAC does not fit";
            } else if (noted.isPresent() && noted.get().seq() == row.seq()) {
                notedSeen = noted.get().hash().equals(row.mac());
            }
            seq = row.seq();
            mac = row.mac();
        }

        private Optional<String> verdict() {
            if (problem == null && !notedSeen) {
                problem = noted.get().seq() > seq
                        ? "the journal ends at row " + seq + ", before the noted row "
                                + noted.get().seq()
                        : "row " + noted.get().seq() + " is not the one that was noted";
            }
            return Optional.ofNullable(problem);
        }
    }
}
