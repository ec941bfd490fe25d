package dev.doorward.db;

import java.util.function.Function;

/** How a piece of work gets a transaction: in a group with others on SQLite's one writer, or on a connection of a pool. */
sealed interface Transactions extends AutoCloseable permits GroupWriter, Pool {
    /**
     * Runs the work in a transaction of its own, and returns once that is committed.
     *
     * @throws DbException.Busy if it was not begun in time: it never will be
     * @throws DbException.Unavailable if the database failed: nothing was kept
     * @throws DbException.Unknown if whether it was kept is not known
     */
    <T> T run(Function<Session, T> work);

    /** How busy it is now. */
    Usage usage();

    @Override
    void close();
}
