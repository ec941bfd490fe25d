package dev.doorward.faults;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Clients that write without a pause, each one request at a time: a workspace each, then in turn an invite and a new name
 * for the workspace. Whatever is answered with 200 goes into the record; a client ends when its connection breaks.
 */
final class Load implements AutoCloseable {
    /** What a server needs for it: no cap that so many workspaces would reach, and no time lost in a stop. */
    static final Map<String, String> SETTINGS =
            Map.of("DOORWARD_MAX_WORKSPACES", "1000000", "DOORWARD_DRAIN_TIME", "0s");

    private static final AtomicInteger CLIENTS = new AtomicInteger();
    private static final long PATIENCE_SECONDS = 60;
    private static final int OK = 200;

    private final TestClient client;
    private final Acknowledged record;
    private final ExecutorService clients;
    private final List<Future<?>> running = new ArrayList<>();
    private final Map<Integer, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile boolean ending;

    /** Begins to write. */
    Load(ServerProcess server, String adminKey, Acknowledged record, int clients) {
        this.client = new TestClient(server.baseUrl()).with("x-api-key", adminKey);
        this.record = record;
        this.clients = Executors.newFixedThreadPool(clients);
        for (int i = 0; i < clients; i++) {
            running.add(this.clients.submit(this::write));
        }
    }

    private void write() {
        int number = CLIENTS.incrementAndGet();
        try {
            String workspace = null;
            for (int i = 0; !ending; i++) {
                if (workspace == null) {
                    workspace = makeWorkspace();
                } else if (i % 2 == 0) {
                    invite("c" + number + "-" + i + "@example.com");
                } else {
                    rename(workspace);
                }
            }
        } catch (UncheckedIOException _) {
            // The server is gone: whatever had no answer was not acknowledged.
        }
    }

    private String makeWorkspace() {
        TestClient.Reply reply = post("workspaces", "{\"name\":\"v1\"}");
        if (reply.status() != OK) {
            return null;
        }
        record.workspace(reply.at("/id"));
        acknowledged.incrementAndGet();
        return reply.at("/id");
    }

    private void invite(String email) {
        TestClient.Reply reply = post("invites", "{\"email\":\"" + email + "\",\"role\":\"user\"}");
        if (reply.status() == OK) {
            record.invite(reply.at("/id"), email);
            acknowledged.incrementAndGet();
        }
    }

    private void rename(String workspace) {
        int version = record.nextVersion(workspace);
        TestClient.Reply reply = post("workspaces/" + workspace, "{\"name\":\"v" + version + "\"}");
        if (reply.status() == OK) {
            record.updated(workspace, version);
            acknowledged.incrementAndGet();
        }
    }

    private TestClient.Reply post(String path, String body) {
        long begin = System.nanoTime();
        TestClient.Reply reply = client.post(path, body);
        slowestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
        if (reply.status() != OK) {
            refusals.computeIfAbsent(reply.status(), _ -> new AtomicInteger()).incrementAndGet();
            LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(1)); // As many refusals as there is time for help nobody.
        }
        return reply;
    }

    /** The client that writes, for what a test wants to ask beside it. */
    TestClient client() {
        return client;
    }

    /** How many changes of this load were acknowledged. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** How many requests were refused, by status. */
    Map<Integer, AtomicInteger> refusals() {
        return refusals;
    }

    /** How many requests were refused with a status. */
    int refusals(int status) {
        return refusals.getOrDefault(status, new AtomicInteger()).get();
    }

    /** How long the slowest answer took. */
    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /** Waits until so many more changes were acknowledged. */
    void awaitAcknowledged(int more) {
        int enough = acknowledged() + more;
        await(() -> acknowledged() >= enough);
    }

    /** Returns when the condition holds, and fails when it does not come to hold. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Ends the clients, each after its next answer. Fails where one of them ended in an unforeseen way. */
    @Override
    public void close() {
        ending = true;
        clients.shutdown();
        try {
            for (Future<?> client : running) {
                client.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
