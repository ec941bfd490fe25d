import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * What Jetty alone can do here: a handler that answers {@code /N} with the same N bytes of JSON each time and does nothing
 * else, on the connector and the threads that the product has.
 */
final class Floor {
    private Floor() {}

    /** Serves on a free port of the loopback address until the process is stopped. */
    public static void main(String[] args) throws Exception {
        Server server = new Server(new VirtualThreadPool());
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(1_024);
        server.addConnector(connector);
        server.setHandler(new FixedBody());
        server.start();
        System.out.println("listening on http://127.0.0.1:" + connector.getLocalPort());
        server.join();
    }

    private static final class FixedBody extends Handler.Abstract {
        private static final HttpField JSON = new HttpField(HttpHeader.CONTENT_TYPE, "application/json");

        private final Map<String, byte[]> bodies = new ConcurrentHashMap<>();

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            byte[] body = bodies.computeIfAbsent(request.getHttpURI().getPath(), FixedBody::body);
            response.getHeaders().put(JSON);
            response.write(true, ByteBuffer.wrap(body), callback);
            return true;
        }

        private static byte[] body(String path) {
            int bytes = Integer.parseInt(path.substring(1));
            return ("\"" + "x".repeat(bytes - 2) + "\"").getBytes();
        }
    }
}
