package dev.doorward.http;

import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Connections that shorten a request's target before Jetty looks into it. A check is answered whatever a gateway's client has
 * written behind the demand, while Jetty refuses, whatever its compliance, a path that is badly encoded or climbs above its root.
 */
final class HttpConnections extends HttpConnectionFactory {
    private final UnaryOperator<String> shortened;

    HttpConnections(HttpConfiguration config, UnaryOperator<String> shortened) {
        super(config);
        this.shortened = shortened;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConnection connection = new Shortening(getHttpConfiguration(), connector, endPoint);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    /** Jetty has no public place for this: the class is one of its own, and an update of Jetty may need a look at it. */
    private final class Shortening extends HttpConnection {
        Shortening(HttpConfiguration config, Connector connector, EndPoint endPoint) {
            super(config, connector, endPoint);
        }

        @Override
        protected HttpStreamOverHTTP1 newHttpStream(String method, String target, HttpVersion version) {
            return super.newHttpStream(method, shortened.apply(target), version);
        }
    }
}
