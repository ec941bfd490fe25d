package dev.doorward.http;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
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
    /** For how long nothing must have happened on a connection before it counts as idle: its answer is on its way until then. */
    private static final Duration IDLE = Duration.ofMillis(100);

    private final Duration patience;
    private final Map<Connection, Turn> turns = new ConcurrentHashMap<>();

    /**
     * Whose turn it is on a connection.
     *
     * @param since since when it is the client's, in nanoseconds; empty while a request is being answered
     * @param bytes how many bytes the client had sent by then
     */
    private record Turn(OptionalLong since, long bytes) {
        private static Turn ofClient(Connection connection) {
            return new Turn(OptionalLong.of(System.nanoTime()), connection.getBytesIn());
        }

        private boolean lastedFor(Duration time) {
            return since.isPresent() && System.nanoTime() - since.getAsLong() > time.toNanos();
        }
    }

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
            turns.put(connection, Turn.ofClient(connection));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        turns.remove(connection);
    }

    /** The request was read whole: what takes time now is our work. */
    void ours(Connection connection) {
        turns.replace(connection, new Turn(OptionalLong.empty(), 0));
    }

    /** The answer is ready to be taken, and after it the next request is awaited. */
    void theirs(Connection connection) {
        turns.replace(connection, Turn.ofClient(connection));
    }

    private void sweep() {
        turns.forEach((connection, turn) -> {
            if (turn.lastedFor(patience)) {
                connection.getEndPoint().close();
            }
        });
    }

    /** From now on connections on which no request is under way, not even a part of one, are closed. */
    void closeIdle() {
        sweeper.scheduleWithFixedDelay(this::sweepIdle, 0, IDLE.toMillis() / 2, TimeUnit.MILLISECONDS);
    }

    private void sweepIdle() {
        turns.forEach((connection, turn) -> {
            if (turn.lastedFor(IDLE) && connection.getBytesIn() == turn.bytes()) {
                connection.getEndPoint().close();
            }
        });
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }
}
