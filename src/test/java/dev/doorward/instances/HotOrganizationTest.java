package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import dev.doorward.db.Work;
import dev.doorward.organization.Organizations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An organization whose lock is stuck stops nobody else, and the limits that see to it are those of every session. */
@Tag("postgres")
class HotOrganizationTest {
    private static final int WRITERS = 32;
    private static final int OTHERS = 30;

    private final String url = TestDatabase.server(TestDatabase.newDatabase()).url();

    @Test
    void anOrganizationWhoseLockIsStuckStopsNoOther() throws Exception {
        try (Instance instance = new Instance(url)) {
            List<Duration> writes = timesBesideAStuckOne(instance, OTHERS);

            Duration slowest = writes.stream().max(Duration::compareTo).orElseThrow();
            System.out.println("figure: beside a stuck organization: " + writes.size() + " of " + OTHERS
                    + " writes of another, the slowest " + slowest.toMillis() + " ms");
            assertThat(writes).hasSize(OTHERS);
            assertThat(slowest).isLessThan(Duration.ofSeconds(1));
        }
    }

    /** With one writing connection for all, there is nothing left to share. */
    @Test
    void withoutAShareOfTheirOwnOthersWouldWait() throws Exception {
        try (Instance instance = new Instance(url, Map.of(Setting.DATABASE_CONNECTIONS, "3"))) {
            List<Duration> writes = timesBesideAStuckOne(instance, 2);

            assertThat(writes.stream().filter(time -> time.toMillis() < 1_000)).hasSizeLessThan(2);
        }
    }

    /** How long each write of another organization took that went well. */
    private List<Duration> timesBesideAStuckOne(Instance instance, int others) throws Exception {
        Organizations.Founded stuck = found(instance, "Stuck");
        TestClient other = instance.client(found(instance, "Other").adminKey().reveal());
        TestClient client = instance.client(stuck.adminKey().reveal());
        AtomicBoolean ended = new AtomicBoolean();
        ConcurrentLinkedQueue<Integer> refusals = new ConcurrentLinkedQueue<>();
        List<Duration> times = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection lock = DriverManager.getConnection(url)) {
            lock.setAutoCommit(false);
            lock.createStatement()
                    .execute("SELECT id FROM organization WHERE id = '" + stuck.organizationId() + "' FOR UPDATE");
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(() -> {
                    while (!ended.get()) {
                        refusals.add(create(client));
                    }
                }));
            }
            Waiting.until(Duration.ofSeconds(10), () -> !refusals.isEmpty());
            for (int i = 0; i < others; i++) {
                long begin = System.nanoTime();
                if (create(other) == 200) {
                    times.add(Duration.ofNanos(System.nanoTime() - begin));
                }
                assertThat(other.get("me").status()).isEqualTo(200);
                assertThat(client.get("me").status()).isEqualTo(200);
            }
            ended.set(true);
            lock.rollback();
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertThat(refusals).contains(529);
        assertThat(create(client)).as("once the lock is free").isEqualTo(200);
        return times;
    }

    private static Organizations.Founded found(Instance instance, String name) {
        return instance.app().organizations.found("test", instance.app().newRequestId(), name, "root@example.com");
    }

    private static int create(TestClient client) {
        return client.post("workspaces", "{\"name\":\"w\"}").status();
    }

    @Test
    void theServersLimitsAreInForceOnEverySession() throws Exception {
        try (Instance instance = new Instance(url)) {
            assertThat(limits(instance, true)).containsExactly("1500ms", "4s", "5s", "read committed", "off");
            assertThat(limits(instance, false)).containsExactly("1500ms", "4s", "5s", "repeatable read", "on");
        }
    }

    private static List<String> limits(Instance instance, boolean writing) {
        List<String> names = List.of(
                "lock_timeout",
                "statement_timeout",
                "idle_in_transaction_session_timeout",
                "transaction_isolation",
                "transaction_read_only");
        Work<List<String>> work = tx -> names.stream()
                .map(name -> tx.list("SELECT current_setting(?) AS value", row -> row.text("value"), name)
                        .getFirst())
                .toList();
        return writing
                ? instance.app().db.write(instance.organizationId(), work)
                : instance.app().db.read(work);
    }
}
