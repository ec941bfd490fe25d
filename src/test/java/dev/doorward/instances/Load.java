package dev.doorward.instances;

import dev.doorward.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Clients that write without retries, each change under a name of its own, and a record of what they were answered: the
 * database must hold what was acknowledged once, what was refused never, and what is unknown once at most.
 */
final class Load implements AutoCloseable {
    private static final AtomicInteger LOADS = new AtomicInteger();
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final String prefix = "load " + LOADS.incrementAndGet() + " ";
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicInteger number = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    /** Begins. Each client asks for its server anew before each request, as a server may come back at another address. */
    Load(int clients, List<Supplier<TestClient>> servers) {
        for (int i = 0; i < clients; i++) {
            Supplier<TestClient> server = servers.get(i % servers.size());
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                while (!ended) {
                    write(server.get());
                    read(server.get());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }));
        }
    }

    private void write(TestClient client) {
        String name = prefix + number.incrementAndGet();
        long begin = System.nanoTime();
        int status = status(() -> client.post("workspaces", "{\"name\":\"" + name + "\"}"));
        longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
        statuses.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
        switch (status) {
            case 200 -> acknowledged.add(name);
            case 0, 504 -> unknown.add(name); // No answer, or one that says that nobody knows.
            default -> refused.add(name);
        }
    }

    private void read(TestClient client) {
        if (status(() -> client.get("me")) == 200) {
            reads.incrementAndGet();
        }
    }

    private static int status(Supplier<TestClient.Reply> request) {
        try {
            return request.get().status();
        } catch (RuntimeException _) {
            return 0;
        }
    }

    /** Returns after that many more changes were acknowledged. */
    void awaitAcknowledged(int more) throws Exception {
        int goal = acknowledged.size() + more;
        Waiting.until(Duration.ofSeconds(60), () -> acknowledged.size() >= goal);
    }

    int acknowledged() {
        return acknowledged.size();
    }

    long reads() {
        return reads.get();
    }

    /** Ends the load, and returns when every client has had its last answer. */
    @Override
    public void close() {
        ended = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The time that the slowest write took. */
    Duration longest() {
        return Duration.ofNanos(longestNanos.get());
    }

    /** What is wrong with the names that the database holds; nothing, as a rule. */
    List<String> faults(Collection<String> names) {
        Map<String, Long> counts = names.stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        List<String> faults = new ArrayList<>();
        acknowledged.stream().filter(name -> !counts.containsKey(name)).forEach(name -> faults.add("lost: " + name));
        refused.stream().filter(counts::containsKey).forEach(name -> faults.add("refused and there: " + name));
        counts.forEach((name, count) -> {
            if (count > 1) {
                faults.add("there " + count + " times: " + name);
            }
        });
        return faults;
    }

    @Override
    public String toString() {
        return acknowledged.size() + " acknowledged, " + refused.size() + " refused, " + unknown.size()
                + " unknown, statuses " + statuses + ", " + reads + " reads, slowest write "
                + longest().toMillis()
                + " ms";
    }
}
