package dev.doorward.apikeys;

import dev.doorward.apikeys.ApiKeyUseSql.Use;
import dev.doorward.db.Db;
import dev.doorward.db.DbException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When keys were let through last. Uses are gathered in memory and written by a thread of their own every half minute, so
 * that no check waits for it; what was gathered is lost with the process, but for an orderly stop.
 */
public final class ApiKeyUses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyUses.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /**
     * From so many keys on they are written without waiting for the half minute. Sorted, the more there are, the more of them
     * share a page that is written once; each takes about 200 bytes of memory meanwhile.
     */
    private static final int MANY = 100_000;

    /** Beyond so many, which only a database that is away can bring about, no further key is noted. */
    private static final int MOST = 400_000;

    /** How many are written in one transaction: with SQLite it keeps the only writer for a few milliseconds. */
    private static final int GROUP = 500;

    private final Db db;
    private final Map<String, Use> gathered = new ConcurrentHashMap<>();
    private final Semaphore early = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    public ApiKeyUses(Db db) {
        this.db = db;
        this.thread = Thread.ofVirtual().name("key uses").start(this::loop);
    }

    /** Notes that a key was let through. */
    public void note(String organizationId, String apiKeyId, Instant time) {
        int keys = gathered.size();
        if (keys < MOST) {
            gathered.put(apiKeyId, new Use(organizationId, apiKeyId, time));
        }
        if (keys >= MANY && early.availablePermits() == 0) {
            early.release();
        }
    }

    private void loop() {
        while (!closed) {
            try {
                early.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                early.drainPermits();
                flush();
            } catch (InterruptedException _) {
                return; // What is left is written by close().
            } catch (DbException e) {
                LOG.warn("when keys were used cannot be written: {}", e.getMessage());
            }
        }
    }

    /**
     * Writes what was gathered. A use that is noted meanwhile is kept for the next time.
     *
     * @throws DbException if the database failed: what it did not take is tried again the next time
     */
    public synchronized void flush() {
        List<Use> uses = new ArrayList<>(gathered.values());
        uses.sort(Comparator.comparing(
                Use::apiKeyId)); // The same order in every instance: they wait for each other's rows.
        for (int i = 0; i < uses.size(); i += GROUP) {
            List<Use> group = uses.subList(i, Math.min(i + GROUP, uses.size()));
            db.writeUnlocked(tx -> {
                ApiKeyUseSql.put(tx, group);
                return null;
            });
            group.forEach(use -> gathered.remove(use.apiKeyId(), use));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
            flush();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (DbException e) {
            LOG.warn("when keys were used last is lost: {}", e.getMessage());
        }
    }
}
