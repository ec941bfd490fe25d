import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/**
 * Sends requests at a fixed rate whatever the answers do, over connections that are kept open, and records how long after it
 * was due each one was answered. A server that falls behind shows in every request that waits meanwhile; a generator that
 * waits for an answer before it sends the next request would hide that.
 */
final class OpenLoop {
    private static final long HIGHEST_MICROS = Duration.ofSeconds(60).toNanos() / 1_000;

    private OpenLoop() {}

    /**
     * Runs for a time and returns the answer times in microseconds; fails when an answer was not 200.
     *
     * @param request the whole request, by its number
     */
    static Histogram run(URI server, int connections, double rate, Duration length, LongFunction<String> request)
            throws IOException, InterruptedException {
        long requests = (long) (rate * length.toMillis() / 1_000);
        long start = System.nanoTime() + Duration.ofMillis(100).toNanos();
        Histogram all = new Histogram(HIGHEST_MICROS, 3);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Histogram>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int first = i;
                running.add(threads.submit(() -> {
                    Histogram own = new Histogram(HIGHEST_MICROS, 3);
                    try (Connection connection = new Connection(server)) {
                        for (long number = first; number < requests; number += connections) {
                            long due = start + (long) (number * 1e9 / rate);
                            waitUntil(due);
                            connection.exchange(request.apply(number));
                            own.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - due) / 1_000));
                        }
                    }
                    return own;
                }));
            }
            for (Future<Histogram> one : running) {
                all.add(one.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        private Connection(URI server) throws IOException {
            this.socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        private void exchange(String request) throws IOException {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String status = line();
            int length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            if (!status.contains(" 200 ")) {
                throw new IOException(status + ": " + body);
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the server closed the connection");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
