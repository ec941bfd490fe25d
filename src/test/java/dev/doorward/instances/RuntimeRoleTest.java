package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import dev.doorward.db.Db;
import dev.doorward.db.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The roles of {@code examples/postgres/grants.sql}: one owns the schema, the other runs the product and cannot undo the journal. */
@Tag("postgres")
class RuntimeRoleTest {
    private final String name = TestDatabase.newEmptyDatabase();
    private final String url = TestDatabase.server(name).url();

    @Test
    void theProductRunsUnderARoleThatCannotChangeTheJournal() throws Exception {
        execute(url, "ALTER DATABASE " + name + " OWNER TO " + newRole("doorward_owner"));
        newRole("doorward");
        try (Db db = new Db(
                new Location.Server(as("doorward_owner"), Optional.empty(), Optional.empty(), 2),
                InstantSource.system(),
                new SecureRandom())) {
            db.migrate();
        }
        execute(as("doorward_owner"), Files.readString(Path.of("examples/postgres/grants.sql")));

        try (Instance instance = new Instance(as("doorward"))) {
            TestClient client = instance.client(instance.adminKey().orElseThrow());
            String workspace = client.post("workspaces", "{\"name\":\"w\"}").at("/id");
            int invited = client.post("invites", "{\"email\":\"a@example.com\",\"role\":\"user\"}")
                    .status();
            int archived = client.post("workspaces/" + workspace + "/archive").status();

            assertThat(invited).isEqualTo(200);
            assertThat(archived).isEqualTo(200);
            assertThat(client.get("/readyz").status()).isEqualTo(200);
        }
        for (String forbidden : new String[] {
            "UPDATE journal SET at = 0",
            "DELETE FROM journal",
            "TRUNCATE journal",
            "DROP TRIGGER journal_no_change ON journal",
            "ALTER TABLE journal DISABLE TRIGGER ALL",
            "DROP TABLE journal",
            "CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        }) {
            assertThatThrownBy(() -> execute(as("doorward"), forbidden))
                    .as(forbidden)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    private String newRole(String role) throws SQLException {
        execute(url, """
                DO $$ BEGIN CREATE ROLE %1$s LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$
                """.formatted(role));
        return role;
    }

    private String as(String role) {
        return url.replaceFirst("user=\\w+", "user=" + role);
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
