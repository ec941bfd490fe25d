package dev.doorward.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed in the middle of its work loses nothing of what it answered, and is soon there again. */
class KillTest {
    private static final int CYCLES =
            Integer.getInteger("doorward.kills", Boolean.getBoolean("doorward.long") ? 200 : 3);
    private static final int CLIENTS = 8;
    private static final int FEWEST = 50;
    private static final int MOST = 300;

    /** The promise is 5 s on a machine of its own; this one may be shared with every other test. */
    private static final Duration READY_AGAIN = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        long seed = Long.getLong("doorward.seed", System.nanoTime());
        System.out.println("KillTest: -Ddoorward.seed=" + seed);
        Random random = new Random(seed);
        Path data = folder.resolve("data");
        Acknowledged record = new Acknowledged();
        Duration slowest = Duration.ZERO;
        ServerProcess server = new ServerProcess(data, Load.SETTINGS);
        try {
            String adminKey = server.readAdminKey();
            for (int cycle = 1; cycle <= CYCLES; cycle++) {
                try (Load load = new Load(server, adminKey, record, CLIENTS)) {
                    load.awaitAcknowledged(random.nextInt(FEWEST, MOST));
                    server.kill();
                }
                long begin = System.nanoTime();
                server = new ServerProcess(data, Load.SETTINGS);
                int ready = new TestClient(server.baseUrl()).get("/readyz").status();
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
                Acknowledged.Comparison after = record.compare(data);

                assertThat(ready).isEqualTo(200);
                assertThat(after.lost()).as("lost by kill " + cycle).isEmpty();
                assertThat(after.halfApplied())
                        .as("half applied by kill " + cycle)
                        .isEmpty();
                assertThat(after.journal()).isEqualTo("The journal is whole.\n");
            }
        } finally {
            server.kill();
        }
        System.out.println("KillTest: " + CYCLES + " kills, " + record.size()
                + " changes acknowledged, 0 lost, ready after " + slowest.toMillis() + " ms at most");
        assertThat(slowest).isLessThan(READY_AGAIN);
    }
}
