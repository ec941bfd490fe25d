package dev.doorward.retries;

import static dev.doorward.ReplyAssert.assertReply;
import static dev.doorward.retries.Sending.assertReplayOf;
import static dev.doorward.retries.Sending.assertRun;
import static dev.doorward.retries.Sending.attempt;
import static dev.doorward.retries.Sending.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.App;
import dev.doorward.Setting;
import dev.doorward.SettingSources;
import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDatabase;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Secret;
import dev.doorward.db.Location;
import dev.doorward.http.ApiVersion;
import dev.doorward.http.HttpServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is at rest of an answer, how long, and under which pepper. */
class StoredAnswersTest {
    private static final String BODY = "{\"name\":\"Manhattan\"}";
    private static final Random RANDOM = new Random(11);

    private final TestDoorward doorward = TestDoorward.start(Map.of());
    private final TestOrganization organization = doorward.firstOrganization();
    private final TestClient client = organization.client();

    @AfterEach
    void close() {
        doorward.close();
    }

    @Test
    void nothingOfTheRequestOrTheAnswerCanBeReadAtRest() throws Exception {
        String id = attempt(client, 0).post("workspaces", BODY).at("/id");
        keyed(client, "the-key-of-mine").post("workspaces", BODY);

        List<Row> rows = rows();

        assertThat(rows).hasSize(2);
        for (Row row : rows) {
            for (byte[] bytes : List.of(row.digest(), row.request(), row.sealed())) {
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .doesNotContain("Manhattan", "workspace", id, "the-key", organization.adminKey());
            }
        }
        assertThat(rows.get(0).request()).isEqualTo(rows.get(1).request());
        assertThat(rows.get(0).sealed()).isNotEqualTo(rows.get(1).sealed());
    }

