package dev.doorward.http;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /metrics} and nothing else, on a port of its own: whoever reaches the API need not see how it does. */
public final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8"; // What Prometheus takes it by.
    private static final int CONNECTIONS = 16;

    private final Server jetty = new Server(new VirtualThreadPool());
    private final Listener listener;
    private final Supplier<String> page;

    /**
     * Makes the server without starting it.
     *
     * @param port 0 takes a free one
     * @param page what to answer, asked anew each time
     */
    public MetricsServer(String host, int port, Supplier<String> page) {
        this.listener = new Listener(jetty, host, port, CONNECTIONS, Optional.empty(), UnaryOperator.identity());
        this.page = page;
        jetty.setHandler(new Page());
        jetty.setErrorHandler(MetricsServer::refuse);
        jetty.setStopAtShutdown(false);
    }

    /** Takes the port, starts to answer, and returns the port's number. */
    public int start() throws Exception {
        int port = bind();
        jetty.start();
        return port;
    }

    private int bind() throws IOException {
        return listener.bind();
    }

    private final class Page extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Connection connection = request.getConnectionMetaData().getConnection();
            listener.clients().ours(connection);
            if (!"/metrics".equals(request.getHttpURI().getPath())) {
                answer(response, 404, "", callback);
            } else if (!request.getMethod().equals("GET")) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET");
                answer(response, 405, "", callback);
            } else {
                answer(response, 200, page.get(), callback);
            }
            listener.clients().theirs(connection);
            return true;
        }
    }

    private static void answer(Response response, int status, String text, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
        Content.Sink.write(response, true, text, callback);
    }

    /** Without Jetty's page in HTML. */
    private static boolean refuse(Request request, Response response, Callback callback) {
        Object status = request.getAttribute(ErrorHandler.ERROR_STATUS);
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        answer(response, status instanceof Integer number ? number : response.getStatus(), "", callback);
        return true;
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            LOG.warn("the server of the metrics did not stop cleanly", e);
        } finally {
            listener.close();
        }
    }
}
