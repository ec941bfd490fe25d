package dev.doorward.db;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    /**
     * How long work may take.
     *
     * @param whole one piece of work altogether
     * @param connection how much of that may be spent on waiting for a connection to be free
     */
    record Limits(Duration whole, Duration connection) {
        /** For reads and writes. */
        static final Limits REQUEST = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(3));

        /** For look-ups: a gateway gives up early. */
        static final Limits LOOK_UP = new Limits(Duration.ofMillis(900), Duration.ofMillis(500));
    }

    private final int most;
    private final Limits limits;
    private final Supplier<Session> open;
    private final Semaphore permits;
    private final int share;
    private final Map<String, Semaphore> shares = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

    /** @param most how many connections there may be */
    Pool(int most, Limits limits, Supplier<Session> open) {
        this.most = most;
        this.limits = limits;
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
        long deadline = begin + limits.whole().toNanos();
        acquire(permits, begin);
        try {
            Session pooled = idle.pollFirst();
            if (pooled == null) {
                return run(opened(deadline), work, deadline);
            }
            try {
                return run(pooled, work, deadline);
            } catch (DbException.Unavailable e) {
                boolean soon = deadline - System.nanoTime() > limits.whole().toNanos() / 2;
                if (!pooled.untouched() || !soon) {
                    throw e;
                }
                close(); // The database went away since they were used: the others are as dead as this one.
                return run(opened(deadline), work, deadline);
            }
        } finally {
            permits.release();
        }
    }

    /** Opens a connection on a thread of its own, because a driver's limits for that are whole seconds, one after the other. */
    private Session opened(long deadline) {
        CompletableFuture<Session> opening = CompletableFuture.supplyAsync(open, Thread::startVirtualThread);
        try {
            return opening.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            opening.thenAccept(Session::discard);
            throw new DbException.Unavailable("no connection to the database within the time for the work", e);
        } catch (InterruptedException e) {
            opening.thenAccept(Session::discard);
            Thread.currentThread().interrupt();
            throw new DbException.Busy("interrupted while waiting for a connection");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new IllegalStateException(e);
            }
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

    private void acquire(Semaphore permit, long begin) {
        long patience = begin + limits.connection().toNanos() - System.nanoTime();
        try {
            if (!permit.tryAcquire(patience, TimeUnit.NANOSECONDS)) {
                throw new DbException.Busy(
                        "no connection was free within " + limits.connection().toMillis() + " ms");
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
