package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.Minted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The database server of two instances under load is stopped, crashed, frozen, and ends their sessions: nothing acknowledged
 * is lost, nothing is there twice, every write is answered in time, and it all goes on by itself.
 */
@Tag("postgres")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class PostgresFaultsTest {
    private static final boolean LONG = Boolean.getBoolean("doorward.long");
    private static final int ROUNDS = LONG ? 10 : 1;
    private static final int STORM = LONG ? 200 : 15;
    private static final Duration FREEZE = Duration.ofSeconds(LONG ? 8 : 6);

    /** A write's deadline is five seconds; the rest is for a machine that does much else. */
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(8);

    /** A check's deadline is a second; the rest is for a machine that does much else. */
    private static final Duration LONGEST_CHECK = Duration.ofMillis(1_500);

    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final int CLIENTS = 8;

    private static PostgresServer server;

    private String database;
    private Instance first;
    private Instance second;
    private TestClient one;
    private TestClient other;

    @BeforeAll
    static void startServer() throws Exception {
        server = new PostgresServer();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void startInstances() throws Exception {
        database = server.newDatabase();
        first = new Instance(server.url(database));
        second = new Instance(server.url(database));
        one = first.client(first.adminKey().orElseThrow());
        other = second.client(first.adminKey().orElseThrow());
    }

    @AfterEach
    void stopInstances() {
        first.close();
        second.close();
    }

    private Load load() {
        return new Load(CLIENTS, List.of(() -> one, () -> other));
    }

    private List<String> names() {
        return server.query(database, "SELECT name FROM workspace");
    }

    private void assertNothingLost(String what, Load load) {
        System.out.println("figure: " + what + ": " + load);
        assertThat(load.faults(names())).isEmpty();
        assertThat(load.longest()).isLessThan(LONGEST_WRITE);
        String organization = first.organizationId();
        assertThat(first.app().journal.verify(first.app().db, first.app().operator(organization), Optional.empty()))
                .isEmpty();
    }

    /** Waits until a write through each instance succeeds. */
    private void assertRecovers() throws Exception {
        long begin = System.nanoTime();
        for (TestClient client : List.of(one, other)) {
            Waiting.until(
                    Duration.ofSeconds(30),
                    () -> client.post("workspaces", "{\"name\":\"back\"}").status() == 200);
            assertThat(client.get("/readyz").status()).isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(RECOVERY);
    }

    @Test
    void aServerThatIsStoppedAndStartedLosesNothing() throws Exception {
        for (PostgresServer.Stop how : PostgresServer.Stop.values()) {
            Load load = load();
            try (load) {
                for (int round = 0; round < ROUNDS; round++) {
                    load.awaitAcknowledged(50);
                    server.stop(how);
                    assertThat(one.get("/readyz").status()).isEqualTo(503);
                    assertThat(one.get("me").status()).isEqualTo(503);
                    server.start();
                    assertRecovers();
                }
            }
            assertNothingLost(how + " stop, " + ROUNDS + " times", load);
        }
    }

    @Test
    void sessionsThatTheServerEndsLoseNothing() throws Exception {
        Load load = load();
        int sessions = 0;
        try (load) {
            for (int round = 0; round < STORM; round++) {
                load.awaitAcknowledged(10);
                sessions += server.terminateSessions();
            }
            assertRecovers();
        }
        assertThat(sessions).isGreaterThan(STORM);
        assertNothingLost(sessions + " sessions ended", load);
    }

    @Test
    void aServerThatStandsStillIsAnsweredForInTime() throws Exception {
        Load load = load();
        try (load) {
            for (int round = 0; round < (LONG ? 3 : 1); round++) {
                load.awaitAcknowledged(50);
                server.freeze();
                LockSupport.parkNanos(FREEZE.toNanos()); // The fault itself, and no waiting for anything.
                server.thaw();
                assertRecovers();
            }
        }
        assertNothingLost("frozen for " + FREEZE.toSeconds() + " s", load);
    }

    /** A gateway that hears nothing for long fails its own clients: a check that cannot be made is refused within a second. */
    @Test
    void aCheckIsAnsweredWithinASecondAndByNobodysLeave() throws Exception {
        Minted<ApiKey> key = first.app()
                .apiKeys
                .create(
                        first.app().operator(first.organizationId()),
                        new ApiKey.Create(Optional.empty(), "key", Optional.empty(), Optional.empty()));
        TestClient client = first.client(key.revealed());
        String path = "/doorward/v1/check/" + first.organizationId();
        assertThat(client.get(path).status()).isEqualTo(200);
        for (Fault fault : Fault.values()) {
            fault.begin(server);
            for (int i = 0; i < 3; i++) {
                long begin = System.nanoTime();
                int status = client.get(path).status();
                Duration time = Duration.ofNanos(System.nanoTime() - begin);

                assertThat(status).as(fault.name()).isIn(503, 504, 529);
                assertThat(time).as(fault.name()).isLessThan(LONGEST_CHECK);
            }
            fault.end(server);
            assertRecovers();
            assertThat(client.get(path).status()).isEqualTo(200);
        }
    }

    private enum Fault {
        FROZEN {
            @Override
            void begin(PostgresServer server) throws Exception {
                server.freeze();
            }

            @Override
            void end(PostgresServer server) throws Exception {
                server.thaw();
            }
        },
        STOPPED {
            @Override
            void begin(PostgresServer server) throws Exception {
                server.stop(PostgresServer.Stop.FAST);
            }

            @Override
            void end(PostgresServer server) throws Exception {
                server.start();
            }
        };

        abstract void begin(PostgresServer server) throws Exception;

        abstract void end(PostgresServer server) throws Exception;
    }

    /** What the record finds, it finds when it is there. */
    @Test
    void aChangeThatIsLostOrThereTwiceWouldBeSeen() throws Exception {
        Load load = load();
        try (load) {
            load.awaitAcknowledged(20);
        }
        List<String> names = names();
        String known = names.stream()
                .filter(name -> name.startsWith("load "))
                .findFirst()
                .orElseThrow();

        List<String> without =
                names.stream().filter(name -> !name.equals(known)).toList();
        List<String> twice = Stream.concat(names.stream(), Stream.of(known)).toList();

        assertThat(load.faults(names)).isEmpty();
        assertThat(load.faults(without)).containsExactly("lost: " + known);
        assertThat(load.faults(twice)).containsExactly("there 2 times: " + known);
    }
}
