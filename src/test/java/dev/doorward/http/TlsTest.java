package dev.doorward.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestCertificate;
import dev.doorward.TestDoorward;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS on the API's own port, for those who have no proxy before it. */
class TlsTest {
    private static final String LIVE = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static TestCertificate first;
    private static TestCertificate second;
    private static TestDoorward doorward;

    @BeforeAll
    static void start() throws Exception {
        first = TestCertificate.make(shared, "-keyalg", "EC", "-groupname", "secp256r1");
        second = TestCertificate.make(shared, "-keyalg", "RSA", "-keysize", "2048");
        first.writeTo(shared);
        doorward = TestDoorward.start(TestCertificate.settings(shared));
    }

    @AfterAll
    static void stop() {
        doorward.close();
    }

    @Test
    void theFirstLineSaysHttpsAndTheApiIsThere() throws Exception {
        first.writeTo(folder);
        Map<String, String> environment = new HashMap<>();
        TestCertificate.settings(folder).forEach((setting, value) -> environment.put(setting.variable(), value));
        try (ServerProcess server = new ServerProcess(folder.resolve("data"), environment)) {
            String key = server.readAdminKey();

            HttpResponse<String> answer = get(client(), server.baseUrl() + "/v1/organizations/me", key);

            assertThat(server.baseUrl()).startsWith("https://127.0.0.1:");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"type\":\"organization\"");
        }
    }

    @Test
    void theNewestVersionIsSpokenAndTheOneBeforeItUnderstood() throws Exception {
        assertThat(protocol("TLSv1.3", "TLSv1.2")).isEqualTo("TLSv1.3");
        assertThat(protocol("TLSv1.2")).isEqualTo("TLSv1.2");
    }

    private static String protocol(String... offered) throws IOException {
        try (SSLSocket socket = connect(doorward)) {
            socket.setEnabledProtocols(offered);
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    private static SSLSocket connect(TestDoorward server) throws IOException {
        URI uri = URI.create(server.baseUrl());
        return (SSLSocket) TestCertificate.trustingAll().getSocketFactory().createSocket(uri.getHost(), uri.getPort());
    }

    @Test
    void anotherHostThanTheCertificatesIsServed() throws Exception {
        try (RawClient client = new RawClient(doorward.baseUrl())) {
            client.send(LIVE.replace("Host: x", "Host: other.example"));

            assertThat(client.readAll(300)).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LIVE, "\u0000\u0001\u0002\u0003\r\n\r\n", "\u0016\u0003\u0001\u0000\u000fgarbage garbage"})
    void whatIsNoTlsIsCutWithoutAnAnswer(String bytes) throws Exception {
        String answer;
        try (RawClient client = new RawClient(doorward.baseUrl().replace("https:", "http:"))) {
            client.send(bytes);
            answer = client.readAll(5_000);
        }

        assertThat(answer).doesNotContain("HTTP", "live", "<open>");
        assertThat(get(client(), doorward.baseUrl() + "/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void aNewCertificateCountsWithoutARequestThatFails() throws Exception {
        first.writeTo(folder);
        try (TestDoorward server = TestDoorward.start(TestCertificate.settings(folder));
                Traffic traffic = new Traffic(server)) {
            for (TestCertificate next : List.of(second, first, second)) {
                traffic.awaitMore(20);
                next.writeTo(folder);
                awaitCertificate(server, next.certificate());
            }
            traffic.awaitMore(20);

            assertThat(traffic.failures).isEmpty();
        }
    }

    /** Requests one after the other, by one client on new connections and by one on a connection that stays. */
    private static final class Traffic implements AutoCloseable {
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads;

        private Traffic(TestDoorward server) {
            HttpClient keeping = client();
            String url = server.baseUrl() + "/livez";
            threads = List.of(
                    Thread.ofVirtual().start(() -> send(() -> get(keeping, url).statusCode())),
                    Thread.ofVirtual()
                            .start(() -> send(() -> {
                                try (SSLSocket socket = connect(server)) {
                                    socket.getOutputStream().write(LIVE.getBytes(StandardCharsets.US_ASCII));
                                    byte[] start = socket.getInputStream().readNBytes(12);
                                    return Integer.parseInt(new String(start, 9, 3, StandardCharsets.US_ASCII));
                                }
                            })));
        }

        private interface Sending {
            int status() throws Exception;
        }

        private void send(Sending sending) {
            while (!over.get()) {
                try {
                    int status = sending.status();
                    if (status != 200) {
                        failures.add("status " + status);
                    }
                } catch (Exception e) {
                    failures.add(e.toString());
                }
                answered.incrementAndGet();
            }
        }

        private void awaitMore(int requests) {
            int enough = answered.get() + requests;
            while (answered.get() < enough) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        @Override
        public void close() {
            over.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static void awaitCertificate(TestDoorward server, Certificate expected) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!expected.equals(presented(server))) {
            assertThat(System.nanoTime())
                    .as("the new certificate is presented in time")
                    .isLessThan(end);
        }
    }

    private static Certificate presented(TestDoorward server) throws IOException {
        try (SSLSocket socket = connect(server)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void slowClientsAreCutAndBusyOnesAreNot() throws Exception {
        URI uri = URI.create(doorward.baseUrl());
        try (Socket silent = new Socket(uri.getHost(), uri.getPort());
                Socket slowHandshake = new Socket(uri.getHost(), uri.getPort());
                RawClient slowHead = new RawClient(doorward.baseUrl());
                RawClient busy = new RawClient(doorward.baseUrl())) {
            slowHandshake.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
            slowHead.send("GET /livez HTTP/1.1\r\nHost: x\r\n");
            long begin = System.nanoTime();
            boolean cut = false;

            // A byte a second winds up every idle timeout: only a limit on the whole request ends these two.
            while (System.nanoTime() - begin < PATIENCE.toNanos() && !cut) {
                busy.send(LIVE);
                assertThat(busy.readAll(1_000)).startsWith("HTTP/1.1 200 ").endsWith("<open>");
                cut = !trickles(slowHandshake) & isClosed(slowHead);
            }

            assertThat(cut).as("the slow ones are cut").isTrue();
            assertThat(System.nanoTime() - begin)
                    .as("for long enough that it would be cut as well if it were taken for slow")
                    .isGreaterThan(Duration.ofSeconds(9).toNanos());
            silent.setSoTimeout(5_000);
            assertThat(silent.getInputStream().readAllBytes()).hasSizeLessThan(100);
            busy.send(LIVE);
            assertThat(busy.readAll(500)).startsWith("HTTP/1.1 200 ");
        }
    }

    private static boolean trickles(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(0);
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException _) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isClosed(RawClient client) throws IOException {
        try {
            client.send("a");
            return client.isClosedByServer();
        } catch (IOException _) {
            return true;
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(TestCertificate.trustingAll())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static HttpResponse<String> get(HttpClient client, String url, String... key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        for (String one : key) {
            request.header("x-api-key", one);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
