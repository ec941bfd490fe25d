package dev.doorward.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.backups.Restores;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The mark of a restore comes after every write that was under way: nothing commits behind it. */
class RestoreMarkRaceTest {
    private final TestDoorward doorward = TestDoorward.start(Map.of());
    private final Queue<String> ended = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        doorward.close();
    }

    @Test
    void theMarkWaitsForAWriteThatIsUnderWay() throws Exception {
        TestOrganization organization = doorward.newOrganization();
        CountDownLatch held = new CountDownLatch(1);
        FutureTask<Void> mark = new FutureTask<>(() -> {
            held.await();
            Restores.mark(doorward.app());
            ended.add("mark");
            return null;
        });
        Thread thread = Thread.ofPlatform().daemon().start(mark);

        doorward.app().db.write(organization.id(), _ -> {
            held.countDown();
            Race.waitUntilQueued(doorward, thread, 1);
            ended.add("write");
            return null;
        });
        mark.get();

        assertThat(ended).containsExactly("write", "mark");
        assertThat(organization.client().get("me").status()).isEqualTo(503);
    }
}
