package dev.doorward;

import dev.doorward.access.RestoreMarkSql;
import dev.doorward.http.HttpServer;
import dev.doorward.http.MetricsServer;
import dev.doorward.http.TlsFiles;
import dev.doorward.organization.Organization;
import dev.doorward.organization.Organizations;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server's life: from the settings to the first request, and from SIGTERM to the end. */
public final class Serve implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);
    private static final long HEAD_MINUTES = 15;

    /** More than the drain time and what requests under way get; less than the ten seconds that are promised. */
    private static final Duration LONGEST_STOP = Duration.ofMillis(9_500);

    private final Settings settings;
    private final DataFolder folder;
    private final App app;
    private final HttpServer http;
    private final Optional<MetricsServer> metrics;
    private final ScheduledExecutorService heads = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("journal-heads").factory());
    private final String baseUrl;
    private final Optional<Organizations.Founded> founded;

    /** Starts a server: when this returns, it answers. */
    public Serve(Settings settings) throws Exception {
        this.settings = settings;
        checkTls(settings);
        this.folder = new DataFolder(settings.data());
        this.app = Opening.forServer(settings, folder);
        this.http = app.httpServer();
        this.metrics = app.metricsServer();
        try {
            int port =
                    http.bind(); // Before the first key is made: a port that is taken must not cost its only showing.
            startMetrics();
            this.baseUrl =
                    (settings.tls().isPresent() ? "https://" : "http://") + bracketed(settings.host()) + ":" + port;
            this.founded = app.organizations.foundFirst(
                    app.operatorName(), app.newRequestId(), settings.organization(), settings.adminEmail());
            Opening.requirePeppers(app.db, app.peppers);
            Optional<String> loopback = settings.loopback() ? Optional.of(baseUrl) : Optional.empty();
            app.organizations.recordPublicUrl(settings.publicUrl().or(() -> loopback));
            http.start();
        } catch (IOException e) {
            stopStarting();
            throw new DataFolder.Unusable(
                    "cannot listen on " + settings.host() + " port " + settings.port() + ": " + reason(e));
        } catch (Exception e) {
            stopStarting();
            throw e;
        }
        warnWhenHeldBack();
        heads.scheduleAtFixedRate(this::logHeads, 0, HEAD_MINUTES, TimeUnit.MINUTES);
    }

    /** What the system said: Jetty puts a message around it that only repeats the address. */
    private static String reason(IOException e) {
        return e.getCause() instanceof BindException bind ? bind.getMessage() : e.getMessage();
    }

    /** Before anything is made: a wrong file is a wrong setting. */
    private static void checkTls(Settings settings) {
        try {
            settings.tls().ifPresent(TlsFiles::check);
        } catch (TlsFiles.Unusable e) {
            throw new InvalidSetting(Setting.TLS_CERT.key() + " and " + Setting.TLS_KEY.key() + ": " + e.getMessage());
        }
    }

    private void startMetrics() throws Exception {
        if (metrics.isPresent()) {
            try {
                int port = metrics.get().start();
                LOG.info("metrics are on http://{}:{}/metrics", bracketed(settings.metricsHost()), port);
            } catch (IOException e) {
                throw new DataFolder.Unusable("cannot listen on " + settings.metricsHost() + " port "
                        + settings.metricsPort().orElseThrow() + " for the metrics: " + e.getMessage());
            }
        }
    }

    private void warnWhenHeldBack() {
        app.db
                .read(RestoreMarkSql::find)
                .ifPresent(time -> LOG.atWarn()
                        .addKeyValue("since", time)
                        .log("every credential is refused: the database is marked as restored or moved;"
                                + " see 'doorward restore --help'"));
    }

    private void stopStarting() {
        http.close();
        metrics.ifPresent(MetricsServer::close);
        app.close();
        folder.unlock();
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** The server's address, such as {@code http://127.0.0.1:8080} or, with a certificate, {@code https://…}. */
    public String baseUrl() {
        return baseUrl;
    }

    /** The product that is being served. */
    public App app() {
        return app;
    }

    /** What an empty data folder was filled with. */
    public Optional<Organizations.Founded> founded() {
        return founded;
    }

    /** Runs {@code doorward serve}: returns when the program was told to end and has. */
    public static void run(Settings settings, PrintStream out) throws Exception {
        Serve serve = new Serve(settings);
        out.println("listening on " + serve.baseUrl());
        serve.founded()
                .ifPresent(founded -> out.println(
                        "admin key, shown once: " + founded.adminKey().reveal()));
        out.flush();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            Thread.ofPlatform().daemon().start(Serve::endInTime);
            serve.close();
            Runtime.getRuntime().halt(0); // A stop that was asked for is a success; the JVM would report the signal.
        }));
        new CountDownLatch(1).await();
    }

    /** Ends the program when stopping takes too long, such as behind a lock that another process never gives back. */
    private static void endInTime() {
        try {
            Thread.sleep(LONGEST_STOP);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        LOG.error("not stopped in time: ending at once");
        Runtime.getRuntime().halt(1); // As safe as a power cut: what was answered is on the disk.
    }

    /**
     * Readiness red, and everything still served for the drain time, with {@code Connection: close}; then the listener closes,
     * and connections that are open are served on until they are closed, for the drain time once more at most.
     */
    @Override
    public void close() {
        LOG.info("stopping");
        Duration time = settings.drainTime();
        app.health.drain();
        http.drain();
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.closeListener(time);
        heads.shutdownNow();
        http.close();
        metrics.ifPresent(MetricsServer::close); // After the requests that are under way: the last scrape has them.
        app.close();
        folder.unlock();
        LOG.info("stopped");
    }

    /** Notes every journal's end in the log: against it, a tail that is cut off later can be found. */
    private void logHeads() {
        try {
            app.db.read(tx -> {
                for (Organization.Listed organization : app.organizations.list(tx)) {
                    LOG.atInfo()
                            .addKeyValue("organization_id", organization.id())
                            .addKeyValue("head", app.journal.head(tx, organization.id()))
                            .log("journal head");
                }
                return null;
            });
        } catch (RuntimeException e) {
            LOG.error("cannot read the journal's head", e);
        }
    }
}
