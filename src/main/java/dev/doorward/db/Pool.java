package dev.doorward.db;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Connections that are shared, one transaction after the other. They are opened when they are needed, by who needs them, so
 * that the first request after the database came back finds it.
 *
 * <p>A connection that did not end its transaction cleanly is closed: it might keep an old snapshot, in which a revoked key
 * is good.
 */
final class Pool implements Transactions {
    /** How long one piece of work may take altogether. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** How much of that may be spent on waiting for a connection. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final int most;
    private final Supplier<Session> open;
    private final Semaphore permits;
    private final int share;
    private final Map<String, Semaphore> shares = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

    /** @param most how many connections there may be */
    Pool(int most, Supplier<Session> open) {
        this.most = most;
        this.permits = new Semaphore(most, true);
        this.share = Math.max(1, most / 2);
        this.open = open;
    }

    @Override
    public <T> T run(Function<Session, T> work) {
        return run(System.nanoTime(), work);
    }

    /**
     * An organization's writes wait for each other anyway. They wait for a share of the connections first, so that one whose
     * lock is stuck does not take those of all others.
     */
    @Override
    public <T> T run(String organizationId, Function<Session, T> work) {
        long begin = System.nanoTime();
        Semaphore permit = shares.computeIfAbsent(organizationId, _ -> new Semaphore(share, true));
        acquire(permit, begin);
        try {
            return run(begin, work);
        } finally {
            permit.release();
        }
    }

    private <T> T run(long begin, Function<Session, T> work) {
        long deadline = begin + DEADLINE.toNanos();
        acquire(permits, begin);
        try {
            Session pooled = idle.pollFirst();
            if (pooled == null) {
                return run(open.get(), work, deadline);
            }
            try {
                return run(pooled, work, deadline);
            } catch (DbException.Unavailable e) {
                boolean soon = deadline - System.nanoTime() > DEADLINE.toNanos() / 2;
                if (!pooled.untouched() || !soon) {
                    throw e;
                }
                close(); // The database went away since they were used: the others are as dead as this one.
                return run(open.get(), work, deadline);
            }
        } finally {
            permits.release();
        }
    }

    private <T> T run(Session session, Function<Session, T> work, long deadline) {
        boolean sound = false;
        try {
            session.begin(deadline);
            T result;
            try {
                result = work.apply(session);
            } catch (RuntimeException | Error e) {
                sound = rolledBack(session, e);
                throw e;
            }
            session.commit();
            session.requireNoSnapshot();
            sound = true;
            return result;
        } finally {
            if (sound) {
                idle.addFirst(session);
            } else {
                session.discard();
            }
        }
    }

    private static boolean rolledBack(Session session, Throwable cause) {
        try {
            session.rollback();
            session.requireNoSnapshot();
            return true;
        } catch (DbException | IllegalStateException e) {
            cause.addSuppressed(e);
            return false;
        }
    }

    private static void acquire(Semaphore permit, long begin) {
        long patience = begin + PATIENCE.toNanos() - System.nanoTime();
        try {
            if (!permit.tryAcquire(patience, TimeUnit.NANOSECONDS)) {
                throw new DbException.Busy("no connection was free within " + PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DbException.Busy("interrupted while waiting for a connection");
        }
    }

    @Override
    public Usage usage() {
        return new Usage(most, most - permits.availablePermits(), permits.getQueueLength());
    }

    /** Closes the connections that nobody uses now. */
    @Override
    public void close() {
        for (Session session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
            session.discard();
        }
    }
}
