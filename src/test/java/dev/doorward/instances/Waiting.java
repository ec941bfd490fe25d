package dev.doorward.instances;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process or thread brings about. */
final class Waiting {
    private static final long PAUSE_NANOS = 2_000_000;

    private Waiting() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Returns after how long the condition held, and fails when it did not in time. */
    static Duration until(Duration patience, Condition condition) throws Exception {
        long begin = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new IllegalStateException("waited in vain for " + patience);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
