package dev.doorward.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The API behind a gateway: it keeps each request as it came, byte for byte, and answers in the vendor's shape. */
final class Upstream implements AutoCloseable {
    private static final String MESSAGE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}";

    private final ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final CountDownLatch firstEventSeen = new CountDownLatch(1);

    Upstream() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    /** A request: its lines in ISO-8859-1, and its body. */
    record Received(String head, String body) {
        /** The values of every header with this name, in order. */
        List<String> header(String name) {
            return head.lines()
                    .skip(1)
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }

        String firstLine() {
            return head.lines().findFirst().orElseThrow();
        }
    }

    String address() {
        return "127.0.0.1:" + port.getLocalPort();
    }

    /** The oldest request that was not asked for yet. */
    Received next() throws InterruptedException {
        return Optional.ofNullable(received.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }

    /** Whether every request that came was asked for. */
    boolean isUntouched() {
        return received.isEmpty();
    }

    /** Lets a stream go on. */
    void firstEventSeen() {
        firstEventSeen.countDown();
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                Socket socket = port.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return; // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            for (Optional<Received> next = read(socket); next.isPresent(); next = read(socket)) {
                received.add(next.get());
                answer(socket, next.get());
            }
        } catch (IOException _) {
            // The gateway went away.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Received> read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head.write(next);
        }
        Received bodiless = new Received(head.toString(StandardCharsets.ISO_8859_1), "");
        int length = bodiless.header("content-length").stream()
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
        return Optional.of(
                new Received(bodiless.head(), new String(in.readNBytes(length), StandardCharsets.ISO_8859_1)));
    }

    private void answer(Socket socket, Received request) throws IOException, InterruptedException {
        if (request.body().contains("\"stream\":true")) {
            send(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
            send(socket, "event: message_start\ndata: {}\n\n");
            firstEventSeen.await(10, TimeUnit.SECONDS);
            send(socket, "event: message_stop\ndata: {}\n\n");
            socket.close();
            return;
        }
        String body = request.head().startsWith("HEAD ") ? "" : MESSAGE;
        send(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + MESSAGE.length() + "\r\n\r\n"
                        + body);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
