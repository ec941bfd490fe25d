package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One of two instances is killed again and again under load: what was acknowledged is there, and the other serves on. */
@Tag("postgres")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class KilledInstanceTest {
    private static final int KILLS = Boolean.getBoolean("doorward.long") ? 200 : 2;
    private static final Duration READY = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @Test
    void killsUnderLoadLoseNothing() throws Exception {
        String url = TestDatabase.server(TestDatabase.newDatabase()).url();
        Duration slowest = Duration.ZERO;
        try (Instance stays = new Instance(url)) {
            String key = stays.adminKey().orElseThrow();
            AtomicReference<String> address = new AtomicReference<>();
            ServerProcess killed = start(url, 0);
            address.set(killed.baseUrl());
            TestClient other = stays.client(key);
            Load load = new Load(6, List.of(() -> new TestClient(address.get()).with("x-api-key", key), () -> other));
            try (load) {
                for (int number = 1; number <= KILLS; number++) {
                    load.awaitAcknowledged(30);
                    killed.kill();
                    killed.close();
                    load.awaitAcknowledged(5);
                    long begin = System.nanoTime();
                    killed = start(url, number);
                    TestClient client = new TestClient(killed.baseUrl());
                    Waiting.until(
                            Duration.ofSeconds(30), () -> client.get("/readyz").status() == 200);
                    Duration ready = Duration.ofNanos(System.nanoTime() - begin);
                    slowest = ready.compareTo(slowest) > 0 ? ready : slowest;
                    address.set(killed.baseUrl());
                }
                load.awaitAcknowledged(30);
            } finally {
                killed.close();
            }

            System.out.println(
                    "figure: " + KILLS + " kills: " + load + ", ready again within " + slowest.toMillis() + " ms");
            assertThat(load.faults(names(url))).isEmpty();
            assertThat(slowest).isLessThan(READY);
        }
    }

    private ServerProcess start(String url, int number) throws Exception {
        return new ServerProcess(
                folder.resolve("instance" + number),
                Map.of(
                        "DOORWARD_DATABASE_URL",
                        url,
                        "DOORWARD_PEPPER",
                        Instance.PEPPER,
                        "DOORWARD_MAX_WORKSPACES",
                        "1000000"));
    }

    private static List<String> names(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet row = connection.createStatement().executeQuery("SELECT name FROM workspace")) {
            List<String> names = new ArrayList<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }
}
