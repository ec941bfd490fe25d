package dev.doorward.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestClient;
import dev.doorward.TestDatabase;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Caller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the journal proves, against somebody who writes to the database behind the product's back. */
class JournalTest {
    private static final List<String> TRIGGERS =
            List.of("journal_no_update", "journal_no_delete", "journal_no_replace");

    private static TestDoorward doorward;

    private final TestOrganization organization = doorward.newOrganization();
    private final Caller operator = doorward.app().operator(organization.id());

    @BeforeAll
    static void start() {
        doorward = TestDoorward.start(Map.of());
    }

    @AfterAll
    static void stop() {
        doorward.close();
    }

    @Test
    void anUntouchedJournalIsInOrder() {
        fill();

        assertThat(verify()).isEmpty();
    }

    @Test
    void anEditedRowIsFound() throws SQLException {
        fill();

        tamper("UPDATE journal SET after_change = replace(after_change, 'user', 'developer')"
                + " WHERE organization_id = ? AND seq = 6");

        assertThat(verify().orElseThrow()).contains("row 6");
    }

    @Test
    void aMissingRowIsFound() throws SQLException {
        fill();

        tamper("DELETE FROM journal WHERE organization_id = ? AND seq = 6");

        assertThat(verify().orElseThrow()).contains("row 6 is missing");
    }

    @Test
    void aRemovedRowWhoseGapWasClosedIsFound() throws SQLException {
        fill();

        tamper("DELETE FROM journal WHERE organization_id = ? AND seq = 6");
        tamper("UPDATE journal SET seq = seq - 1 WHERE organization_id = ? AND seq > 6");

        assertThat(verify().orElseThrow()).contains("row 6");
    }

    @Test
    void aRowThatWasPutInIsFound() throws SQLException {
        fill();

        tamper("INSERT INTO journal SELECT organization_id, seq + 1, at, actor_type, actor_id, request_id, action,"
                + " object_type, object_id, before_change, after_change, detail, pepper, mac FROM journal"
                + " WHERE organization_id = ? AND seq = 8");

        assertThat(verify().orElseThrow()).contains("row 9");
    }

    @Test
    void rowsThatChangedPlacesAreFound() throws SQLException {
        fill();

        tamper("UPDATE journal SET seq = -6 WHERE organization_id = ? AND seq = 6");
        tamper("UPDATE journal SET seq = 6 WHERE organization_id = ? AND seq = 7");
        tamper("UPDATE journal SET seq = 7 WHERE organization_id = ? AND seq = -6");

        assertThat(verify().orElseThrow()).contains("row 6");
    }

    /** The chain alone cannot tell a shorter journal from a younger one: this is why heads are noted outside. */
    @Test
    void aCutTailIsFoundAgainstANotedHeadOnly() throws SQLException {
        fill();
        Journal.Head noted = head();

        tamper("DELETE FROM journal WHERE organization_id = ? AND seq > 6");

        assertThat(verify()).isEmpty();
        assertThat(verify(noted).orElseThrow()).contains("before the noted row 8");
    }

    @Test
    void aTailThatWasCutAndGrewAgainIsFoundAgainstANotedHead() throws SQLException {
        fill();
        Journal.Head noted = head();
        tamper("DELETE FROM journal WHERE organization_id = ? AND seq > 6");

        fill();

        assertThat(verify()).isEmpty();
        assertThat(verify(noted).orElseThrow()).contains("row 8 is not the one that was noted");
    }

    @Test
    void onlyTheHeadOfAnEmptyJournalFitsBeforeTheFirstRow() {
        fill();

        assertThat(verify(new Journal.Head(0, JournalRow.START))).isEmpty();
        assertThat(verify(new Journal.Head(0, "f".repeat(64))).orElseThrow()).contains("not the one that was noted");
    }

    @Test
    void anEarlierHeadStillFitsALongerJournal() {
        fill();
        Journal.Head noted = head();

        fill();

        assertThat(verify(noted)).isEmpty();
    }

