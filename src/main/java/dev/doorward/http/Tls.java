package dev.doorward.http;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS with the certificate that is in the files now: what they change to counts for new connections within about a second,
 * and those that are open go on. What cannot be used is told in one line, and the certificate before it stays.
 */
final class Tls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private final TlsFiles files;
    private final SslContextFactory.Server jetty = new SslContextFactory.Server();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tls-files").factory());
    private TlsFiles.Pair seen;
    private String problem = "";

    /** Throws {@link TlsFiles.Unusable} if the files cannot be used. */
    Tls(TlsFiles files) {
        this.files = files;
        this.seen = files.read();
        jetty.setSslContext(seen.context());
        jetty.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        jetty.setRenegotiationAllowed(false);
        watch.scheduleWithFixedDelay(this::reloadWhenChanged, 1, 1, TimeUnit.SECONDS);
    }

    SslContextFactory.Server jetty() {
        return jetty;
    }

    /** The text is compared and not the time, which a link to another file need not change. */
    void reloadWhenChanged() {
        try {
            TlsFiles.Pair now = files.read();
            problem = "";
            if (!now.equals(seen)) {
                seen = now;
                SSLContext context = now.context();
                jetty.reload(factory -> factory.setSslContext(context));
                LOG.info("the TLS certificate was read anew");
            }
        } catch (Exception e) { // Also what nobody foresaw: the watch must go on.
            if (!problem.equals(e.getMessage())) {
                problem = String.valueOf(e.getMessage());
                LOG.warn("the TLS certificate stays as it was: {}", problem);
            }
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