    @Test
    void onlyTheCredentialThatAskedCanOpenAnAnswer() throws Exception {
        Reply reply = attempt(client, 0).post("workspaces", BODY);
        Row row = rows().getFirst();
        Pepper pepper = doorward.app().peppers.held().iterator().next();
        Secret own = Secret.parse(organization.adminKey()).orElseThrow();
        Secret other = organization.addAdminKey().secret();

        assertThat(open(row, pepper, own, organization.id()).map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .contains(reply.text());
        assertThat(open(row, pepper, other, organization.id())).isEmpty();
        assertThat(open(row, Pepper.mint(1, RANDOM), own, organization.id())).isEmpty();
        assertThat(open(row, pepper, own, doorward.newOrganization().id())).isEmpty();
    }

    @Test
    void anAnswerThatCannotBeOpenedIsNone() throws Exception {
        attempt(client, 0).post("workspaces", BODY);
        keyed(client, "k").post("workspaces", BODY);
        for (Row row : rows()) {
            byte[] damaged = row.sealed().clone();
            damaged[damaged.length - 1] ^= 1;
            execute("UPDATE reply SET sealed = ? WHERE digest = ?", damaged, row.digest());
        }

        Reply again = assertRun(attempt(client, 1).post("workspaces", BODY));
        assertReplayOf(again, attempt(client, 1).post("workspaces", BODY));
        assertRun(keyed(client, "k").post("workspaces", BODY));

        execute("UPDATE reply SET sealed = ?", new byte[3]);
        assertRun(attempt(client, 1).post("workspaces", BODY));
    }

    /** A second server on the same data is what a second instance is; only PostgreSQL's may stay. */
    @Test
    void anotherInstanceKnowsTheAnswerToo() throws Exception {
        Reply lost = attempt(client, 0).post("workspaces", BODY);
        Map<Setting, String> settings = new EnumMap<>(TestDatabase.settings(doorward.folder()));
        settings.put(Setting.PORT, "0");
        String peppers = Files.readString(doorward.folder().resolve("pepper"));

        try (App other = new App(
                SettingSources.load(settings, Map.of(), Optional.empty()),
                Location.Opener.COMMAND,
                () -> peppers,
                doorward.clock(),
                new SecureRandom())) {
            other.db.requireSchema();
            try (HttpServer http = other.httpServer()) {
                TestClient there = new TestClient("http://127.0.0.1:" + http.bind())
                        .with("x-api-key", organization.adminKey())
                        .with("anthropic-version", "2023-06-01");
                http.start();

                assertReplayOf(lost, attempt(there, 1).post("workspaces", BODY));
            }
        }
    }

    @Test
    void aChangeWhoseAnswerCannotBeKeptIsNotMade() {
        execute("DROP TABLE reply");

        Reply reply = attempt(client, 0).post("workspaces", BODY);

        assertThat(reply.status()).isEqualTo(500);
        assertThat(Sending.count(client, "workspaces")).isZero();
    }

    @Test
    void aNewPepperBetweenAttemptAndRetryChangesNothing() throws Exception {
        Reply lost = attempt(client, 0).post("workspaces", BODY);
        Reply keyed = keyed(client, "k").post("workspaces", BODY);
        usePepper(2);

        assertReplayOf(lost, attempt(client, 1).post("workspaces", BODY));
        assertReplayOf(keyed, keyed(client, "k").post("workspaces", BODY));
        assertReply(keyed(client, "k").post("workspaces", "{\"name\":\"x\"}")).isInvalid("Idempotency-Key: was used");
    }

    @Test
    void ofTwoAnswersUnderTwoPeppersTheLaterCounts() throws Exception {
        attempt(client, 0).post("workspaces", BODY);
        usePepper(2);
        Reply later = attempt(client, 0).post("workspaces", BODY);

        assertReplayOf(later, attempt(client, 1).post("workspaces", BODY));
        assertThat(rows()).extracting(Row::pepper).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void anInstanceThatLacksAPepperDoesNotTakeARetryForNew() {
        attempt(client, 0).post("workspaces", BODY);
        execute("INSERT INTO pepper (number, check_value, added_at) VALUES (9, ?, 0)", new byte[32]);

        Reply known = attempt(client, 1).post("workspaces", BODY);
        Reply unknown = attempt(client, 1).post("workspaces", "{\"name\":\"x\"}");

        assertThat(known.header("idempotent-replayed")).isEqualTo("true");
        assertThat(unknown.status()).isEqualTo(503);
        assertThat(Sending.count(client, "workspaces")).isEqualTo(1);
    }

    @Test
    void aPepperIsNeededWhileAnAnswerUnderItIsKept() throws Exception {
        usePepper(2);
        keyed(client, "k").post("workspaces", BODY);
        usePepper(3);

        assertThatThrownBy(() -> retire(2)).hasMessageContaining("1 stored answers");
        doorward.clock().advance(Duration.ofHours(24));
        assertThatThrownBy(() -> retire(2))
                .hasMessageContaining("journal rows")
                .hasMessageNotContaining("stored answers");
    }

    @Test
    void whatHasExpiredGoesWithALaterAnswerThatIsKept() throws Exception {
        List<ByteBuffer> first = new ArrayList<>();
        for (TestClient sending : List.of(
                attempt(client, 0),
                keyed(client, "k"),
                keyed(doorward.newOrganization().client(), "other"))) {
            sending.post("workspaces", BODY);
            first.addAll(
                    digests().stream().filter(digest -> !first.contains(digest)).toList());
        }
        assertThat(first).hasSize(3);

        doorward.clock().advance(Duration.ofMinutes(15));
        keepAnswersUntil(2, first);
        assertThat(digests())
                .as("the key's answer, and the other organization's")
                .containsAll(first.subList(1, 3))
                .doesNotContain(first.getFirst());

        doorward.clock().advance(Duration.ofHours(24));
        keepAnswersUntil(1, first);
        assertThat(digests())
                .as("the other organization's")
                .contains(first.get(2))
                .doesNotContain(first.get(1));
    }

    /** Has answers kept until only so many of the first ones are left. One in sixteen takes the expired ones with it. */
    private void keepAnswersUntil(int left, List<ByteBuffer> first) throws Exception {
        for (int i = 0; i < 400; i++) {
            attempt(client, 0)
                    .post("invites", "{\"email\":\"" + UUID.randomUUID() + "@example.com\",\"role\":\"user\"}");
            List<ByteBuffer> now = digests();
            if (first.stream().filter(now::contains).count() <= left) {
                return;
            }
        }
    }

    private List<ByteBuffer> digests() throws SQLException {
        return rows().stream().map(row -> ByteBuffer.wrap(row.digest())).toList();
    }

    @Test
    void whatIsNeverAskedForAgainIsNotKept() throws Exception {
        String id = attempt(client, 0).post("workspaces", BODY).at("/id");
        int before = rows().size();

        attempt(client, 0).post("workspaces/" + id, "{\"name\":\"x\"}");
        attempt(client, 0).post("workspaces/" + id + "/archive");
        attempt(client, 0).post("workspaces", "{}");
        attempt(client, 0).delete("invites/nothing");

        assertThat(rows()).hasSize(before);
    }

    @Test
    void anAttemptShowsNothingOfItself() {
        assertThat(attemptOf(organization.addAdminKey().secret())).hasToString("Attempt");
    }

    private static Optional<byte[]> open(Row row, Pepper pepper, Secret secret, String organizationId) {
        return new Seal(attemptOf(secret).marks(pepper).sealingKey(), organizationId, row.digest()).open(row.sealed());
    }

    private static Attempt attemptOf(Secret secret) {
        return new Attempt(
                new Attempt.Sent("POST", "/", ApiVersion.V2023_06_01, new byte[0]),
                Optional.empty(),
                0,
                "adminkey",
                secret);
    }

    private record Row(byte[] digest, byte[] request, byte[] sealed, int pepper) {}

    private List<Row> rows() throws SQLException {
        try (Connection connection = TestDatabase.connect(doorward.folder());
                PreparedStatement statement =
                        connection.prepareStatement("SELECT digest, request, sealed, pepper FROM reply");
                ResultSet result = statement.executeQuery()) {
            List<Row> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(new Row(result.getBytes(1), result.getBytes(2), result.getBytes(3), result.getInt(4)));
            }
            return rows;
        }
    }

    private void execute(String sql, byte[]... parameters) {
        try (Connection connection = TestDatabase.connect(doorward.folder());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setBytes(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void usePepper(int number) throws IOException {
        Files.writeString(
                doorward.folder().resolve("pepper"),
                Pepper.mint(number, RANDOM).line() + "\n",
                StandardOpenOption.APPEND);
        doorward.app().db.writeInstallation(tx -> {
            doorward.app().peppers.use(tx, number);
            return null;
        });
    }

    private void retire(int number) {
        doorward.app().db.writeEverything(tx -> {
            doorward.app().peppers.retire(tx, number);
            return null;
        });
    }
}
