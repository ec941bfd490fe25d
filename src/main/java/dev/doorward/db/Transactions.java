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

    /** Runs the work of one organization, which must not keep others from theirs. */
    default <T> T run(String organizationId, Function<Session, T> work) {
        return run(work);
    }

    /** How busy it is now. */
    Usage usage();

    @Override
    void close();
}
