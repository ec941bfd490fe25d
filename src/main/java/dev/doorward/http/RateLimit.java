package dev.doorward.http;

import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many requests a credential may send to this instance in a minute: a token bucket for each, of which only the time is
 * kept at which it will be full again.
 *
 * <p>Give it authenticated credentials only: whoever makes keys up must not fill its memory.
 */
final class RateLimit {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Beyond it the one that was used longest ago is forgotten, and so full again: a leak that needs as many keys. */
    private static final int MOST_CREDENTIALS = 10_000;

    private final int perMinute;
    private final Duration oneRequest;
    private final InstantSource clock;
    private final Map<String, Instant> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_CREDENTIALS;
        }
    };

    RateLimit(int perMinute, InstantSource clock) {
        this.perMinute = perMinute;
        this.oneRequest = MINUTE.dividedBy(perMinute);
        this.clock = clock;
    }

    /** Takes one request from what the credential has left, or throws 429 with the time after which it has one again. */
    synchronized void take(String credentialId) {
        Instant now = clock.instant();
        Instant empty = now.plus(MINUTE);
        Instant full = fullAt.getOrDefault(credentialId, now);
        if (full.isBefore(now)) {
            full = now;
        } else if (full.isAfter(empty)) { // The clock was set back: nobody has to wait until it is where it was.
            full = empty;
            fullAt.put(credentialId, empty);
        }
        Duration wait = Duration.between(empty, full.plus(oneRequest));
        if (wait.isPositive()) {
            throw ApiError.of(
                            ErrorType.RATE_LIMIT,
                            "This key may send " + perMinute + " reads and creations a minute, and has used them up.")
                    .retryAfter(wait);
        }
        fullAt.put(credentialId, full.plus(oneRequest));
    }
}
