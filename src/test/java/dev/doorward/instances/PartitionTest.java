package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The database stands in a network namespace whose packets are dropped for a while: nobody is told, as when a cable is cut.
 * Needs root, {@code ip} and {@code nft}.
 */
@Tag("postgres")
@Timeout(value = 1, unit = TimeUnit.HOURS)
@EnabledIf(value = "isPossible", disabledReason = "needs root, ip and nft")
class PartitionTest {
    private static final boolean LONG = Boolean.getBoolean("doorward.long");
    private static final int CUTS = LONG ? 5 : 1;
    private static final Duration CUT = Duration.ofSeconds(LONG ? 8 : 6);
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(8);
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    private static final String SPACE = "doorward-" + ProcessHandle.current().pid();
    private static final String HERE = "dw" + ProcessHandle.current().pid() % 1_000_000;
    private static final String THERE = HERE + "p";
    private static final String ADDRESS = "10.231.77.2";

    private PostgresServer server;

    static boolean isPossible() {
        try {
            return run("id -u | grep -qx 0 && command -v ip nft unshare") == 0
                    && run("ip netns add " + SPACE + " && ip netns del " + SPACE) == 0;
        } catch (IOException | InterruptedException _) {
            return false;
        }
    }

    private static int run(String script) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-ec", script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @BeforeEach
    void moveTheServer() throws Exception {
        server = new PostgresServer();
        server.stop(PostgresServer.Stop.FAST);
        assertThat(run("""
                        ip netns add %1$s
                        ip link add %2$s type veth peer name %3$s netns %1$s
                        ip addr add 10.231.77.1/30 dev %2$s
                        ip link set %2$s up
                        ip -n %1$s addr add %4$s/30 dev %3$s
                        ip -n %1$s link set %3$s up
                        ip -n %1$s link set lo up
                        ip netns exec %1$s nft -f - <<'END'
                        table ip cut {
                            chain in { type filter hook input priority 0; }
                            chain out { type filter hook output priority 0; }
                        }
                        END
                        """.formatted(SPACE, HERE, THERE, ADDRESS))).isZero();
        server.startIn(SPACE, ADDRESS);
    }

    @AfterEach
    void clear() throws Exception {
        heal();
        server.close();
        run("ip netns del " + SPACE);
    }

    private static void cut() throws Exception {
        assertThat(run("ip netns exec %1$s nft 'add rule ip cut in drop; add rule ip cut out drop'".formatted(SPACE)))
                .isZero();
    }

    private static void heal() throws Exception {
        run("ip netns exec %1$s nft 'flush chain ip cut in; flush chain ip cut out'".formatted(SPACE));
    }

    @Test
    void aPartitionLosesNothingAndIsOverWhenItIsOver() throws Exception {
        String database = server.newDatabase();
        try (Instance first = new Instance(server.url(database));
                Instance second = new Instance(server.url(database))) {
            TestClient one = first.client(first.adminKey().orElseThrow());
            TestClient other = second.client(first.adminKey().orElseThrow());
            Load load = new Load(8, List.of(() -> one, () -> other));
            try (load) {
                for (int number = 0; number < CUTS; number++) {
                    load.awaitAcknowledged(50);
                    cut();
                    LockSupport.parkNanos(CUT.toNanos()); // The fault itself, and no waiting for anything.
                    heal();
                    long begin = System.nanoTime();
                    for (TestClient client : List.of(one, other)) {
                        Waiting.until(
                                Duration.ofSeconds(30),
                                () -> client.post("workspaces", "{\"name\":\"back\"}")
                                                .status()
                                        == 200);
                    }
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(RECOVERY);
                }
            }

            System.out.println("figure: cut off " + CUTS + " times for " + CUT.toSeconds() + " s: " + load);
            assertThat(load.faults(server.query(database, "SELECT name FROM workspace")))
                    .isEmpty();
            assertThat(load.longest()).isLessThan(LONGEST_WRITE);
        }
    }
}
