package dev.doorward.db;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes to SQLite, in groups: it takes the jobs that wait, runs each inside a SAVEPOINT, commits
 * once, and only then answers them.
 *
 * <p>A job that fails rolls back alone. When the transaction as a whole is lost (disk full, I/O error, failed COMMIT),
 * every job of the group fails with {@link DbException.Unavailable}, and none was kept.
 */
final class GroupWriter implements Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
    private static final int QUEUE = 1_024;
    private static final int GROUP = 128;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How long a write may wait for its turn. One that was not begun by then never is. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** How much longer its caller waits for its end, which on a disk that hangs never comes. */
    private static final Duration REST = Duration.ofMillis(900);

    private final Supplier<Session> open;
    private final Turn turn;
    private final WriteAheadLog log = new WriteAheadLog();
    private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    /** How many groups were committed, and how many jobs there were in them. */
    private final LongAdder groups = new LongAdder();

    private final LongAdder jobsInGroups = new LongAdder();

    private volatile boolean closed;
    private volatile boolean writing;
    private Session session;

    GroupWriter(Supplier<Session> open, Turn turn) {
        this.open = open;
        this.turn = turn;
        this.session = open.get();
        this.thread = Thread.ofPlatform().name("writer").daemon().start(this::loop);
    }

    @Override
    public <T> T run(Function<Session, T> work) {
        Job<T> job = new Job<>(work);
        if (closed || !queue.offer(job)) {
            throw new DbException.Busy("too many writes are waiting");
        }
        return job.await();
    }

    private void loop() {
        while (!closed || !queue.isEmpty()) {
            try {
                Job<?> first = queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    writing = true;
                    inTurn(first);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                writing = false;
            }
        }
    }

    private void inTurn(Job<?> first) {
        try {
            while (!turn.during(PAUSE, () -> group(first))) {
                if (closed) {
                    return; // Nobody waits for the turn longer than for a job: this one was dropped, or soon is.
                }
            }
        } catch (DbException.Unavailable e) {
            first.fail(e);
        }
    }

    private void group(Job<?> first) {
        List<Job<?>> jobs = new ArrayList<>();
        try {
            if (session == null) {
                session = open.get();
            }
            session.begin();
            jobs.add(first);
            queue.drainTo(jobs, GROUP - 1);
            jobs.removeIf(job -> !job.begin());
            jobs.forEach(job -> job.attempt(session));
            session.commit();
            groups.increment();
            jobsInGroups.add(jobs.size());
        } catch (RuntimeException | Error e) {
            if (jobs.isEmpty() && first.begin()) {
                jobs.add(first);
            }
            discardSession();
            DbException.Unavailable failure = new DbException.Unavailable("the database failed a group of writes", e);
            jobs.forEach(job -> job.fail(failure));
            return;
        }
        jobs.forEach(Job::answer);
        keepLogShort();
    }

    private void keepLogShort() {
        try {
            log.keepShort(session);
        } catch (DbException e) {
            LOG.warn("cannot shorten the write-ahead log", e); // Nobody waits for it, and a later group tries again.
            discardSession();
        }
    }

    /** After a lost transaction nothing is known about the connection: the next group opens a new one. */
    private void discardSession() {
        if (session != null) {
            session.discard();
            session = null;
        }
    }

    @Override
    public Usage usage() {
        return new Usage(1, writing ? 1 : 0, queue.size());
    }

    /** What was committed so far. */
    WriteGroups groups() {
        return new WriteGroups(groups.sum(), jobsInGroups.sum());
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        discardSession();
    }

    private static final class Job<T> {
        private enum State {
            WAITING,
            BEGUN,
            DROPPED
        }

        private final Function<Session, T> work;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private final CountDownLatch answered = new CountDownLatch(1);
        private T result;
        private Throwable failure;

        private Job(Function<Session, T> work) {
            this.work = work;
        }

        private boolean begin() {
            return state.compareAndSet(State.WAITING, State.BEGUN);
        }

        private void attempt(Session session) {
            session.run("SAVEPOINT job");
            try {
                result = work.apply(session);
                session.run("RELEASE job");
            } catch (DbException.Unavailable e) {
                throw e;
            } catch (RuntimeException | Error e) {
                session.run("ROLLBACK TO job");
                session.run("RELEASE job");
                failure = e;
            }
        }

        private void fail(Throwable cause) {
            failure = cause;
            answer();
        }

        private void answer() {
            answered.countDown();
        }

        private T await() {
            try {
                if (!answered.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    if (state.compareAndSet(State.WAITING, State.DROPPED)) {
                        throw new DbException.Busy(
                                "the write's turn did not come within " + PATIENCE.toSeconds() + " s");
                    }
                    if (!answered.await(REST.toMillis(), TimeUnit.MILLISECONDS)) {
                        throw new DbException.Unknown("the write did not finish in time", null);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DbException.Unknown("interrupted while the write was under way", e);
            }
            switch (failure) {
                case null -> {
                    return result;
                }
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
        }
    }
}
