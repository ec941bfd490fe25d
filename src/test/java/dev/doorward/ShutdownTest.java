package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SIGTERM promises: nothing that was begun is lost, nobody new is sent here, and it ends in time. */
class ShutdownTest {
    @TempDir
    private Path folder;

    @Test
    void aServerThatStopsServesOnForItsDrainTimeAndFinishesWhatWasBegun() throws Exception {
        try (ServerProcess server = new ServerProcess(folder.resolve("data"), Map.of("DOORWARD_DRAIN_TIME", "2s"))) {
            String key = server.readAdminKey();
            TestClient client = new TestClient(server.baseUrl()).with("x-api-key", key);
            URI uri = URI.create(server.baseUrl());
            try (Socket begun = new Socket(uri.getHost(), uri.getPort())) {
                send(
                        begun,
                        "POST /v1/organizations/workspaces HTTP/1.1\r\nHost: x\r\nx-api-key: " + key
                                + "\r\nContent-Length: 16\r\n\r\n{\"name\":");
                assertThat(client.get("/readyz").status()).isEqualTo(200);

                server.terminate();
                TestClient.Reply ready = awaitNotReady(client);
                TestClient.Reply served = client.get("me");
                awaitRefused(uri);
                send(begun, "\"begun\"}");
                String finished = readAll(begun);
                int exit = server.awaitExit(10);

                assertThat(ready.at("/error/type")).isEqualTo("api_error");
                assertThat(served.status()).isEqualTo(200);
                assertThat(served.header("connection")).isEqualTo("close");
                assertThat(finished)
                        .startsWith("HTTP/1.1 200")
                        .containsIgnoringCase("\r\nconnection: close\r\n")
                        .contains("\"name\":\"begun\"");
                assertThat(exit).isZero();
            }
        }
    }

    /** A process that stands still in the middle of a command holds the turn. */
    @Tag("sqlite")
    @Test
    void aServerWhoseTurnDoesNotComeEndsInTimeAllTheSame() throws Exception {
        Path data = folder.resolve("data");
        try (ServerProcess server = new ServerProcess(data, Map.of("DOORWARD_DRAIN_TIME", "0s"))) {
            TestClient client = new TestClient(server.baseUrl()).with("x-api-key", server.readAdminKey());
            try (FileChannel turn = FileChannel.open(data.resolve("turn"), StandardOpenOption.WRITE);
                    FileLock _ = turn.lock()) {
                int status = client.post("workspaces", "{\"name\":\"late\"}").status();

                server.terminate();
                int exit = server.awaitExit(10);

                assertThat(status).isEqualTo(529);
                assertThat(exit).isZero();
            }
        }
    }

    private static TestClient.Reply awaitNotReady(TestClient client) {
        TestClient.Reply reply = client.get("/readyz");
        while (reply.status() == 200) {
            reply = client.get("/readyz");
        }
        return reply;
    }

    /** Returns when the listener is closed. */
    private static void awaitRefused(URI uri) throws IOException {
        while (true) {
            try (Socket _ = new Socket(uri.getHost(), uri.getPort())) {
                LockSupport.parkNanos(1_000_000);
            } catch (ConnectException _) {
                return;
            }
        }
    }

    private static void send(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String readAll(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
