package dev.doorward.http;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/** A port on which a Jetty server takes HTTP/1.1, or HTTPS, within our limits. */
final class Listener implements AutoCloseable {
    private final Clients clients = new Clients(Limits.CLIENT);
    private final Optional<Tls> tls;
    private final ServerConnector connector;

    /**
     * Adds the port to the server, without taking it.
     *
     * @param port 0 takes a free one
     * @param connections how many may be open at once
     */
    Listener(Server jetty, String host, int port, int connections, Optional<TlsFiles> tlsFiles) {
        this.tls = tlsFiles.map(Tls::new);
        this.connector = new ServerConnector(jetty, 1, 1, protocols());
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(Limits.CLIENT.toMillis());
        connector.setAcceptQueueSize(1_024);
        connector.addBean(clients);
        jetty.addConnector(connector);
        jetty.addBean(new NetworkConnectionLimit(connections, connector));
    }

    private ConnectionFactory[] protocols() {
        HttpConfiguration config = new HttpConfiguration();
        config.setSendServerVersion(false);
        config.setRequestHeaderSize(Limits.HEADER_BYTES);
        config.setHttpCompliance(HttpCompliance.STRICT); // No bare LF, no folded headers, no two lengths.
        config.setUriCompliance(
                UriCompliance.UNSAFE); // The router reads the raw path, and an id is only ever compared.
        HttpConnectionFactory http = new HttpConnectionFactory(config);
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
