package dev.doorward.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Cuts connections on which it is the client's turn for too long: idle ones, and those that send a request, or take an
 * answer, byte by byte. An idle timeout alone does not see the latter, since every byte winds it up again.
 */
final class Clients implements Connection.Listener, AutoCloseable {
    private static final long OURS = Long.MAX_VALUE;

    private final Duration patience;
    /** Since when it is the client's turn, in nanoseconds; {@link #OURS} while a request is being answered. */
    private final Map<Connection, Long> turns = new ConcurrentHashMap<>();

    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("slow-clients").factory());

    Clients(Duration patience) {
        this.patience = patience;
        sweeper.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /** With TLS a client has two connections, one inside the other: the inner one, opened with the outer, is who takes turns. */
    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof SslConnection)) {
            turns.put(connection, System.nanoTime());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        turns.remove(connection);
    }

    /** The request was read whole: what takes time now is our work. */
    void ours(Connection connection) {
        turns.replace(connection, OURS);
    }

    /** The answer is ready to be taken, and after it the next request is awaited. */
    void theirs(Connection connection) {
        turns.replace(connection, System.nanoTime());
    }

    private void sweep() {
        long now = System.nanoTime();
        turns.forEach((connection, since) -> {
            if (since != OURS && now - since > patience.toNanos()) {
                connection.getEndPoint().close();
            }
        });
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }
}
