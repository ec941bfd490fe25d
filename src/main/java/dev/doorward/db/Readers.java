package dev.doorward.db;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The connections that read, each with its own snapshot for one piece of work. They are opened when they are needed, and
 * one that did not end its transaction cleanly is closed: it might keep an old snapshot, in which a revoked key is good.
 */
final class Readers implements AutoCloseable {
    private static final int MOST = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Supplier<Session> open;
    private final Semaphore permits = new Semaphore(MOST);
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

    Readers(Supplier<Session> open) {
        this.open = open;
    }

    /** Runs the work on one snapshot. Throws {@link DbException.Busy} if no connection was free within five seconds. */
    <T> T read(Function<Session, T> work) {
        awaitPermit();
        Session session = null;
        boolean sound = false;
        try {
            session = idle.pollFirst();
            if (session == null) {
                session = open.get();
            }
            session.run("BEGIN"); // Fails on a connection that is still in a transaction, which none may be.
            T result;
            try {
                result = work.apply(session);
            } catch (RuntimeException | Error e) {
                session.run("ROLLBACK");
                sound = true;
                throw e;
            }
            session.run("COMMIT");
            sound = true;
            return result;
        } finally {
            giveBack(session, sound);
            permits.release();
        }
    }

    private void awaitPermit() {
        try {
            if (!permits.tryAcquire(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DbException.Busy("no connection was free within " + DEADLINE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DbException.Busy("interrupted while waiting for a connection");
        }
    }

    private void giveBack(Session session, boolean sound) {
        if (sound) {
            idle.addFirst(session);
        } else if (session != null) {
            session.discard();
        }
    }

    @Override
    public void close() {
        for (Session session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
            session.discard();
        }
    }
}
