package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.access.Role;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.db.DbException;
import dev.doorward.errors.ApiError;
import dev.doorward.instances.History.Model;
import dev.doorward.instances.History.Outcome;
import dev.doorward.members.Email;
import dev.doorward.races.Race;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two instances answer as one would that does one thing after the other: key status, acceptance of an invite, and who is an
 * admin, with two to eight clients, and with the database's sessions ended, or its server crashed, in a share of the histories.
 */
@Tag("postgres")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class LinearizabilityTest {
    private static final int HISTORIES = Boolean.getBoolean("doorward.long") ? 334 : 12; // Of each of three kinds.
    private static final int OPERATIONS = 5;

    private static PostgresServer server;
    private static Pair pair;

    private final long seed = Long.getLong("doorward.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int count;

    @BeforeAll
    static void start() throws Exception {
        server = new PostgresServer();
        pair = new Pair(server.url(server.newDatabase()), Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        pair.close();
        server.close();
    }

    /** One client's next request, sent and recorded. */
    private interface Step {
        void run(History history, int client, Random random);
    }

    private History history(Step step, boolean faults) throws Exception {
        History history = new History();
        int clients = 2 + random.nextInt(7);
        long itsSeed = random.nextLong();
        Thread trouble = Thread.ofPlatform().start(() -> {
            if (faults) {
                makeTrouble();
            }
        });
        Race.run(clients, client -> {
            Random own = new Random(itsSeed + client);
            for (int i = 0; i < OPERATIONS; i++) {
                step.run(history, client, own);
            }
            return client;
        });
        trouble.join();
        return history;
    }

    /** Ends every session, or now and then crashes the server. */
    private void makeTrouble() {
        try {
            count++;
            if (count % 10 == 0) {
                server.stop(PostgresServer.Stop.IMMEDIATE);
                server.start();
            } else {
                server.terminateSessions();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until both instances write again, so that a history begins in a known state. */
    private void settle() throws Exception {
        for (int number : List.of(0, 1)) {
            Waiting.until(
                    Duration.ofSeconds(10),
                    () -> pair.client(number)
                                    .post("workspaces", "{\"name\":\"settled\"}")
                                    .status()
                            == 200);
        }
    }

    private <S> void check(String what, Supplier<Step> newStep, Model<S> model) throws Exception {
        int operations = 0;
        for (int number = 0; number < HISTORIES; number++) {
            settle();
            Step step = newStep.get();
            History history = history(step, number % 4 == 0);
            operations += history.operations().size();

            assertThat(history.isLinearizable(model))
                    .as("seed " + seed + ", " + what + " " + number + ": " + history.operations())
                    .isTrue();
        }
        System.out.println(
                "figure: " + what + ": " + HISTORIES + " histories, " + operations + " operations, seed " + seed);
    }

    /** Whether the checker finds something within that many histories of a product that has the bug. */
    private <S> boolean finds(Supplier<Step> newStep, Model<S> model) throws Exception {
        for (int number = 0; number < 100; number++) {
            if (!history(newStep.get(), false).isLinearizable(model)) {
                return true;
            }
        }
        return false;
    }

    private static Outcome of(Supplier<String> call) {
        try {
            return new Outcome.Answered(call.get());
        } catch (ApiError e) {
            return new Outcome.Answered("refused");
        } catch (DbException.Unknown _) {
            return new Outcome.Unknown();
        } catch (DbException.Unavailable | DbException.Busy _) {
            return new Outcome.NotDone();
        }
    }

    private static Outcome of(TestClient.Reply reply, String pointer) {
        return switch (reply.status()) {
            case 200 -> new Outcome.Answered(reply.at(pointer));
            case 504 -> new Outcome.Unknown();
            case 503, 529 -> new Outcome.NotDone();
            default -> new Outcome.Answered("refused");
        };
    }

    // The status of a key: it is what it was last set to.

    private static final Model<String> STATUS = new Model<>() {
        @Override
        public String initial() {
            return "active";
        }

        @Override
        public Optional<String> next(String state, String request, Optional<String> answer) {
            String after = request.equals("read") ? state : request;
            return answer.isEmpty() || answer.get().equals(after) ? Optional.of(after) : Optional.empty();
        }
    };

    private String newKey() {
        return pair.app(0)
                .apiKeys
                .create(
                        pair.operator(0),
                        new ApiKey.Create(
                                Optional.of(pair.defaultWorkspaceId()), "key", Optional.empty(), Optional.empty()))
                .key()
                .id();
    }

    private Step status(String key, Map<Integer, String> staleCache) {
        return (history, client, own) -> {
            String request = List.of("read", "read", "active", "inactive").get(own.nextInt(4));
            history.record(request, () -> {
                TestClient here = pair.client(client);
                if (!request.equals("read")) {
                    return of(here.post("api_keys/" + key, "{\"status\":\"" + request + "\"}"), "/status");
                }
                Outcome read = of(here.get("api_keys/" + key), "/status");
                if (staleCache != null && read instanceof Outcome.Answered(String now)) {
                    return new Outcome.Answered(staleCache.merge(client % 2, now, (before, _) -> before));
                }
                return read;
            });
        };
    }

    @Test
    void theStatusOfAKeyIsOne() throws Exception {
        check("status of a key", () -> status(newKey(), null), STATUS);
    }

    /** The first seeded bug: an instance that answers reads from what it read once. */
    @Test
    void readsThroughAStaleCacheAreFound() throws Exception {
        assertThat(finds(() -> status(newKey(), new ConcurrentHashMap<>()), STATUS))
                .isTrue();
    }

    // An invite: it is accepted or deleted, once.

    private static final Model<String> INVITE = new Model<>() {
        @Override
        public String initial() {
            return "pending";
        }

        @Override
        public Optional<String> next(String state, String request, Optional<String> answer) {
            if (request.equals("read")) {
                return answer.isEmpty() || answer.get().equals(state) ? Optional.of(state) : Optional.empty();
            }
            boolean done = state.equals("pending");
            boolean fits = answer.isEmpty() || answer.get().equals("refused") != done;
            return fits ? Optional.of(done ? request : state) : Optional.empty();
        }
    };

    private Step invite(boolean withoutTheLock) {
        String invite = newInvite();
        String token = pair.app(0).db.read(tx -> pair.app(0).invites.token(tx, pair.operator(0), invite));
        return (history, client, own) -> {
            String request = List.of("read", "accepted", "deleted").get(own.nextInt(3));
            history.record(request, () -> switch (request) {
                case "read" -> of(pair.client(client).get("invites/" + invite), "/status");
                case "deleted" ->
                    withoutTheLock
                            ? of(() -> deleteWithoutLooking(client, invite))
                            : of(pair.client(client).delete("invites/" + invite), "/id");
                default ->
                    of(() -> pair.app(client)
                            .invites
                            .accept(pair.operator(client), token, "Person")
                            .id());
            });
        };
    }

    /** The fault of the history before may still be felt: then another person is invited. */
    private String newInvite() {
        while (true) {
            String email = "person" + System.nanoTime() + "@example.com"; // The organization is shared by all tests.
            TestClient.Reply reply = pair.client(0).post("invites", "{\"email\":\"" + email + "\",\"role\":\"user\"}");
            if (reply.status() < 500) {
                assertThat(reply.status()).isEqualTo(200);
                return reply.at("/id");
            }
        }
    }

    /** Looks in one transaction and acts in another. */
    private String deleteWithoutLooking(int client, String invite) {
        if (!pair.client(client).get("invites/" + invite).at("/status").equals("pending")) {
            throw ApiError.invalid("not pending");
        }
        pair.app(client).db.write(pair.organizationId(), tx -> tx.update("""
                UPDATE invite
                SET deleted_at = ?
                WHERE organization_id = ? AND id = ?
                """, tx.now(), pair.organizationId(), invite));
        return invite;
    }

    @Test
    void anInviteIsAcceptedOrDeletedOnce() throws Exception {
        check("an invite", () -> invite(false), INVITE);
    }

    /** The second seeded bug: a write that decides before it has the lock. */
    @Test
    void writesThatSkipTheLockAreFound() throws Exception {
        assertThat(finds(() -> invite(true), INVITE)).isTrue();
    }

    // Who is an admin: anybody may stop being one but the last.

    private static final Model<Set<String>> ADMINS = new Model<>() {
        @Override
        public Set<String> initial() {
            return Set.of("0", "1", "2");
        }

        @Override
        public Optional<Set<String>> next(Set<String> state, String request, Optional<String> answer) {
            if (request.equals("read")) {
                boolean fits = answer.isEmpty() || answer.get().equals(String.join(",", new TreeSet<>(state)));
                return fits ? Optional.of(state) : Optional.empty();
            }
            Set<String> after = new TreeSet<>(state);
            boolean raise = request.startsWith("+");
            boolean changes = raise ? after.add(request.substring(1)) : after.remove(request.substring(1));
            boolean refused = !raise && changes && after.isEmpty();
            boolean fits = answer.isEmpty() || answer.get().equals("refused") == refused;
            return fits ? Optional.of(refused ? state : after) : Optional.empty();
        }
    };

    private Step admins() {
        List<String> ids = List.of(pair.adminUserId(), member("one"), member("two"));
        ids.forEach(id -> pair.app(0).members.setRole(pair.operator(0), id, Role.ADMIN));
        return (history, client, own) -> {
            int whom = own.nextInt(3);
            String request = List.of("read", "-" + whom, "-" + whom, "+" + whom).get(own.nextInt(4));
            history.record(
                    request,
                    () -> of(() -> request.equals("read")
                            ? readAdmins(client, ids)
                            : setRole(client, ids.get(whom), request.startsWith("+") ? Role.ADMIN : Role.USER)));
        };
    }

    private String member(String name) {
        String email = name + "@example.com";
        return pair.app(0).db.read(tx -> tx.list("""
                        SELECT id
                        FROM member
                        WHERE organization_id = ? AND email = ?
                        """, row -> row.text("id"), pair.organizationId(), email)).stream()
                .findFirst()
                .orElseGet(() -> pair.app(0)
                        .members
                        .add(pair.operator(0), Email.parse("email", email), name, Role.ADMIN)
                        .id());
    }

    private static String setRole(int client, String id, Role role) {
        pair.app(client).members.setRole(pair.operator(client), id, role);
        return "done";
    }

    private static String readAdmins(int client, List<String> ids) {
        Set<String> numbers = new TreeSet<>();
        pair.app(client)
                .db
                .read(tx -> tx.list("""
                        SELECT id
                        FROM member
                        WHERE organization_id = ? AND role = 'admin'
                        ORDER BY id
                        LIMIT 100
                        """, row -> row.text("id"), pair.organizationId()))
                .forEach(id -> numbers.add(String.valueOf(ids.indexOf(id))));
        return String.join(",", numbers);
    }

    @Test
    void theLastAdminStays() throws Exception {
        check("admins", this::admins, ADMINS);
    }
}
