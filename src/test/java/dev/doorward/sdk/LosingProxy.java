package dev.doorward.sdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy that loses some answers to POSTs and DELETEs: the request has reached the server, and its answer the proxy, when
 * the client's connection is cut.
 */
final class LosingProxy implements AutoCloseable {
    private static final Set<String> NOT_PASSED_ON = Set.of("connection", "host", "content-length", "http2-settings");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger lost = new AtomicInteger();
    private final HttpServer server;
    private final String target;
    private final double share;
    private final Random random;

    /** @param share how many of the answers are lost, from 0 to 1 */
    LosingProxy(String target, double share, long seed) {
        this.target = target;
        this.share = share;
        this.random = new Random(seed);
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How many answers were lost so far. */
    int lost() {
        return lost.get();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse<byte[]> answer = send(exchange);
            if (!exchange.getRequestMethod().equals("GET") && loses()) {
                lost.incrementAndGet();
                return; // Closed before a status was sent, the exchange takes the connection with it.
            }
            answer.headers().map().forEach((name, values) -> {
                if (!NOT_PASSED_ON.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private HttpResponse<byte[]> send(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private synchronized boolean loses() {
        return random.nextDouble() < share;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        client.close();
    }
}
