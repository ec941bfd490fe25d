import static java.util.Locale.ROOT;

import dev.doorward.Setting;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Checks of API keys as a gateway asks for them, in an installation that has a million, on SQLite and on PostgreSQL: beside
 * a bare Jetty that answers the same headers, at a fixed rate, and with a flood of keys that are not good. Every rate is the
 * median of three rounds, in each of which all of them were taken.
 */
final class Checks {
    static final Path SQLITE = Path.of("target", "bench-data");
    private static final Path POSTGRES = Path.of("target", "bench-postgres");
    private static final int CLIENTS = 32;
    private static final int INVALID = Seed.KEYS / 10;
    private static final Duration LENGTH =
            Duration.ofSeconds((long) (60 * Double.parseDouble(System.getenv().getOrDefault("BENCH_CHECK_MINUTES", "5"))));

    private final String name;
    private final Map<Setting, String> settings;
    private final String adminKey;

    private Checks(String name, Map<Setting, String> settings, Path notes) throws IOException {
        this.name = name;
        this.settings = settings;
        this.adminKey = adminKey(notes);
    }

    /** Runs from the project's folder, with the product built and the data folder seeded: on both databases, or on one. */
    public static void main(String[] args) throws Exception {
        Set<String> databases = args.length == 0 ? Set.of("sqlite", "postgres") : Set.of(args);
        if (databases.contains("sqlite")) {
            Map<Setting, String> settings =
                    Map.of(Setting.DATA, SQLITE.resolve("folder").toString());
            new Checks("SQLite", settings, SQLITE.resolve("notes.properties")).run();
        }
        if (databases.contains("postgres")) {
            postgres();
        }
    }

    /** The database is kept, because it takes minutes to fill. */
    private static void postgres() throws Exception {
        Path folder = Files.createDirectories(POSTGRES.resolve("folder"));
        Path notes = POSTGRES.resolve("notes.properties");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(POSTGRES.resolve("database"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            Map<Setting, String> settings = Map.of(
                    Setting.DATA, folder.toString(), Setting.DATABASE_URL, server.getJdbcUrl("postgres", "postgres"));
            if (Files.notExists(notes)) {
                Files.writeString(folder.resolve("pepper"), "1:" + "A".repeat(43) + "\n"); // Nothing here is secret.
                Seed.fill(settings, notes);
                try (Connection connection = server.getPostgresDatabase().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("VACUUM (ANALYZE)"); // Or the server does it during the first run.
                }
            }
            new Checks("PostgreSQL", settings, notes).run();
        }
    }

    static String adminKey(Path notes) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(notes)) {
            properties.load(in);
        }
        return properties.getProperty("admin-key");
    }

    private void run() throws Exception {
        Map<String, String> environment = new HashMap<>();
        settings.forEach((setting, value) -> environment.put(setting.variable(), value));
        KeyFile valid = valid();
        KeyFile mixed = KeyFile.of(Path.of("target", "bench-keys-mixed"), lines -> lines.seeded(200, Seed::active)
                .seeded(401, number -> number % 30 == 0)
                .unknown(INVALID / 3)
                .malformed(INVALID / 3));
        KeyFile unknown = KeyFile.of(Path.of("target", "bench-keys-unknown"), lines -> lines.unknown(Seed.KEYS));
        KeyFile malformed = KeyFile.of(Path.of("target", "bench-keys-malformed"), lines -> lines.malformed(Seed.KEYS));
        try (Running server = Running.doorward(environment)) {
            String target = target(server, adminKey);
            try (Running bare = Running.floor(headers(server, valid.request(target, 1)))) {
                String url = server.url() + target;
                Figure floor = new Figure("floor: the headers of a passed check", () -> rate(bare.url() + "/0", mixed, 0));
                Figure checks = new Figure("checks, a tenth of them refused", () -> rate(url, mixed, 0.1));
                Figure passed = new Figure("checks, all passed", () -> rate(url, valid, 0));
                Figure flood = new Figure("a flood of unknown keys", () -> rate(url, unknown, 1));
                Figure noise = new Figure("a flood of malformed keys", () -> rate(url, malformed, 1));
                List<Figure> figures = List.of(floor, checks, passed, flood, noise);
                Figure.take(figures);
                System.out.println(name);
                figures.forEach(figure -> System.out.printf(
                        ROOT, "%s %8.2f of those that pass%n", figure.line(floor), figure.ratio(passed)));
                double rate = 0.8 * checks.median();
                Histogram times = OpenLoop.run(
                        URI.create(server.url()), CLIENTS, rate, LENGTH, number -> mixed.request(target, number));
                System.out.printf(
                        ROOT,
                        "  at 80 %% of that peak for %d s: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms%n",
                        LENGTH.toSeconds(),
                        times.getValueAtPercentile(50) / 1e3,
                        times.getValueAtPercentile(99) / 1e3,
                        times.getValueAtPercentile(99.9) / 1e3);
            }
        }
    }

    /** Every key that is good. */
    static KeyFile valid() throws IOException {
        return KeyFile.of(Path.of("target", "bench-keys-valid"), lines -> lines.seeded(200, Seed::active));
    }

    private static double rate(String url, KeyFile keys, double refusals) throws IOException, InterruptedException {
        return Wrk.rate(url, CLIENTS, "bench/check.lua", Map.of("BENCH_KEYS_FILE", keys.path().toString()), refusals);
    }

    /** Where a gateway asks that demands the organization of the admin key. */
    static String target(Running server, String adminKey) throws IOException, InterruptedException {
        String body = get(server.url() + "/v1/organizations/me", adminKey).body();
        Matcher id = Pattern.compile("\"id\": *\"([^\"]+)\"").matcher(body);
        if (!id.find()) {
            throw new IOException("no organization: " + body);
        }
        return "/doorward/v1/check/" + id.group(1);
    }

    /** What a passed check is answered with, but for what Jetty itself adds. */
    private static List<String> headers(Running server, OpenLoop.Request passed) throws IOException, InterruptedException {
        Matcher sent = Pattern.compile("GET (\\S+) .*x-api-key: (\\S+)", Pattern.DOTALL).matcher(passed.text());
        if (!sent.find()) {
            throw new IllegalStateException(passed.text());
        }
        return get(server.url() + sent.group(1), sent.group(2)).headers().map().entrySet().stream()
                .filter(header -> !Set.of("date", "content-length").contains(header.getKey()))
                .map(header -> header.getKey() + ": " + header.getValue().getFirst())
                .toList();
    }

    private static HttpResponse<String> get(String url, String key) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var response = client.send(
                    HttpRequest.newBuilder(URI.create(url)).header("x-api-key", key).build(), BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(url + " answered " + response.statusCode() + ": " + response.body());
            }
            return response;
        }
    }
}
