package dev.doorward;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that the test moves. It stands still otherwise, or, made with {@link #ticking}, moves a microsecond at each look. */
public final class TestClock implements InstantSource {
    private final AtomicReference<Instant> now;
    private final Duration tick;
    private volatile String heldUpThread;
    private volatile CountDownLatch heldUpUntil;

    private TestClock(Instant start, Duration tick) {
        this.now = new AtomicReference<>(start);
        this.tick = tick;
    }

    /** A clock that stands still until it is moved. */
    public static TestClock fixed(Instant start) {
        return new TestClock(start, Duration.ZERO);
    }

    /** A clock that moves a microsecond each time it is read. */
    public static TestClock ticking(Instant start) {
        return new TestClock(start, Duration.ofNanos(1_000));
    }

    /** From now on whoever reads the clock on the thread of that name waits for the latch: the way to make work slow. */
    public void holdUp(String thread, CountDownLatch latch) {
        heldUpUntil = latch;
        heldUpThread = thread;
    }

    private void waitIfHeldUp() {
        if (Thread.currentThread().getName().equals(heldUpThread)) {
            try {
                heldUpUntil.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public Instant instant() {
        waitIfHeldUp();
        return now.updateAndGet(time -> time.plus(tick));
    }

    /** Moves the clock on. */
    public void advance(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }
}
