package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An instance of this version goes on while the next version brings the schema further, and after that. */
@Tag("postgres")
class MigrationBesideTest {
    /** What a migration of the next version may do: expand. */
    private static final List<String> NEXT_VERSION = List.of(
            "ALTER TABLE workspace ADD COLUMN next_version_1 TEXT",
            "ALTER TABLE member ADD COLUMN next_version_1 BIGINT",
            "CREATE TABLE next_version (organization_id TEXT NOT NULL REFERENCES organization (id), id TEXT NOT NULL)",
            "CREATE INDEX next_version_by_name ON workspace (organization_id, name)",
            "UPDATE installation SET schema_version = schema_version + 1");

    @Test
    void anInstanceServesWhileTheSchemaIsMigratedAndAfterwards() throws Exception {
        String url = TestDatabase.server(TestDatabase.newDatabase()).url();
        try (Instance instance = new Instance(url)) {
            TestClient client = instance.client(instance.adminKey().orElseThrow());
            Load load = new Load(4, List.of(() -> client));
            try (load) {
                load.awaitAcknowledged(20);
                migrate(url);
                load.awaitAcknowledged(20);
            }

            assertThat(load.toString()).contains(" 0 refused, 0 unknown");
            assertThat(load.reads()).isPositive();
            assertThat(client.get("/readyz").status()).isEqualTo(200);
            try (Instance later = new Instance(url)) {
                assertThat(later.client(client.headers().get("x-api-key"))
                                .get("me")
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    /** A migration that drops what this version needs says so, and readiness tells. */
    @Test
    void anInstanceThatCannotWorkWithTheNewSchemaIsNotReady() throws Exception {
        String url = TestDatabase.server(TestDatabase.newDatabase()).url();
        try (Instance instance = new Instance(url)) {
            TestClient client = instance.client(instance.adminKey().orElseThrow());
            execute(url, "UPDATE installation SET schema_version = 1000, schema_compatible_from = 1000");

            assertThat(client.get("/readyz").status()).isEqualTo(503);
        }
    }

    /** In one transaction, as Flyway does. */
    private static void migrate(String url) throws Exception {
        execute(url, NEXT_VERSION.toArray(String[]::new));
    }

    private static void execute(String url, String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }
}
