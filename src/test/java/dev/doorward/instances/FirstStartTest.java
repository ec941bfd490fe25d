package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However many instances start at once on an empty database, they make one installation. */
@Tag("postgres")
class FirstStartTest {
    private static final int INSTANCES = 10;

    @Test
    void tenInstancesThatStartAtOnceMakeOneOrganization() throws Exception {
        String url = TestDatabase.server(TestDatabase.newEmptyDatabase()).url();
        List<Instance> instances = new ArrayList<>();

        try (var threads = Executors.newFixedThreadPool(INSTANCES)) {
            List<Future<Instance>> starting = IntStream.range(0, INSTANCES)
                    .mapToObj(_ -> threads.submit(() -> new Instance(url)))
                    .toList();
            for (Future<Instance> one : starting) {
                instances.add(one.get());
            }
        }

        try {
            List<String> keys = instances.stream()
                    .flatMap(instance -> instance.adminKey().stream())
                    .toList();
            assertThat(keys).hasSize(1);
            assertThat(count(url, "organization")).isEqualTo(1);
            assertThat(count(url, "workspace")).isEqualTo(1);
            assertThat(count(url, "admin_key")).isEqualTo(1);
            assertThat(count(url, "pepper")).isEqualTo(1);
            assertThat(count(url, "installation")).isEqualTo(1);
            assertThat(count(url, "(SELECT version FROM flyway_schema_history GROUP BY version HAVING COUNT(*) > 1) d"))
                    .isZero();
            assertThat(instances).allSatisfy(instance -> {
                assertThat(instance.client(keys.getFirst()).get("me").status()).isEqualTo(200);
                assertThat(instance.client(keys.getFirst()).get("/readyz").status())
                        .isEqualTo(200);
            });
        } finally {
            instances.forEach(Instance::close);
        }
    }

    private static int count(String url, String table) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                var row = connection.createStatement().executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getInt(1);
        }
    }
}
