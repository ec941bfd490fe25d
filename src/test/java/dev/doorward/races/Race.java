package dev.doorward.races;

import dev.doorward.TestDatabase;
import dev.doorward.TestDoorward;
import dev.doorward.errors.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Lets threads do something at the same moment, and tells what became of each. */
public final class Race {
    /** How often a race is run: often when {@code -Ddoorward.long=true}. */
    public static final int ROUNDS = Boolean.getBoolean("doorward.long") ? 200 : 20;

    private static final int PATIENCE_SECONDS = 60;

    private Race() {}

    /** One racer's end: what it got, or how it was refused. Anything else that a racer throws fails the test. */
    public record Outcome<T>(Optional<T> result, Optional<ApiError> refusal) {
        public boolean won() {
            return refusal.isEmpty();
        }
    }

    /** Runs the racers, numbered from 0, all from the same moment on. The outcomes come in the order of their numbers. */
    public static <T> List<Outcome<T>> run(int racers, IntFunction<T> racer) {
        CyclicBarrier start = new CyclicBarrier(racers);
        try (ExecutorService threads = Executors.newFixedThreadPool(racers)) {
            List<Future<Outcome<T>>> running = new ArrayList<>();
            for (int i = 0; i < racers; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    await(start);
                    return attempt(() -> racer.apply(number));
                }));
            }
            List<Outcome<T>> outcomes = new ArrayList<>();
            for (Future<Outcome<T>> one : running) {
                outcomes.add(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return outcomes;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does one thing, and tells whether it was refused. */
    public static <T> Outcome<T> attempt(Supplier<T> action) {
        try {
            return new Outcome<>(Optional.ofNullable(action.get()), Optional.empty());
        } catch (ApiError e) {
            return new Outcome<>(Optional.empty(), Optional.of(e));
        }
    }

    public static long winners(List<? extends Outcome<?>> outcomes) {
        return outcomes.stream().filter(Outcome::won).count();
    }

    /**
     * The mistake that the organization's lock prevents, made on purpose: every racer looks, and when all have looked, those
     * who saw that they may act do, each in a transaction of its own.
     */
    public static void lookThenAct(int racers, IntFunction<Boolean> look, IntFunction<?> act) {
        CyclicBarrier allHaveLooked = new CyclicBarrier(racers);
        run(racers, number -> {
            boolean allowed = look.apply(number);
            await(allHaveLooked);
            return allowed ? act.apply(number) : null;
        });
    }

    /** Returns when the condition holds, and fails when it does not come to hold. */
    static void waitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Returns when a thread's write waits for a lock, as one of so many. */
    static void waitUntilQueued(TestDoorward doorward, Thread thread, int waiters) {
        waitUntil(() -> TestDatabase.POSTGRES
                ? TestDatabase.sessionsThatWait(doorward.folder()) == waiters
                : thread.getState() == Thread.State.TIMED_WAITING); // Nothing else in a write waits with a time limit.
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
