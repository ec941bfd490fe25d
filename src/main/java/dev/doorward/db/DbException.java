package dev.doorward.db;

/** The database refused or failed a statement. It reaches a caller as 500 or, where the database is away, as 503. */
public class DbException extends RuntimeException {
    public DbException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The database cannot be used now, or failed the whole batch: nothing of this work was kept, and a retry may succeed. After
     * an I/O error in COMMIT, SQLite may all the same find it in its log at the next start.
     */
    public static final class Unavailable extends DbException {
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The work was not begun: its turn did not come within its deadline, or the queue is full. */
    public static final class Busy extends DbException {
        public Busy(String message) {
            super(message, null);
        }
    }

    /** The work was begun and its end was not seen, in time or at all: whether it was kept is not known. */
    public static final class Unknown extends DbException {
        public Unknown(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
