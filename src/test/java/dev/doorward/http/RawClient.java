package dev.doorward.http;

import dev.doorward.Canary;
import dev.doorward.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A socket to the server, through TLS if its address says so, for bytes that no HTTP client would send. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;

    public RawClient(String baseUrl) throws IOException {
        URI uri = URI.create(baseUrl);
        this.socket = uri.getScheme().equals("https")
                ? TestCertificate.trustingAll().getSocketFactory().createSocket(uri.getHost(), uri.getPort())
                : new Socket(uri.getHost(), uri.getPort());
    }

    public void send(String latin1) throws IOException {
        socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** What the server sends until it closes the connection, or until it has been silent for the given time. */
    public String readAll(int silenceMillis) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        socket.setSoTimeout(silenceMillis);
        InputStream in = socket.getInputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                bytes.write(next);
            }
        } catch (SocketTimeoutException _) {
            bytes.writeBytes("<open>".getBytes(StandardCharsets.US_ASCII));
        }
        String answer = bytes.toString(StandardCharsets.UTF_8);
        Canary.run().look("the answer on a socket", answer);
        return answer;
    }

    /** Waits until the server closes the connection; throws when it has not after the given time. */
    void awaitClose(int millis) throws IOException {
        socket.setSoTimeout(millis);
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            // What was sent before the end does not matter.
        }
    }

    boolean isClosedByServer() throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true; // A reset.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
