import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
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
 * What Jetty alone can do here: a handler that answers {@code /N} with the same N bytes of JSON and the same headers each
 * time and does nothing else, on the connector and the threads that the product has.
 */
final class Floor {
    private Floor() {}

    /** Serves on a free port of the loopback address until the process is stopped. The arguments are the headers. */
    public static void main(String[] args) throws Exception {
        Server server = new Server(new VirtualThreadPool());
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(1_024);
        server.addConnector(connector);
        server.setHandler(new FixedBody(Stream.of(args).map(Floor::header).toList()));
        server.start();
        System.out.println("listening on http://127.0.0.1:" + connector.getLocalPort());
        server.join();
    }

    private static HttpField header(String line) {
        String[] parts = line.split(": ", 2);
        return new HttpField(parts[0], parts[1]);
    }

    private static final class FixedBody extends Handler.Abstract {
        private final List<HttpField> headers;
        private final Map<String, byte[]> bodies = new ConcurrentHashMap<>();

        private FixedBody(List<HttpField> headers) {
            this.headers = headers;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            byte[] body = bodies.computeIfAbsent(request.getHttpURI().getPath(), FixedBody::body);
            headers.forEach(response.getHeaders()::put);
            response.write(true, ByteBuffer.wrap(body), callback);
            return true;
        }

        private static byte[] body(String path) {
            int bytes = Integer.parseInt(path.substring(1));
            return bytes == 0 ? new byte[0] : ("\"" + "x".repeat(bytes - 2) + "\"").getBytes();
        }
    }
}
