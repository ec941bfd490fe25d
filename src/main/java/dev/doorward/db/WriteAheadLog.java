package dev.doorward.db;

import java.time.Duration;

/**
 * Keeps SQLite's write-ahead log short.
 *
 * <p>SQLite begins the log anew by itself only at a moment when nobody reads from it. Where one read follows the other without
 * a pause that moment never comes, and the log grows for as long as there is work. So the writer, when the log is long, waits
 * for such a moment: reads that begin meanwhile do not need the log.
 */
final class WriteAheadLog {
    /** How many pages there are in the log. SQLite refuses to say while the connection reads. */
    static final String LENGTH = "PRAGMA wal_checkpoint(NOOP)";

    private static final long PAGE_BYTES = 4_096;

    /** From how many pages on the log is long. SQLite itself tries from 1 000 on. */
    static final long MOST_PAGES = 4_000;

    /** What is kept of the log's file when it has been longer. */
    static final long MOST_BYTES = MOST_PAGES * PAGE_BYTES;

    /** How long writes may be held up: reads are shorter than this, and a backup, which is not, must not stop them. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private long next = MOST_PAGES;

    /** Begins the log anew if it is long. Where a reader is in the way for long, it is tried again when the log has grown as much again. */
    void keepShort(Session writer) {
        long pages = writer.list(LENGTH, row -> row.number("log")).getFirst();
        if (pages < MOST_PAGES) {
            next = MOST_PAGES;
        } else if (pages >= next) {
            next = pages + MOST_PAGES;
            setPatience(writer, PATIENCE.toMillis());
            writer.list("PRAGMA wal_checkpoint(RESTART)", row -> row.number("busy"));
            setPatience(writer, Sqlite.BUSY_TIMEOUT);
        }
    }

    private static void setPatience(Session writer, long milliseconds) {
        writer.list("PRAGMA busy_timeout = " + milliseconds, row -> row.number("timeout"));
    }
}
