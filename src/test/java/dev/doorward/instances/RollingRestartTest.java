package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Instances are restarted one after the other behind nginx, and no client notices. */
@Tag("postgres")
@Timeout(value = 1, unit = TimeUnit.HOURS)
@EnabledIf(value = "nginxIsHere", disabledReason = "nginx is not installed")
class RollingRestartTest {
    private static final boolean LONG = Boolean.getBoolean("doorward.long");
    private static final int RATE = LONG ? 500 : 100;
    private static final int RESTARTS = LONG ? 20 : 3;
    private static final int WARM_UP_SECONDS = LONG ? 20 : 2;
    private static final String DRAIN_TIME = LONG ? "3s" : "1500ms"; // More than nginx keeps idle connections.

    /** What an instance logs of a request of the load: nginx sends to it again. */
    private static final String SERVED = "route=/v1/organizations/workspaces/{id} status=200";

    @TempDir
    private Path folder;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean ended;
    private int starts;

    static boolean nginxIsHere() {
        return Nginx.program().isPresent();
    }

    @Test
    void aRollingRestartFailsNoRequest() throws Exception {
        String url = TestDatabase.server(TestDatabase.newDatabase()).url();
        int[] ports = {Nginx.freePort(), Nginx.freePort()};
        ServerProcess[] instances = new ServerProcess[2];
        instances[0] = start(url, ports[0]);
        String key = instances[0].readAdminKey();
        instances[1] = start(url, ports[1]);

        Map<String, String> addresses =
                Map.of("127.0.0.1:8081", "127.0.0.1:" + ports[0], "127.0.0.1:8082", "127.0.0.1:" + ports[1]);
        try (Nginx nginx = new Nginx(Files.createDirectory(folder.resolve("nginx")), "doorward.conf", addresses)) {
            TestClient client = new TestClient(nginx.baseUrl()).with("x-api-key", key);
            String workspace =
                    client.post("workspaces", "{\"name\":\"restarts\"}").at("/id");
            Thread load = Thread.ofPlatform().start(() -> load(client, workspace));
            Waiting.until(Duration.ofMinutes(1), () -> sent.get() > WARM_UP_SECONDS * RATE);

            for (int restart = 0; restart < RESTARTS; restart++) {
                int number = restart % 2;
                instances[number].terminate();
                assertThat(instances[number].awaitExit(15)).isZero();
                instances[number].close();
                instances[number] = start(url, ports[number]);
                TestClient direct = new TestClient(instances[number].baseUrl());
                Waiting.until(
                        Duration.ofSeconds(10), () -> direct.get("/readyz").status() == 200);
                Path log = folder.resolve("instance" + starts + ".log");
                Waiting.until(
                        Duration.ofSeconds(10), () -> Files.readString(log).contains(SERVED));
            }
            ended = true;
            load.join();

            System.out.println("figure: " + RESTARTS + " restarts at " + RATE + " requests/s: " + sent + " requests, "
                    + failures.size() + " failed");
            assertThat(failures).as(nginx.errors() + complaints()).isEmpty();
            assertThat(sent.get()).isGreaterThan(RATE * RESTARTS);
        } finally {
            for (ServerProcess instance : instances) {
                if (instance != null) {
                    instance.close();
                }
            }
        }
    }

    /** What the instances logged but requests that went well. */
    private String complaints() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path log : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                all.append(log).append('\n');
                Files.readAllLines(log).stream()
                        .filter(line -> !line.contains(" status=200 "))
                        .limit(50)
                        .forEach(line -> all.append(line).append('\n'));
            }
            return all.toString();
        }
    }

    private ServerProcess start(String url, int port) throws Exception {
        return new ServerProcess(
                folder.resolve("instance" + ++starts),
                Map.of(
                        "DOORWARD_DATABASE_URL",
                        url,
                        "DOORWARD_PEPPER",
                        Instance.PEPPER,
                        "DOORWARD_DRAIN_TIME",
                        DRAIN_TIME,
                        "DOORWARD_PORT",
                        String.valueOf(port)));
    }

    /** Requests at a fixed rate, whatever becomes of those before: one write after nine reads. */
    private void load(TestClient client, String workspace) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            long next = begin;
            for (int number = 0; !ended; number++) {
                LockSupport.parkNanos(next - System.nanoTime());
                next += TimeUnit.SECONDS.toNanos(1) / rateAfter(next - begin);
                boolean write = number % 10 == 0;
                String body = "{\"name\":\"restart " + number + "\"}";
                threads.submit(() -> record(() ->
                        write ? client.post("workspaces/" + workspace, body) : client.get("workspaces/" + workspace)));
                sent.incrementAndGet();
            }
        }
    }

    /** The rate grows while programs are cold that were just started: what is tried here is a restart, not the first minute. */
    private static long rateAfter(long nanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        return Math.min(RATE, RATE / 10 + RATE * seconds / WARM_UP_SECONDS);
    }

    private interface Call {
        TestClient.Reply send();
    }

    private void record(Call call) {
        try {
            TestClient.Reply reply = call.send();
            if (reply.status() != 200) {
                failures.add(reply.status() + " " + reply.text());
            }
        } catch (RuntimeException e) {
            failures.add(e.toString());
        }
    }
}
