package dev.doorward.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Stands between a gateway and Doorward, and keeps what the gateway sent. */
final class Tap implements AutoCloseable {
    private static final int BUFFER = 8_192;

    private final ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream(); // Its methods are synchronized.
    private final URI target;

    Tap(String targetUrl) throws IOException {
        this.target = URI.create(targetUrl);
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + port.getLocalPort();
    }

    /** What was sent since it was last asked. */
    String take() {
        synchronized (sent) {
            String all = sent.toString(StandardCharsets.ISO_8859_1);
            sent.reset();
            return all;
        }
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                Socket gateway = port.accept();
                Socket doorward = new Socket(target.getHost(), target.getPort());
                Thread.ofVirtual().start(() -> pass(gateway, doorward, true));
                Thread.ofVirtual().start(() -> pass(doorward, gateway, false));
            } catch (IOException _) {
                return; // Closed.
            }
        }
    }

    private void pass(Socket from, Socket to, boolean kept) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (kept) {
                    sent.write(buffer, 0, read);
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException _) {
            // One of them went away.
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
