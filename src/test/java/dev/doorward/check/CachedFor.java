package dev.doorward.check;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/** A gateway that goes by what it was answered a while ago, as others build it: the control of what tests for staleness. */
public final class CachedFor implements ToIntFunction<String> {
    /** As long as an answer takes, so that it does not keep the machine from all else. */
    private static final long ANSWER_NANOS = 1_000_000;

    private final Duration age;
    private final ToIntFunction<String> asked;
    private final Map<String, Long> passedAt = new ConcurrentHashMap<>();

    public CachedFor(Duration age, ToIntFunction<String> asked) {
        this.age = age;
        this.asked = asked;
    }

    @Override
    public int applyAsInt(String key) {
        Long passed = passedAt.get(key);
        if (passed != null && System.nanoTime() - passed < age.toNanos()) {
            LockSupport.parkNanos(ANSWER_NANOS);
            return 200;
        }
        int status = asked.applyAsInt(key);
        if (status == 200) {
            passedAt.put(key, System.nanoTime());
        }
        return status;
    }
}
