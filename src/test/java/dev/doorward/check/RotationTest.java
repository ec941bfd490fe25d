package dev.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys are rotated under 500 checks a second: no check is refused during the overlap, and none of the old key passes after it. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class RotationTest {
    private static final int ROUNDS = Boolean.getBoolean("doorward.long") ? 20 : 2;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1) / 500;
    private static final int CHECKS = 500;
    private static final Duration OVERLAP = Duration.ofHours(1);

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient admin = organization.client();
    private final String path = "/doorward/v1/check/" + organization.id();

    /** A check, with when it was sent and answered. */
    private record Check(boolean ofTheOldKey, long sent, long answered, int status) {}

    /** When the overlap was over: the clock was moved between these two times. */
    private record End(long begun, long done) {
        private boolean isAfter(Check check) {
            return check.answered() < begun;
        }

        private boolean isBefore(Check check) {
            return check.sent() > done;
        }
    }

    @Test
    void noCheckIsRefusedDuringTheOverlapAndNoneOfTheOldKeyPassesAfterIt() throws Exception {
        int overlapping = 0;
        int over = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Queue<Check> checks = new ConcurrentLinkedQueue<>();

            End end = rotateUnderLoad(checks);

            List<Check> old = checks.stream().filter(Check::ofTheOldKey).toList();
            assertThat(checks.stream().filter(check -> !check.ofTheOldKey()))
                    .isNotEmpty()
                    .allSatisfy(check -> assertThat(check.status()).isEqualTo(200));
            assertThat(old.stream().filter(end::isAfter))
                    .allSatisfy(check -> assertThat(check.status()).isEqualTo(200));
            assertThat(old.stream().filter(end::isBefore))
                    .allSatisfy(check -> assertThat(check.status()).isEqualTo(401));
            overlapping += (int) old.stream().filter(end::isAfter).count();
            over += (int) old.stream().filter(end::isBefore).count();
        }

        System.out.println("figure: " + ROUNDS + " rotations: " + overlapping
                + " checks of the old key in the overlap, " + over + " after it");
        assertThat(overlapping).isGreaterThan(ROUNDS * 100);
        assertThat(over).isGreaterThan(ROUNDS * 50);
    }

    /** Checks the old key before, during and after the overlap, and the new one in turn with it once it is there. */
    private End rotateUnderLoad(Queue<Check> checks) {
        TestClient.Reply old = admin.post("/doorward/v1/api_keys", "{\"name\":\"k\"}");
        String newKey = "";
        End end = null;
        long begin = System.nanoTime();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3 * CHECKS; i++) {
                if (i == CHECKS) {
                    newKey = admin.post(
                                    "/doorward/v1/api_keys/" + old.at("/id") + "/rotate",
                                    "{\"overlap_seconds\":" + OVERLAP.toSeconds() + "}")
                            .at("/key");
                } else if (i == 2 * CHECKS) {
                    long begun = System.nanoTime();
                    doorward.clock().advance(OVERLAP);
                    end = new End(begun, System.nanoTime());
                }
                boolean ofTheOldKey = i < CHECKS || i % 2 == 0;
                String key = ofTheOldKey ? old.at("/key") : newKey;
                senders.execute(() -> checks.add(check(ofTheOldKey, key)));
                LockSupport.parkNanos(begin + i * PAUSE_NANOS - System.nanoTime());
            }
        }
        return end;
    }

    private Check check(boolean ofTheOldKey, String key) {
        long sent = System.nanoTime();
        int status = new TestClient(doorward.baseUrl())
                .with("x-api-key", key)
                .get(path)
                .status();
        return new Check(ofTheOldKey, sent, System.nanoTime(), status);
    }
}