    @Test
    void theDatabaseItselfRefusesToChangeARow() throws SQLException {
        fill();

        try (Connection connection = connect()) {
            for (String change : List.of(
                    "UPDATE journal SET actor_id = 'nobody' WHERE organization_id = ?",
                    "DELETE FROM journal WHERE organization_id = ?")) {
                assertThatThrownBy(() -> run(connection, change)).hasMessageContaining("append-only");
            }
            assertThatThrownBy(() -> connection.createStatement().execute(replaceOrEmpty()))
                    .hasMessageContaining("append-only");
        }

        assertThat(verify()).isEmpty();
    }

    /** The statement that passes a database's triggers for UPDATE and DELETE. */
    private static String replaceOrEmpty() {
        return TestDatabase.POSTGRES ? "TRUNCATE journal" : "INSERT OR REPLACE INTO journal SELECT * FROM journal";
    }

    @Test
    void aRefusedChangeLeavesNoRow() {
        long before = head().seq();

        TestClient.Reply refused =
                organization.client().post("invites", "{\"email\":\"root@example.com\",\"role\":\"user\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(head().seq()).isEqualTo(before);
    }

    @Test
    void changesAtOnceAreNumberedWithoutGaps() throws Exception {
        long before = head().seq();

        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            threads.invokeAll(IntStream.range(0, 80)
                    .<java.util.concurrent.Callable<TestClient.Reply>>mapToObj(
                            i -> () -> organization.client().post("workspaces", "{\"name\":\"W" + i + "\"}"))
                    .toList());
        }

        assertThat(head().seq()).isEqualTo(before + 80);
        assertThat(verify()).isEmpty();
    }

    @Test
    void aRowNamesActorRequestAndObjectAsTheWireShowsIt() {
        TestClient.Reply reply = organization.client().post("workspaces", "{\"name\":\"Search\"}");

        JournalRow row = doorward.app()
                .db
                .read(tx -> doorward.app().journal.after(tx, operator, head().seq() - 1, 1))
                .getFirst();

        assertThat(row.actorType()).isEqualTo("admin_key");
        assertThat(row.requestId()).isEqualTo(reply.header("request-id"));
        assertThat(row.action()).isEqualTo("workspace.created");
        assertThat(row.objectId()).isEqualTo(reply.at("/id"));
        assertThat(row.before()).isNull();
        assertThat(row.after()).isEqualTo(reply.text());
    }

    /** Four rows more: five to eight in a new organization. */
    private void fill() {
        for (int i = 0; i < 4; i++) {
            organization
                    .client()
                    .post("invites", "{\"email\":\"" + System.nanoTime() + "@example.com\",\"role\":\"user\"}");
        }
    }

    private Journal.Head head() {
        return doorward.app().db.read(tx -> doorward.app().journal.head(tx, organization.id()));
    }

    private Optional<String> verify() {
        return doorward.app().journal.verify(doorward.app().db, operator, Optional.empty());
    }

    private Optional<String> verify(Journal.Head noted) {
        return doorward.app().journal.verify(doorward.app().db, operator, Optional.of(noted));
    }

    private Connection connect() throws SQLException {
        return TestDatabase.connect(doorward.folder());
    }

    /** Changes rows as somebody could who owns the file: the triggers are taken away first, and put back afterwards. */
    private void tamper(String change) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            if (TestDatabase.POSTGRES) {
                connection.createStatement().execute("ALTER TABLE journal DISABLE TRIGGER USER");
                run(connection, change);
                connection.createStatement().execute("ALTER TABLE journal ENABLE TRIGGER USER");
            } else {
                List<String> triggers = dropTriggers(connection);
                run(connection, change);
                for (String trigger : triggers) {
                    connection.createStatement().execute(trigger);
                }
            }
            connection.commit();
        }
    }

    private static List<String> dropTriggers(Connection connection) throws SQLException {
        List<String> triggers = new java.util.ArrayList<>();
        for (String trigger : TRIGGERS) {
            try (var result = connection
                    .createStatement()
                    .executeQuery("SELECT sql FROM sqlite_schema WHERE name = '" + trigger + "'")) {
                triggers.add(result.getString(1));
            }
            connection.createStatement().execute("DROP TRIGGER " + trigger);
        }
        return triggers;
    }

    private void run(Connection connection, String change) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(change)) {
            statement.setString(1, organization.id());
            statement.executeUpdate();
        }
    }
}
