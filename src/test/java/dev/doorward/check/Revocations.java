package dev.doorward.check;

import dev.doorward.TestClient;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.Minted;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Keys that are revoked while many ask about them without a pause. A violation is a check that was sent after the revoke's
 * answer had arrived, and was passed all the same.
 */
public final class Revocations {
    private static final int CHECKERS = 64;
    private static final int CHECKS_BEFORE = 4;
    private static final int CHECKS_AFTER = 16;

    private final Supplier<Minted<ApiKey>> mint;
    private final TestClient revoking;
    private final ToIntFunction<String> check;
    private final AtomicInteger violations = new AtomicInteger();
    private final AtomicLong checks = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile Round round;

    /** One key, and what became of it. */
    private static final class Round {
        private final Minted<ApiKey> key;
        private final AtomicInteger passed = new AtomicInteger();
        private final AtomicInteger sentAfter = new AtomicInteger();
        private volatile boolean revokeAnswered;

        private Round(Minted<ApiKey> key) {
            this.key = key;
        }
    }

    /**
     * What came of it.
     *
     * @param checks how many checks there were altogether
     * @param unanswered how many of them failed with 5xx, which lets nobody pass
     */
    public record Outcome(int revokes, long checks, long unanswered, int violations) {}

    /**
     * @param mint makes a key
     * @param revoking an admin, where keys are revoked
     * @param check the status that a check of this secret is answered with, where keys are checked
     */
    public Revocations(Supplier<Minted<ApiKey>> mint, TestClient revoking, ToIntFunction<String> check) {
        this.mint = mint;
        this.revoking = revoking;
        this.check = check;
    }

    /** Revokes so many keys, each after it has passed and before it is asked about again. */
    public Outcome run(int revokes) {
        round = new Round(mint.get());
        Phaser started = new Phaser(CHECKERS + 1);
        try (ExecutorService checkers = Executors.newFixedThreadPool(CHECKERS)) {
            for (int i = 0; i < CHECKERS; i++) {
                checkers.execute(() -> {
                    started.arrive();
                    checkUntilTheEnd();
                });
            }
            started.awaitAdvance(started.arrive());
            for (int i = 0; i < revokes; i++) {
                Round current = new Round(mint.get());
                round = current;
                await(current.passed, CHECKS_BEFORE);
                revoke(current, i);
                await(current.sentAfter, CHECKS_AFTER);
            }
            ending.set(true);
        } finally {
            ending.set(true);
        }
        return new Outcome(revokes, checks.get(), unanswered.get(), violations.get());
    }

    private void revoke(Round current, int number) {
        String status = number % 2 == 0 ? "inactive" : "archived";
        int answer = revoking.post("api_keys/" + current.key.id(), "{\"status\":\"" + status + "\"}")
                .status();
        if (answer != 200) {
            throw new IllegalStateException("the revoke was answered " + answer);
        }
        current.revokeAnswered = true;
    }

    private void checkUntilTheEnd() {
        while (!ending.get()) {
            Round asked = round;
            boolean revoked = asked.revokeAnswered;
            int status = check.applyAsInt(asked.key.revealed());
            boolean passed = status == 200;
            checks.incrementAndGet();
            if (passed) {
                asked.passed.incrementAndGet();
            }
            if (status >= 500) {
                unanswered.incrementAndGet(); // On a machine that does much else: it says nothing about the key.
            } else if (revoked) {
                if (passed) {
                    violations.incrementAndGet();
                }
                asked.sentAfter.incrementAndGet();
            }
        }
    }

    private static void await(AtomicInteger count, int enough) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (count.get() < enough) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain for " + enough + " checks: there were " + count);
            }
            LockSupport.parkNanos(20_000);
        }
    }
}
