package dev.doorward.http;

import dev.doorward.access.Authenticator;
import dev.doorward.access.Caller;
import dev.doorward.db.Db;
import dev.doorward.db.DbException;
import dev.doorward.db.IdKind;
import dev.doorward.db.Ids;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The HTTP side of Doorward: it turns bytes into a {@link Request} for the route that matches, and what comes back, or
 * is thrown, into the contract's JSON. Whatever happens, a client gets the contract's error shape.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final HttpField JSON = new HttpField(HttpHeader.CONTENT_TYPE, "application/json");
    private static final HttpField NO_STORE = new HttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField CLOSE = new HttpField(HttpHeader.CONNECTION, "close");
    private static final HttpField REPLAYED = new HttpField("idempotent-replayed", "true");
    private static final HttpField NO_RETRY = new HttpField("x-should-retry", "false");

    /** How long requests that are under way may take to finish after the listener has closed. */
    private static final Duration FINISH = Duration.ofSeconds(5);

    private final Server jetty = new Server(new VirtualThreadPool());
    private final Listener listener;
    private final Clients clients;
    private final Router router;
    private final Db db;
    private final Admission admission;
    private final InstantSource clock;
    private final Ids requestIds;
    private final Optional<RequestMetrics> metrics;
    private volatile boolean draining;

    /**
     * Where and how to listen.
     *
     * @param port 0 takes a free one
     * @param tls the certificate for HTTPS; without one it is HTTP
     * @param rateLimit how many reads and creations a credential may send in a minute
     */
    public record Config(
            String host,
            int port,
            int connections,
            Optional<TlsFiles> tls,
            boolean versionRequired,
            OptionalInt rateLimit) {}

    /** Makes the server without starting it; throws {@link TlsFiles.Unusable} if the certificate cannot be used. */
    public HttpServer(
            Config config,
            List<Route> routes,
            Db db,
            Authenticator authenticator,
            InstantSource clock,
            Ids requestIds,
            Optional<RequestMetrics> metrics) {
        this.metrics = metrics;
        this.router = new Router(routes);
        this.db = db;
        Optional<RateLimit> rateLimit = config.rateLimit().isEmpty()
                ? Optional.empty()
                : Optional.of(new RateLimit(config.rateLimit().getAsInt(), clock));
        this.admission = new Admission(authenticator, rateLimit, config.versionRequired());
        this.clock = clock;
        this.requestIds = requestIds;
        this.listener = new Listener(
                jetty, config.host(), config.port(), config.connections(), config.tls(), router::shortened);
        this.clients = listener.clients();
        jetty.setHandler(new GracefulHandler(new Entrance()));
        jetty.setErrorHandler(new ParserErrors());
        jetty.setStopTimeout(FINISH.toMillis());
        jetty.setStopAtShutdown(false);
    }

    /** Takes the port, and returns its number. Nothing is answered before {@link #start()}. */
    public int bind() throws IOException {
        return listener.bind();
    }

    /** Starts to answer. */
    public void start() throws Exception {
        jetty.start();
    }

    /** From now on every answer asks the client to close its connection. */
    public void drain() {
        draining = true;
    }

    /**
     * Closes the listener, and serves on what comes on the connections that are open. Returns when no connection is left, or
     * after the time given.
     *
     * <p>The listener goes first: who is refused a connection knows that nothing was done and can go to another instance,
     * while a request that was sent into a connection which is just being closed may not be sent again.
     */
    public void closeListener(Duration most) {
        jetty.setStopTimeout(FINISH.minus(most).toMillis());
        try {
            listener.closeToNewConnections();
            listener.awaitLastConnection(most);
        } catch (IOException | ExecutionException e) {
            LOG.warn("the listener did not close cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the listener, lets requests that are under way finish, for five seconds together with {@link #closeListener}, and stops. */
    @Override
    public void close() {
        try {
            clients.closeIdle();
            jetty.stop();
        } catch (Exception e) {
            LOG.warn("the HTTP server did not stop cleanly", e);
        } finally {
            listener.close();
        }
    }

    private final class Entrance extends Handler.Abstract {
        @Override
        public boolean handle(org.eclipse.jetty.server.Request http, Response response, Callback callback) {
            long begin = System.nanoTime();
            Connection connection = http.getConnectionMetaData().getConnection();
            String requestId = requestIds.next(IdKind.REQUEST, clock.instant());
            Exchange exchange = new Exchange(http, requestId);
            Answer answer = answer(exchange, requestId, connection);
            // Before it is sent: whoever has seen an answer finds it counted.
            metrics.ifPresent(all -> all.answered(exchange.matched(), answer.error(), System.nanoTime() - begin));
            clients.theirs(connection);
            boolean tooLarge = answer.status() == ErrorType.TOO_LARGE.status();
            send(answer, exchange.caller(), requestId, response, tooLarge ? discarding(http, callback) : callback);
            String caller = exchange.caller().map(Caller::actorId).orElse("none");
            boolean check = answer.status() < 500
                    && exchange.matched().filter(Route::isCheck).isPresent();
            RequestLog.write(
                    requestId,
                    caller,
                    exchange.route(),
                    answer.status(),
                    System.nanoTime() - begin,
                    check ? Level.DEBUG : Level.INFO);
            return true;
        }

        private Answer answer(Exchange exchange, String requestId, Connection connection) {
            try {
                return exchange.answer(router, db, admission, () -> clients.ours(connection));
            } catch (ApiError e) {
                exchange.refusedCredential(e).ifPresent(event -> RequestLog.event(event, requestId, exchange.route()));
                return Answer.error(e, requestId);
            } catch (DbException e) {
                LOG.atError().setCause(e).addKeyValue("request_id", requestId).log("database");
                metrics.ifPresent(all -> all.databaseFailed(e));
                return Answer.error(Answer.refusal(e), requestId);
            } catch (RuntimeException | Error e) {
                LOG.atError().setCause(e).addKeyValue("request_id", requestId).log("bug");
                return Answer.error(ApiError.of(ErrorType.INTERNAL, "Internal error."), requestId);
            }
        }
    }

    /**
     * Reads on, up to a bound, once the refusal of a body was sent: closing on a client that is still sending would reset
     * the connection, and the client might never see why.
     */
    private static Callback discarding(org.eclipse.jetty.server.Request http, Callback callback) {
        return Callback.from(
                () -> {
                    try (InputStream in = org.eclipse.jetty.server.Request.asInputStream(http)) {
                        in.skip(Limits.DISCARDED_BYTES);
                    } catch (IOException _) {
                        // The client is gone: there is nothing left to read, and nobody left to tell.
                    }
                },
                callback);
    }

    private void send(Answer answer, Optional<Caller> caller, String requestId, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("request-id", requestId);
        if (answer.body().length > 0) {
            headers.put(JSON);
        }
        headers.put(NO_STORE);
        caller.ifPresent(known -> headers.put("anthropic-organization-id", known.organizationId()));
        if (answer.replayed()) {
            headers.put(REPLAYED);
        }
        answer.headers().forEach(headers::put);
        if (answer.error().filter(error -> error.type().permanent()).isPresent()) {
            headers.put(NO_RETRY);
        }
        if (draining || answer.status() == ErrorType.TOO_LARGE.status()) {
            headers.put(CLOSE);
        }
        response.setStatus(answer.status());
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    /** Answers what never reached {@link Entrance}: requests that the HTTP parser refused, or that came too late. */
    final class ParserErrors implements org.eclipse.jetty.server.Request.Handler {
        @Override
        public boolean handle(org.eclipse.jetty.server.Request http, Response response, Callback callback) {
            Object status = http.getAttribute(ErrorHandler.ERROR_STATUS);
            ErrorType found = ErrorType.ofStatus(status instanceof Integer number ? number : response.getStatus());
            String requestId = requestIds.next(IdKind.REQUEST, clock.instant());
            Answer answer = Answer.error(atGate(http) ? refusalAtGate(found) : refusal(found), requestId);
            metrics.ifPresent(all -> all.answered(Optional.empty(), answer.error(), 0));
            response.getHeaders()
                    .put(CLOSE); // Jetty closes it; a client that is not told sends its next request into the void.
            send(answer, Optional.empty(), requestId, response, callback);
            RequestLog.write(requestId, "none", "none", answer.status(), 0, Level.INFO);
            return true;
        }

        private boolean atGate(org.eclipse.jetty.server.Request http) {
            return router.gate(http.getHttpURI().getPath()).isPresent();
        }

        /** A check has no other refusals than 401 and 403: gateways take some other statuses for a fault of Doorward's. */
        private static ApiError refusalAtGate(ErrorType type) {
            return type.status() < 500 ? ApiError.authentication(message(type)) : refusal(type);
        }

        static ApiError refusal(ErrorType type) {
            ApiError refusal = ApiError.of(type, message(type));
            return type == ErrorType.UNAVAILABLE ? refusal.retryAfter(Duration.ofSeconds(1)) : refusal;
        }

        private static String message(ErrorType type) {
            return switch (type) {
                case URI_TOO_LONG -> "The URI is longer than 8 KiB.";
                case HEADERS_TOO_LARGE -> "The headers are larger than 16 KiB.";
                case HTTP_VERSION_NOT_SUPPORTED -> "This HTTP version is not supported: use HTTP/1.1.";
                case NOT_FOUND -> "Not Found";
                case UNAVAILABLE -> "This instance is stopping.";
                case INTERNAL -> "Internal error.";
                default -> "The request is not valid HTTP.";
            };
        }
    }
}
