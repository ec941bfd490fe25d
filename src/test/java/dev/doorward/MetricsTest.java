package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.access.Role;
import dev.doorward.db.IdKind;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} shows of real requests, and what it never shows. */
class MetricsTest {
    private static final String DURATION = "doorward_http_request_duration_seconds";
    private static final String IN_USE = "doorward_database_connections_in_use";
    private static final String WAITING = "doorward_database_connections_waiting";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TestDoorward doorward;
    private TestOrganization organization;
    private TestClient client;
    private TestClient prometheus;

    @BeforeEach
    void start() {
        doorward = TestDoorward.start(Map.of(Setting.METRICS_PORT, "0"));
        organization = doorward.newOrganization();
        client = organization.client();
        prometheus = new TestClient(doorward.metricsUrl());
    }

    @AfterEach
    void stop() {
        doorward.close();
    }

    @Test
    void requestsAreCountedAndTimedByRouteVerbAndStatus() {
        client.get("me");
        client.get("me");
        client.get("users/" + organization.adminUserId());
        client.get("users/x");
        client.post("workspaces", "{}");
        client.post("workspaces", "{\"name\":\"W\"}");

        Map<String, Double> metrics = scrape();

        assertThat(count(metrics, "GET", "/v1/organizations/me", 200)).isEqualTo(2);
        assertThat(count(metrics, "GET", "/v1/organizations/users/{id}", 200)).isEqualTo(1);
        assertThat(count(metrics, "GET", "/v1/organizations/users/{id}", 404)).isEqualTo(1);
        assertThat(count(metrics, "POST", "/v1/organizations/workspaces", 200)).isEqualTo(1);
        assertThat(count(metrics, "POST", "/v1/organizations/workspaces", 400)).isEqualTo(1);
        assertThat(count(metrics, "GET", "/v1/organizations/invites", 200)).isZero();
        String me = "method=\"GET\",route=\"/v1/organizations/me\",status=\"200\"";
        assertThat(metrics.get(DURATION + "_sum{" + me + "}")).isBetween(0.000_01, 20.0);
        assertThat(metrics.get(DURATION + "_bucket{" + me + ",le=\"+Inf\"}")).isEqualTo(2);
        assertThat(metrics).containsKey(DURATION + "_bucket{" + me + ",le=\"0.001\"}");
    }

    private static double count(Map<String, Double> metrics, String method, String route, int status) {
        return metrics.get(
                "%s_count{method=\"%s\",route=\"%s\",status=\"%d\"}".formatted(DURATION, method, route, status));
    }

    @Test
    void refusalsAreCountedByTheTypeOfError() {
        client.get("users/x");
        client.get("nowhere");
        client.without("x-api-key").get("me");
        client.post("workspaces", "{}");

        Map<String, Double> metrics = scrape();

        assertThat(metrics)
                .containsEntry("doorward_http_refusals_total{type=\"not_found_error\"}", 2.0)
                .containsEntry("doorward_http_refusals_total{type=\"authentication_error\"}", 1.0)
                .containsEntry("doorward_http_refusals_total{type=\"invalid_request_error\"}", 1.0)
                .containsEntry("doorward_http_refusals_total{type=\"rate_limit_error\"}", 0.0);
    }

    @Test
    void whatAClientMakesUpMakesNoNewSeries() {
        sendMadeUp(0);
        List<String> before = ours(scrape());
        for (int i = 1; i <= 50; i++) {
            sendMadeUp(i);
        }

        Map<String, Double> after = scrape();

        assertThat(ours(after)).isEqualTo(before);
        assertThat(count(after, "none", "none", 404)).isEqualTo(51);
        assertThat(count(after, "none", "none", 405)).isEqualTo(51);
        assertThat(count(after, "GET", "/v1/organizations/me", 401)).isEqualTo(51);
    }

    private void sendMadeUp(int number) {
        client.get("/nowhere/" + number);
        client.get("users/made-up-" + number);
        client.send("VERB" + number, "me", null);
        client.with("x-api-key", "made-up-" + number).get("me?made-up=" + number);
    }

    private static List<String> ours(Map<String, Double> metrics) {
        return metrics.keySet().stream()
                .filter(name -> name.startsWith("doorward_"))
                .sorted()
                .toList();
    }

    @Test
    void nobodyIsNamed() {
        String member = organization.addMember("ada@example.com", Role.USER);
        String workspace =
                client.post("workspaces", "{\"name\":\"Secret plan\"}").at("/id");
        client.get("users/" + member + "?email=ada@example.com");
        client.get("workspaces/" + workspace + "/members/" + member);
        client.post("invites", "{\"email\":\"bob@example.com\",\"role\":\"user\"}");
        client.with("x-api-key", "made-up").get("users?email=ada@example.com");

        String page = prometheus.get("/metrics").text(); // The client looks for secrets in it by itself.

        assertThat(page).contains("/v1/organizations/workspaces/{workspace_id}/members/{user_id}");
        assertThat(page).doesNotContain(organization.id(), "@", "example.com", "Secret plan", "dw_adm", "made-up");
        for (IdKind kind : IdKind.values()) {
            assertThat(page).doesNotContain(kind.prefix() + "_01");
        }
    }

