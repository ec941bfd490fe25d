package dev.doorward;

import dev.doorward.access.Role;
import dev.doorward.db.Location;
import dev.doorward.http.HttpServer;
import dev.doorward.http.MetricsServer;
import dev.doorward.members.Email;
import dev.doorward.organization.Organizations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The real product on an empty database, in this process, with a clock that the test moves.
 *
 * <p>{@link #shared()} is one server for the whole JVM; a test makes its own organization in it. A test that needs settings
 * of its own starts its own server.
 */
public final class TestDoorward implements AutoCloseable {
    /** Where every test's time begins. */
    public static final Instant START = Instant.parse("2026-01-02T03:04:05.678901Z");

    private static final Set<TestDoorward> OPEN = ConcurrentHashMap.newKeySet();

    private final AtomicInteger organizationCount = new AtomicInteger();
    private final Path folder;
    private final TestClock clock;
    private final App app;
    private final HttpServer http;
    private final String baseUrl;
    private final Optional<MetricsServer> metrics;
    private final String metricsUrl;
    private final Organizations.Founded first;

    private TestDoorward(Map<Setting, String> settings, TestClock clock, RandomGenerator source) {
        RandomGenerator random = Canary.run().learningFrom(source);
        try {
            this.folder = Files.createTempDirectory("doorward-test");
            TestDatabase.beginWithSchema(folder);
            this.clock = clock;
            Map<Setting, String> flags = new EnumMap<>(settings);
            flags.putAll(TestDatabase.settings(folder));
            flags.put(Setting.PORT, "0");
            Settings loaded = SettingSources.load(flags, Map.of(), Optional.empty());
            DataFolder data = new DataFolder(folder);
            data.createPepper(random);
            this.app = new App(loaded, Location.Opener.SERVER, data::readPepper, clock, random);
            app.db.migrate();
            this.first = app.organizations
                    .foundFirst("test", app.newRequestId(), loaded.organization(), loaded.adminEmail())
                    .orElseThrow();
            this.http = app.httpServer();
            this.baseUrl = (loaded.tls().isPresent() ? "https" : "http") + "://127.0.0.1:" + http.bind();
            app.organizations.recordPublicUrl(Optional.of(baseUrl));
            http.start();
            this.metrics = app.metricsServer();
            this.metricsUrl =
                    metrics.isEmpty() ? "" : "http://127.0.0.1:" + metrics.get().start();
            OPEN.add(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server that all tests of this JVM share. */
    public static TestDoorward shared() {
        return Shared.INSTANCE;
    }

    private static final class Shared {
        private static final TestDoorward INSTANCE = start(Map.of());
    }

    /** A server of one's own, with settings other than the usual ones. Close it. */
    public static TestDoorward start(Map<Setting, String> settings) {
        return new TestDoorward(withDefaults(settings), TestClock.ticking(START), new java.security.SecureRandom());
    }

    /** A server whose every answer is the same at each run: fixed clock, ids from a fixed seed. Close it. */
    public static TestDoorward startReproducible(Map<Setting, String> settings) {
        return new TestDoorward(withDefaults(settings), TestClock.fixed(START), new Reproducible());
    }

    /** Ids and secrets from a fixed seed, and the nonces of seals from another: no golden file changes with what is sealed. */
    private static final class Reproducible implements RandomGenerator {
        private static final int NONCE_BYTES = 12;

        private final RandomGenerator ids = new java.util.Random(42);
        private final RandomGenerator nonces = new java.util.Random(43);

        @Override
        public long nextLong() {
            return ids.nextLong();
        }

        @Override
        public int nextInt() {
            return ids.nextInt();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            (bytes.length == NONCE_BYTES ? nonces : ids).nextBytes(bytes);
        }
    }

    private static Map<Setting, String> withDefaults(Map<Setting, String> settings) {
        Map<Setting, String> all = new EnumMap<>(Setting.class);
        all.put(Setting.ORGANIZATION, "Test");
        all.put(Setting.ADMIN_EMAIL, "root@example.com");
        all.putAll(settings);
        return all;
    }

    /** A new organization with one admin, for one test. */
    public TestOrganization newOrganization() {
        int number = organizationCount.incrementAndGet();
        return new TestOrganization(
                this, app.organizations.found("test", app.newRequestId(), "Test " + number, "root@example.com"));
    }

    /** The organization that was founded at the start. */
    public TestOrganization firstOrganization() {
        return new TestOrganization(this, first);
    }

    /** Adds a member without an invite. Returns the id. */
    String addMember(String organizationId, String email, String name, Role role) {
        return app.members
                .add(app.operator(organizationId), Email.parse("email", email), name, role)
                .id();
    }

    public App app() {
        return app;
    }

    public TestClock clock() {
        return clock;
    }

    /** The server's address, such as {@code http://127.0.0.1:40123}. */
    public String baseUrl() {
        return baseUrl;
    }

    /** The address of the metrics, where the settings ask for them. */
    String metricsUrl() {
        return metricsUrl;
    }

    /** The data folder. Read files in it from another process only: closing one here would drop SQLite's locks. */
    public Path folder() {
        return folder;
    }

    /** Searches what the servers that nobody closed, such as the shared one, have written. */
    static void searchAllOpen() {
        OPEN.forEach(TestDoorward::search);
    }

    /** Searches what was written so far for secrets. */
    void search() {
        Canary.run().searchFolder(folder);
        Canary.run().searchJournals(app);
    }

    @Override
    public void close() {
        if (OPEN.remove(this)) {
            search();
        }
        http.close();
        metrics.ifPresent(MetricsServer::close);
        app.close();
        TestDatabase.drop(folder);
    }
}
