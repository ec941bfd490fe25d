import static java.util.Locale.ROOT;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a check costs whoever calls through nginx: the same nginx before the same upstream, with {@code auth_request} and
 * without it, with keys all over an installation that has a million, on SQLite.
 */
final class Gateway implements AutoCloseable {
    private static final Path FOLDER = Path.of("target", "bench-nginx");
    private static final int CLIENTS = 32;
    private static final Duration LENGTH = Duration.ofSeconds(Long.parseLong(Wrk.SECONDS));

    /** The upstream is in nginx as well, and as cheap as one can be: the smaller it is, the more of the whole is the check. */
    private static final String CONFIGURATION =
            """
            daemon off;
            pid nginx.pid;
            worker_processes auto;
            error_log error.log warn;
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                keepalive_requests 100000000;
                upstream doorward { server %1$s; keepalive 64; keepalive_requests 100000000; }
                upstream guarded { server 127.0.0.1:%3$d; keepalive 64; keepalive_requests 100000000; }
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                server {
                    listen 127.0.0.1:%3$d;
                    location / { return 200 "%4$s"; }
                }
                server {
                    listen 127.0.0.1:%2$d;
                    location /open { proxy_pass http://guarded; }
                    location /guarded {
                        auth_request /check;
                        auth_request_set $api_key_id $upstream_http_x_doorward_api_key_id;
                        proxy_set_header Connection "";
                        proxy_set_header x-api-key "";
                        proxy_set_header X-Doorward-Api-Key-Id $api_key_id;
                        proxy_pass http://guarded;
                    }
                    location = /check {
                        internal;
                        proxy_pass_request_body off;
                        proxy_set_header Connection "";
                        proxy_set_header Content-Length "";
                        proxy_pass http://doorward%5$s;
                    }
                }
            }
            """;

    private final Process nginx;
    private final URI url;

    private Gateway(Running server, String target) throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        int port = freePort();
        Files.writeString(
                FOLDER.resolve("nginx.conf"),
                String.format(
                        ROOT,
                        CONFIGURATION,
                        URI.create(server.url()).getAuthority(),
                        port,
                        freePort(),
                        "x".repeat(1_000),
                        target));
        this.nginx = new ProcessBuilder("nginx", "-p", FOLDER.toAbsolutePath() + "/", "-c", "nginx.conf", "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("output").toFile())
                .start();
        this.url = URI.create("http://127.0.0.1:" + port);
        awaitPort(port);
    }

    /** Runs from the project's folder, with the product built and the data folder seeded. */
    public static void main(String[] args) throws Exception {
        KeyFile keys = Checks.valid();
        String adminKey = Checks.adminKey(Checks.SQLITE.resolve("notes.properties"));
        Map<String, String> folder = Map.of("DOORWARD_DATA", Checks.SQLITE.resolve("folder").toString());
        try (Running server = Running.doorward(folder);
                Gateway gateway = new Gateway(server, Checks.target(server, adminKey))) {
            Figure open = new Figure("nginx without a check", () -> gateway.rate("/open", keys));
            Figure guarded = new Figure("nginx with a check of each request", () -> gateway.rate("/guarded", keys));
            Figure.take(List.of(open, guarded));
            for (Figure figure : List.of(open, guarded)) {
                System.out.printf(
                        ROOT, "  %-50s %8.0f/s %8.2f of nginx alone%n", figure.name(), figure.median(), figure.ratio(open));
            }
            double rate = 0.8 * guarded.median();
            gateway.times("without", "/open", keys, rate);
            gateway.times("with", "/guarded", keys, rate);
        }
    }

    private double rate(String path, KeyFile keys) throws IOException, InterruptedException {
        return Wrk.rate(
                url + path, CLIENTS, "bench/check.lua", Map.of("BENCH_KEYS_FILE", keys.path().toString()));
    }

    private void times(String name, String path, KeyFile keys, double rate) throws IOException, InterruptedException {
        Histogram times = OpenLoop.run(url, CLIENTS, rate, LENGTH, number -> keys.request(path, number));
        System.out.printf(
                ROOT,
                "  %-8s a check at %.0f/s: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms%n",
                name,
                rate,
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                times.getValueAtPercentile(99.9) / 1e3);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitPort(int port) throws IOException, InterruptedException {
        while (true) {
            try (Socket _ = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (nginx.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new IOException("no nginx: see " + FOLDER, e);
                }
            }
        }
    }

    @Override
    public void close() {
        nginx.destroy();
        nginx.onExit().join();
    }
}