    @Test
    void busyConnectionsAndWritesThatWaitAreShown() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread reader = Thread.ofPlatform().start(() -> doorward.app().db.read(_ -> await(end)));
        Thread writer = Thread.ofPlatform().start(() -> write(end));
        awaitValue(IN_USE, "read", 1);
        awaitValue(IN_USE, "write", 1);
        Thread second = Thread.ofPlatform().start(() -> write(end));
        if (TestDatabase.POSTGRES) { // It has a connection, and waits for the organization's lock.
            awaitValue(IN_USE, "write", 2);
        } else {
            awaitValue(WAITING, "write", 1);
        }
        end.countDown();
        for (Thread thread : List.of(reader, writer, second)) {
            thread.join();
        }

        awaitValue(IN_USE, "read", 0);
        awaitValue(IN_USE, "write", 0);
        awaitValue(WAITING, "write", 0);
        assertThat(scrape().get("doorward_database_connections{pool=\"read\"}")).isGreaterThanOrEqualTo(4);
    }

    private void write(CountDownLatch end) {
        doorward.app().db.write(organization.id(), _ -> await(end));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitValue(String name, String pool, double value) {
        String series = name + "{pool=\"" + pool + "\"}";
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        for (double now = scrape().get(series); now != value; now = scrape().get(series)) {
            assertThat(System.nanoTime()).as("%s is %s", series, now).isLessThan(giveUp);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void groupsOfWritesAreCountedWhereThereAreGroups() {
        String groups = "doorward_database_write_groups_total";
        String writes = "doorward_database_grouped_writes_total";
        Map<String, Double> before = scrape();
        for (int i = 0; i < 5; i++) {
            client.post("workspaces", "{\"name\":\"W\"}");
        }

        Map<String, Double> after = scrape();

        if (TestDatabase.POSTGRES) {
            assertThat(after).doesNotContainKeys(groups, writes);
        } else {
            assertThat(after.get(writes) - before.get(writes)).isEqualTo(5);
            assertThat(after.get(groups) - before.get(groups)).isEqualTo(5);
        }
    }

    @Test
    void whatTheDatabaseFailsIsCounted() throws Exception {
        try (Connection connection = TestDatabase.connect(doorward.folder());
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE invite RENAME TO lost");
        }

        int status = client.get("invites").status();

        assertThat(status).isEqualTo(500);
        assertThat(scrape())
                .containsEntry("doorward_database_errors_total{kind=\"failed\"}", 1.0)
                .containsEntry("doorward_database_errors_total{kind=\"unavailable\"}", 0.0);
    }

    @Test
    void whetherItIsReadyIsShown() {
        double before = scrape().get("doorward_ready");

        doorward.app().health.drain();

        assertThat(before).isEqualTo(1);
        assertThat(scrape()).containsEntry("doorward_ready", 0.0);
    }

    @Test
    void theProgramAndItsJvmAreShown() {
        Map<String, Double> metrics = scrape();

        assertThat(metrics.get("process_uptime_seconds")).isPositive();
        assertThat(metrics.get("jvm_threads_live_threads")).isPositive();
        assertThat(metrics.keySet())
                .anyMatch(name -> name.startsWith("doorward_build_info{java=\"") && name.contains("version=\""))
                .anyMatch(name -> name.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .anyMatch(name -> name.startsWith("jvm_gc_"));
    }

    @Test
    void thePageIsOnItsOwnPortAndIsAllThatIsThere() {
        TestClient.Reply page = prometheus.get("/metrics");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.header("server")).isNull();
        assertThat(prometheus.post("/metrics", "{}").status()).isEqualTo(405);
        assertThat(prometheus.get("/metrics/").status()).isEqualTo(404);
        assertThat(prometheus.get("/livez").status()).isEqualTo(404);
        assertThat(prometheus.get("/v1/organizations/me").status()).isEqualTo(404);
        assertThat(client.get("/metrics").status()).isEqualTo(404);
    }

    @Test
    void thereAreNoneUnlessTheyAreAskedFor() {
        assertThat(TestDoorward.shared().app().metricsServer()).isEmpty();
    }

    @Test
    void aServerProcessHasThemWhereItWasTold(@TempDir Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, String> environment = Map.of("DOORWARD_METRICS_PORT", String.valueOf(port));
        try (ServerProcess server = new ServerProcess(folder.resolve("data"), environment)) {
            TestClient.Reply page = new TestClient("http://127.0.0.1:" + port).get("/metrics");

            assertThat(server.isAlive()).isTrue();
            assertThat(page.text()).contains("doorward_ready 1.0\n");
        }
    }

    /** The values by the names of their series. */
    private Map<String, Double> scrape() {
        Map<String, Double> values = new LinkedHashMap<>();
        prometheus
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int space = line.lastIndexOf(' ');
                    values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
                });
        return values;
    }
}
