import static java.util.Locale.ROOT;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Measures the product beside the {@link Floor} and prints one table. */
final class Bench {
    private static final int ROUNDS = 3;
    private static final int STARTS = 5;
    private static final int CONNECTIONS = 32;
    private static final Path DATA = Path.of("target", "bench-data");
    private static final Map<String, String> FOLDER =
            Map.of("DOORWARD_DATA", DATA.resolve("folder").toString());

    private final String key;
    private final String deepMember;
    private final String workspaces;

    /** One thing to load: its rates, one of each round. */
    private record Load(String name, String url, boolean writes, List<Double> rates) {
        private Load(String name, String url, boolean writes) {
            this(name, url, writes, new ArrayList<>());
        }
    }

    private Bench(Properties notes) {
        this.key = notes.getProperty("admin-key");
        this.deepMember = notes.getProperty("deep-member");
        this.workspaces = notes.getProperty("workspaces");
    }

    /** Runs from the project's folder, with the product built and the data folder seeded. */
    public static void main(String[] args) throws Exception {
        Properties notes = new Properties();
        try (Reader in = Files.newBufferedReader(DATA.resolve("notes.properties"))) {
            notes.load(in);
        }
        new Bench(notes).run();
    }

    private void run() throws Exception {
        double start = median(starts());
        try (Running floor = Running.floor();
                Running server = Running.doorward(FOLDER)) {
            String api = server.url() + "/v1/organizations";
            int users = size(api + "/users?limit=20");
            int keys = size(api + "/api_keys?limit=100");
            Thread.sleep(Duration.ofSeconds(5));
            double idle = server.megabytes();
            Load usersFloor = new Load("floor: the bytes of 20 users", floor.url() + "/" + users, false);
            Load first = new Load("GET /users?limit=20", api + "/users?limit=20", false);
            Load deep = new Load("the same, 90 000 deep", api + "/users?limit=20&after_id=" + deepMember, false);
            Load keysFloor = new Load("floor: the bytes of 100 keys", floor.url() + "/" + keys, false);
            Load apiKeys = new Load("GET /api_keys?limit=100", api + "/api_keys?limit=100", false);
            Load update = new Load("POST /workspaces/{id}", api + "/workspaces/", true);
            List<Load> loads = List.of(usersFloor, first, deep, keysFloor, apiKeys, update);
            for (Load load : loads) {
                rate(load); // To warm up.
            }
            List<Double> syncs = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (Load load : loads) {
                    load.rates().add(rate(load));
                }
                syncs.add(syncs());
            }
            print(usersFloor, usersFloor);
            print(first, usersFloor);
            print(deep, usersFloor);
            System.out.printf(ROOT, "    of the first page's rate %24.2f%n", ratio(deep.rates(), first.rates()));
            print(keysFloor, keysFloor);
            print(apiKeys, keysFloor);
            print(update, usersFloor);
            System.out.printf(ROOT, "    of the disk's %.0f syncs/s %20.2f%n", median(syncs), ratio(update.rates(), syncs));
            System.out.printf(ROOT, "%-32s %8.2f s%n", "start to the first 200", start);
            System.out.printf(ROOT, "%-32s %8.0f MB%n", "memory, idle", idle);
            System.out.printf(ROOT, "%-32s %8.0f MB%n", "memory, after the load", server.megabytes());
        }
    }

    private static void print(Load load, Load floor) {
        System.out.printf(
                ROOT,
                "%-32s %8.0f/s %8.2f of the floor%n",
                load.name(),
                median(load.rates()),
                ratio(load.rates(), floor.rates()));
    }

    /** Seconds from the start of the process to its first 200 to a request that reads the database. */
    private List<Double> starts() throws Exception {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            long begin = System.nanoTime();
            try (Running server = Running.doorward(FOLDER)) {
                size(server.url() + "/v1/organizations/users?limit=20");
                seconds.add((System.nanoTime() - begin) / 1e9);
            }
        }
        return seconds;
    }

    private int size(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var response = client.send(
                    HttpRequest.newBuilder(URI.create(url)).header("x-api-key", key).build(),
                    BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException(url + " answered " + response.statusCode());
            }
            return response.body().length;
        }
    }

    private double rate(Load load) throws IOException, InterruptedException {
        return load.writes()
                ? Wrk.rate(load.url(), CONNECTIONS, "bench/update.lua", Map.of("BENCH_KEYS", key, "BENCH_WORKSPACES", workspaces))
                : Wrk.rate(load.url(), CONNECTIONS, "bench/get.lua", Map.of("BENCH_KEYS", key));
    }

    /** How often in a second this disk takes one page and has it for certain: the floor under a write without grouping. */
    private static double syncs() throws IOException {
        Path file = DATA.resolve("syncs");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            long begin = System.nanoTime();
            int count = 0;
            while (System.nanoTime() - begin < 2_000_000_000L) {
                channel.write(ByteBuffer.allocate(4_096), 4_096L * (count % 1_024));
                channel.force(false);
                count++;
            }
            return count / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** The median of the rounds' own ratios: what disturbs a round disturbs both sides of it. */
    private static double ratio(List<Double> rates, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ratios.add(rates.get(round) / others.get(round));
        }
        return median(ratios);
    }
}
