import static java.util.Locale.ROOT;

import dev.doorward.Serve;
import dev.doorward.Setting;
import dev.doorward.SettingSources;
import dev.doorward.organization.Organizations.Founded;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Durable writes: invites over HTTP beside the same inserts in a bare JDBC loop, on SQLite and on PostgreSQL. Every number
 * is the median of three rounds, in each of which all of them were taken.
 */
final class Writes {
    private static final int CLIENTS = 32;
    private static final Duration LENGTH = Duration.ofSeconds(Long.parseLong(Wrk.SECONDS));

    private final String name;
    private final Map<Setting, String> settings;
    private final InsertLoop loop;
    private final List<String> keys = new ArrayList<>();

    private Writes(String name, Map<Setting, String> settings, InsertLoop loop) {
        this.name = name;
        this.settings = settings;
        this.loop = loop;
    }

    /** Runs from the project's folder, with the product built: on both databases, or on the one that is named. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target"), "bench-writes");
        List<String> databases = args.length == 0 ? List.of("sqlite", "postgres") : List.of(args);
        if (databases.contains("sqlite")) {
            sqlite(folder);
        }
        if (databases.contains("postgres")) {
            postgres(folder);
        }
    }

    private static void sqlite(Path folder) throws Exception {
        Map<Setting, String> settings =
                Map.of(Setting.DATA, folder.resolve("sqlite").toString());
        new Writes("SQLite", settings, InsertLoop.sqlite(folder)).run();
    }

    private static void postgres(Path folder) throws Exception {
        Path pepper = Files.createDirectory(folder.resolve("postgres")).resolve("pepper");
        Files.writeString(pepper, "1:" + "A".repeat(43) + "\n"); // Of a database that is thrown away.
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE bare");
            }
            Map<Setting, String> settings = Map.of(
                    Setting.DATA,
                    pepper.getParent().toString(),
                    Setting.DATABASE_URL,
                    server.getJdbcUrl("postgres", "postgres"));
            new Writes("PostgreSQL", settings, InsertLoop.postgres(server.getJdbcUrl("postgres", "bare"))).run();
        }
    }

    private void run() throws Exception {
        found();
        Map<String, String> environment = new HashMap<>();
        settings.forEach((setting, value) -> environment.put(setting.variable(), value));
        try (Running server = Running.doorward(environment)) {
            String one = keys.getFirst();
            String all = String.join(" ", keys);
            Figure single = new Figure("bare JDBC, 1 thread, a commit for each", () -> loop.commitEach(1, LENGTH));
            Figure floor = new Figure("bare JDBC, 32 threads, " + loop.bestWay(), () -> loop.best(CLIENTS, LENGTH));
            Figure oneClient = new Figure("HTTP, 1 client", () -> rate(server, 1, one));
            Figure clients = new Figure("HTTP, 32 clients, one organization", () -> rate(server, CLIENTS, one));
            Figure spread = new Figure("HTTP, 32 clients, 32 organizations", () -> rate(server, CLIENTS, all));
            List<Figure> figures = List.of(single, floor, oneClient, clients, spread);
            Figure.take(figures);
            System.out.println(name);
            print(figures, single, floor);
            double peak = clients.median();
            Histogram times = OpenLoop.run(
                    URI.create(server.url()), CLIENTS, 0.8 * peak, LENGTH, number -> request(server, one, number));
            System.out.printf(
                    ROOT,
                    "  at 80 %% of that peak, one organization: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms%n",
                    times.getValueAtPercentile(50) / 1e3,
                    times.getValueAtPercentile(99) / 1e3,
                    times.getValueAtPercentile(99.9) / 1e3);
        }
    }

    private static void print(List<Figure> figures, Figure single, Figure floor) {
        for (Figure figure : figures) {
            System.out.printf(ROOT, "%s %8.2f of one commit at a time%n", figure.line(floor), figure.ratio(single));
        }
    }

    /** Makes the organizations, by the product itself. */
    private void found() throws Exception {
        Map<Setting, String> all = new EnumMap<>(settings);
        all.putAll(Map.of(Setting.PORT, "0", Setting.DRAIN_TIME, "0s"));
        try (Serve serve = new Serve(SettingSources.load(all, Map.of(), Optional.empty()))) {
            Founded first = serve.founded().orElseThrow();
            keys.add(first.adminKey().reveal());
            for (int i = 1; i < CLIENTS; i++) {
                keys.add(serve.app()
                        .organizations
                        .found("bench", serve.app().newRequestId(), "Organization " + i, "root@example.com")
                        .adminKey()
                        .reveal());
            }
        }
    }

    private static double rate(Running server, int clients, String keys) throws IOException, InterruptedException {
        return Wrk.rate(
                server.url(), clients, "bench/invite.lua", Map.of("BENCH_KEYS", keys, "BENCH_RUN", "w" + System.nanoTime()));
    }

    private static OpenLoop.Request request(Running server, String key, long number) {
        String body = "{\"email\":\"o" + System.nanoTime() + "-" + number + "@example.com\",\"role\":\"user\"}";
        return new OpenLoop.Request(
                "POST /v1/organizations/invites HTTP/1.1\r\nhost: bench\r\nx-api-key: " + key + "\r\ncontent-length: "
                        + body.length() + "\r\n\r\n" + body,
                200);
    }
}
