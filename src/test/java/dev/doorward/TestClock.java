package dev.doorward;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that the test moves. It stands still otherwise, or, made with {@link #ticking}, moves a microsecond at each look. */
public final class TestClock implements InstantSource {
    private final AtomicReference<Instant> now;
    private final Duration tick;

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

    @Override
    public Instant instant() {
        return now.updateAndGet(time -> time.plus(tick));
    }

    /** Moves the clock on. */
    public void advance(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }
}
