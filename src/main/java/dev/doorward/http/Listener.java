package dev.doorward.http;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/** A port on which a Jetty server takes HTTP/1.1, or HTTPS, within our limits. */
final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    private static final long PAUSE_NANOS = 100_000;

    private final Clients clients = new Clients(Limits.CLIENT);
    private final Optional<Tls> tls;
    private final ServerConnector connector;

    /**
     * Adds the port to the server, without taking it.
     *
     * @param port 0 takes a free one
     * @param connections how many may be open at once
     * @param shortened what is looked at of a request's target
     */
    Listener(
            Server jetty,
            String host,
            int port,
            int connections,
            Optional<TlsFiles> tlsFiles,
            UnaryOperator<String> shortened) {
        this.tls = tlsFiles.map(Tls::new);
        // No thread of its own accepts, so that closeToNewConnections() can take the last connections itself.
        this.connector = new ServerConnector(jetty, 0, 1, protocols(shortened));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(Limits.CLIENT.toMillis());
        connector.setShutdownIdleTimeout(Limits.CLIENT.toMillis()); // Or a slow client's request would be cut at once.
        connector.setAcceptQueueSize(BACKLOG);
        connector.addBean(clients);
        jetty.addConnector(connector);
        jetty.addBean(new NetworkConnectionLimit(connections, connector));
    }

    private ConnectionFactory[] protocols(UnaryOperator<String> shortened) {
        HttpConfiguration config = new HttpConfiguration();
        config.setSendServerVersion(false);
        config.setRequestHeaderSize(Limits.HEADER_BYTES);
        config.setHttpCompliance(HttpCompliance.STRICT); // No bare LF, no folded headers, no two lengths.
        config.setUriCompliance(
                UriCompliance.UNSAFE); // The router reads the raw path, and an id is only ever compared.
        HttpConnections http = new HttpConnections(config, shortened);
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {http};
        }
        SslConnectionFactory secure = new SslConnectionFactory(tls.get().jetty(), http.getProtocol());
        secure.setEnsureSecureRequestCustomizer(
                false); // It answers 400 when the host is another name than the certificate's.
        return new ConnectionFactory[] {secure, http};
    }

    /** Takes the port, and returns its number. */
    int bind() throws IOException {
        connector.open();
        return connector.getLocalPort();
    }

    /** Takes the connections that the system accepted for us, and then no more: closing the port alone would cut them. */
    void closeToNewConnections() throws IOException {
        ServerSocketChannel port = (ServerSocketChannel) connector.getTransport();
        connector.setAccepting(false);
        while (port.isRegistered()) { // While a selector has it, closing it would be but a wish.
            connector
                    .getSelectorManager()
                    .getBeans(ManagedSelector.class)
                    .forEach(selector -> selector.submit(_ -> {}));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        SocketChannel last = port.accept();
        for (int taken = 1; last != null; taken++) {
            last.configureBlocking(false);
            connector.getSelectorManager().accept(last);
            last = taken < BACKLOG ? port.accept() : null;
        }
        port.close();
    }

    /** Returns when no connection is open, or after the time given. */
    void awaitLastConnection(Duration most) throws ExecutionException, InterruptedException {
        try {
            connector.shutdown().get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // Some client keeps a connection that it does not use: it is closed with the server.
        }
    }

    /** Whose turn it is on each connection. */
    Clients clients() {
        return clients;
    }

    @Override
    public void close() {
        clients.close();
        tls.ifPresent(Tls::close);
    }
}
