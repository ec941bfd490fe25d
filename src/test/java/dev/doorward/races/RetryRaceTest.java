package dev.doorward.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doorward.App;
import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Caller;
import dev.doorward.access.Scope;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.Minted;
import dev.doorward.http.ApiVersion;
import dev.doorward.http.Json;
import dev.doorward.retries.Attempt;
import dev.doorward.retries.Replayed;
import dev.doorward.workspaces.Workspace;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request and its retry may be under way at the same time: they meet at the organization's lock. */
class RetryRaceTest {
    private static final int SENDERS = 6;
    private static final String BODY = "{\"name\":\"Research\"}";

    private final TestDoorward doorward = TestDoorward.start(Map.of(Setting.MAX_WORKSPACES, "100000"));
    private final App app = doorward.app();

    @AfterEach
    void close() {
        doorward.close();
    }

    @Test
    void ofRetriesAtTheSameMomentOneRunsAndTheOthersGetItsAnswer() {
        for (int round = 0; round < Race.ROUNDS; round++) {
            TestClient client = doorward.newOrganization().client();

            List<Reply> replies = sentAtOnce(client.with("x-stainless-retry-count", "1"));

            assertThat(replies).extracting(Reply::status).containsOnly(200);
            assertThat(replies)
                    .extracting(Reply::text)
                    .containsOnly(replies.getFirst().text());
            assertThat(replies)
                    .filteredOn(reply -> reply.header("idempotent-replayed") == null)
                    .hasSize(1);
            assertThat(workspaces(client)).isEqualTo(1);
        }
    }

    @Test
    void ofRequestsWithOneKeyAtTheSameMomentOneRunsAndTheOthersGetItsAnswer() {
        for (int round = 0; round < Race.ROUNDS; round++) {
            TestClient client = doorward.newOrganization().client();

            List<Reply> replies = sentAtOnce(client.with("idempotency-key", "k"));

            assertThat(replies)
                    .extracting(Reply::text)
                    .containsOnly(replies.getFirst().text());
            assertThat(workspaces(client)).isEqualTo(1);
        }
    }

    @Test
    void withoutTheRuleEachOfThemWouldRun() {
        try (TestDoorward without = TestDoorward.start(Map.of(Setting.RETRY_WINDOW, "0"))) {
            TestClient client = without.firstOrganization().client();

            sentAtOnce(client.with("x-stainless-retry-count", "1"));

            assertThat(workspaces(client)).isEqualTo(SENDERS);
        }
    }

    /** Holds the one lock, puts the first attempt in the queue and its retry behind it, and lets them go. */
    @Test
    void aRetryThatArrivesWhileItsTwinRunsWaitsAndGetsTheTwinsAnswer() throws Exception {
        TestOrganization organization = doorward.newOrganization();
        Minted<AdminKey> key = organization.addAdminKey();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        Thread.ofPlatform()
                .daemon()
                .start(() -> app.db.write(organization.id(), _ -> {
                    held.countDown();
                    return uninterrupted(release);
                }));
        held.await();

        FutureTask<Workspace> twin;
        FutureTask<Replayed> retry;
        try {
            twin = queued(1, () -> app.workspaces.create(caller(organization, key, 0), research()));
            retry = queued(
                    2,
                    () -> catchThrowableOfType(
                            Replayed.class, () -> app.workspaces.create(caller(organization, key, 1), research())));
            assertThat(retry.isDone()).isFalse();
        } finally {
            release.countDown();
        }

        assertThat(new String(retry.get().body(), StandardCharsets.UTF_8)).isEqualTo(Json.text(twin.get()));
        assertThat(workspaces(organization.client())).isEqualTo(1);
    }

    private static List<Reply> sentAtOnce(TestClient client) {
        return Race.run(SENDERS, _ -> client.post("workspaces", BODY)).stream()
                .map(outcome -> outcome.result().orElseThrow())
                .toList();
    }

    private static int workspaces(TestClient client) {
        return client.get("workspaces").json().at("/data").size();
    }

    private static Workspace.Create research() {
        return Workspace.Create.named("Research");
    }

    private Caller caller(TestOrganization organization, Minted<AdminKey> key, int retryCount) {
        Attempt attempt = new Attempt(
                new Attempt.Sent(
                        "POST",
                        "/v1/organizations/workspaces",
                        ApiVersion.V2026_10_21,
                        BODY.getBytes(StandardCharsets.UTF_8)),
                Optional.empty(),
                retryCount,
                key.key().id(),
                key.secret());
        return new Caller.AdminKey(
                        organization.id(),
                        key.key().id(),
                        EnumSet.allOf(Scope.class),
                        Optional.empty(),
                        app.newRequestId())
                .with(attempt);
    }

    /** Starts the task and returns when its write waits for the lock, as one of so many. */
    private <T> FutureTask<T> queued(int waiters, Supplier<T> task) {
        FutureTask<T> future = new FutureTask<>(task::get);
        Thread thread = Thread.ofPlatform().daemon().start(future);
        Race.waitUntilQueued(doorward, thread, waiters);
        return future;
    }

    private static Object uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
