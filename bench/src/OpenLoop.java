import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Sends requests at a fixed rate whatever the answers do, over connections that are kept open, and records how long after it
 * was due each one was answered. A server that falls behind shows in every request that waits meanwhile; a generator that
 * waits for an answer before it sends the next request would hide that.
 */
final class OpenLoop {
    private static final long HIGHEST_MICROS = Duration.ofSeconds(60).toNanos() / 1_000;

    /** What comes before the time that is measured: a generator that is not compiled yet is late itself. */
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private OpenLoop() {}

    /** A whole request, and the status that it must be answered with. */
    record Request(String text, int status) {}

    /**
     * Runs for a time and returns the answer times in microseconds; fails when an answer had another status.
     *
     * @param request the request, by its number
     */
    static Histogram run(URI server, int connections, double rate, Duration length, LongFunction<Request> request)
            throws IOException, InterruptedException {
        long unmeasured = (long) (rate * WARM_UP.toSeconds());
        long requests = unmeasured + (long) (rate * length.toMillis() / 1_000);
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
                            if (number >= unmeasured) {
                                own.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - due) / 1_000));
                            }
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

    /** Takes an answer with as few reads as it comes in: what the generator computes, it takes from the server. */
    private static final class Connection implements AutoCloseable {
        private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final byte[] buffer = new byte[32 * 1_024];

        private Connection(URI server) throws IOException {
            this.socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        private void exchange(Request request) throws IOException {
            out.write(request.text().getBytes(StandardCharsets.UTF_8));
            int filled = 0;
            while (true) {
                int read = in.read(buffer, filled, buffer.length - filled);
                if (read <= 0) {
                    throw new IOException("the server closed the connection, or the answer is too long");
                }
                filled += read;
                String answer = new String(buffer, 0, filled, StandardCharsets.ISO_8859_1);
                if (isWhole(answer)) {
                    if (!answer.startsWith(request.status() + " ", "HTTP/1.1 ".length())) {
                        throw new IOException(request.status() + " was due: " + answer);
                    }
                    return;
                }
            }
        }

        private static boolean isWhole(String answer) {
            int end = answer.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            Matcher length = LENGTH.matcher(answer);
            return answer.length() >= end + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
