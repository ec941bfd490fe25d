package dev.doorward.http;

import dev.doorward.access.Action;
import dev.doorward.access.Authenticator;
import dev.doorward.access.Caller;
import dev.doorward.credentials.Secret;
import dev.doorward.db.Db;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import dev.doorward.retries.Attempt;
import dev.doorward.retries.Replayed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Fields;

/**
 * One request on its way through the contract's order of refusals: framing and limits, path and verb, credential, rate
 * limit, version, right, and then the route's own.
 */
final class Exchange {
    private final org.eclipse.jetty.server.Request http;
    private final String requestId;
    private Optional<Caller> caller = Optional.empty();
    private String route = "none";
    private Optional<Route> matched = Optional.empty();

    Exchange(org.eclipse.jetty.server.Request http, String requestId) {
        this.http = http;
        this.requestId = requestId;
    }

    Optional<Caller> caller() {
        return caller;
    }

    /** The matched route's pattern, for the log. */
    String route() {
        return route;
    }

    /** The route that is asked, once path and verb have matched. */
    Optional<Route> matched() {
        return matched;
    }

    Answer answer(Router router, Db db, Admission admission, Runnable requestWasRead) {
        Optional<Router.Asked> gate = router.gate(http.getHttpURI().getPath());
        if (gate.isPresent()) {
            requestWasRead.run();
            return throughGate(gate.get());
        }
        byte[] body = readBody();
        requestWasRead.run();
        Router.Match match = router.match(http.getMethod(), http.getHttpURI().getPath(), pattern -> route = pattern);
        matched = Optional.of(match.route());
        Request request = new Request(match.path(), this::query, body);
        return switch (match.route()) {
            case Route.Open open -> Answer.ok(open.handler().get(), ApiVersion.V2026_10_21);
            case Route.Gate _ -> throw new IllegalStateException("a gate is looked for before");
            case Route.Read read -> {
                Secret secret = credential(http.getHeaders());
                Versioned result = db.read(tx -> {
                    ApiVersion version = admit(tx, admission, secret, read, read.action());
                    return new Versioned(read.handler().answer(tx, caller.orElseThrow(), request), version);
                });
                yield Answer.ok(result.value(), result.version());
            }
            case Route.Ask ask -> {
                Secret secret = credential(http.getHeaders());
                yield Answer.checked(db.read(tx -> {
                    authenticate(tx, admission, secret);
                    ask.action().require(caller.orElseThrow());
                    return ask.handler().answer(tx, caller.orElseThrow(), request);
                }));
            }
            case Route.Write write -> {
                Secret secret = credential(http.getHeaders());
                ApiVersion version = db.read(tx -> admit(tx, admission, secret, write, write.action()));
                try {
                    Caller asking = attempting(version, secret, body);
                    yield Answer.ok(write.handler().answer(asking, request), version);
                } catch (Replayed earlier) {
                    yield Answer.again(earlier);
                }
            }
        };
    }

    /** Asks about the key that a gateway's client sent. Of the request itself only its headers are looked at. */
    private Answer throughGate(Router.Asked asked) {
        route = asked.gate().path();
        matched = Optional.of(asked.gate());
        Secret presented = credential(http.getHeaders());
        return Answer.checked(asked.gate().handler().answer(Request.decode(asked.demanded()), presented));
    }

    /** The name of the event that a refusal is for whoever watches: an admin credential that was not good, or not enough. */
    Optional<String> refusedCredential(ApiError refusal) {
        boolean gate = matched.filter(Route.Gate.class::isInstance).isPresent();
        return switch (refusal.type()) {
            case AUTHENTICATION -> gate ? Optional.empty() : Optional.of("credential_refused");
            case PERMISSION -> gate ? Optional.empty() : Optional.of("permission_refused");
            default -> Optional.empty();
        };
    }

    /** The caller with what makes this request known again when it is sent again (contract 1.4). */
    private Caller attempting(ApiVersion version, Secret secret, byte[] body) {
        HttpFields headers = http.getHeaders();
        Attempt attempt = new Attempt(
                new Attempt.Sent(http.getMethod(), http.getHttpURI().getPath(), version, body),
                Attempt.idempotencyKey(headers.getValuesList("idempotency-key")),
                Attempt.retryCount(Optional.ofNullable(headers.get("x-stainless-retry-count"))),
                caller.orElseThrow().actorId(),
                secret);
        return caller.orElseThrow() instanceof Caller.AdminKey key ? key.with(attempt) : caller.orElseThrow();
    }

    private record Versioned(Object value, ApiVersion version) {}

    private ApiVersion admit(Tx tx, Admission admission, Secret secret, Route asked, Action action) {
        Caller found = authenticate(tx, admission, secret);
        if (asked.rateLimited()) {
            admission.rateLimit().ifPresent(limit -> limit.take(found.actorId()));
        }
        ApiVersion version = ApiVersion.of(
                Optional.ofNullable(http.getHeaders().get("anthropic-version")), admission.versionRequired());
        action.require(found);
        return version;
    }

    private Caller authenticate(Tx tx, Admission admission, Secret secret) {
        Caller found = admission.authenticator().authenticate(tx, secret, requestId);
        caller = Optional.of(found);
        return found;
    }

    /**
     * The one credential of a request: {@code x-api-key} or {@code Authorization: Bearer}. The same one twice is fine, two
     * different ones are not. Another scheme is a proxy's business.
     */
    private static Secret credential(HttpFields headers) {
        Set<String> found = new LinkedHashSet<>(headers.getValuesList("x-api-key"));
        if (found.size() > 1) { // Also where one of them is empty: who put the other one there?
            throw Authenticator.invalid();
        }
        for (String authorization : headers.getValuesList(HttpHeader.AUTHORIZATION)) {
            String[] parts = authorization.strip().split("\\s+", 2);
            if (parts[0].toLowerCase(Locale.ROOT).equals("bearer") && parts.length == 2) {
                found.add(parts[1].strip());
            }
        }
        found.removeIf(String::isEmpty);
        if (found.isEmpty()) {
            throw ApiError.authentication("x-api-key header is required");
        }
        if (found.size() > 1) {
            throw Authenticator.invalid();
        }
        return Authenticator.secret(found.iterator().next());
    }

    private byte[] readBody() {
        if (http.getLength() > Limits.BODY_BYTES) {
            throw tooLarge();
        }
        String target = http.getHttpURI().getPathQuery();
        if (target != null && target.length() > Limits.URI_BYTES) {
            throw ApiError.of(ErrorType.URI_TOO_LONG, "The URI is longer than 8 KiB.");
        }
        if (!hasBody()) {
            return new byte[0];
        }
        try {
            // Not closed here: when the body is too large, the rest of it is read after the refusal was sent.
            InputStream in = org.eclipse.jetty.server.Request.asInputStream(http);
            byte[] body = in.readNBytes(Limits.BODY_BYTES + 1);
            if (body.length > Limits.BODY_BYTES) {
                throw tooLarge();
            }
            return body;
        } catch (IOException _) {
            throw ApiError.invalid("The body is not valid HTTP or ended early.");
        }
    }

    /** A request has a body only when one of these two headers says so (RFC 9112, section 6). */
    private boolean hasBody() {
        return http.getLength() > 0 || http.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    private static ApiError tooLarge() {
        return ApiError.of(ErrorType.TOO_LARGE, "The body is larger than 256 KiB.");
    }

    private Map<String, List<String>> query() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        try {
            for (Fields.Field field :
                    org.eclipse.jetty.server.Request.extractQueryParameters(http, StandardCharsets.UTF_8)) {
                parameters.put(field.getName(), field.getValues());
            }
        } catch (RuntimeException _) {
            throw badlyEncoded();
        }
        boolean replaced =
                parameters.values().stream().flatMap(List::stream).anyMatch(value -> value.contains("\uFFFD"));
        if (replaced) { // Jetty puts this where the bytes are no UTF-8: the client meant something else.
            throw badlyEncoded();
        }
        return parameters;
    }

    private static ApiError badlyEncoded() {
        return ApiError.invalid("The query is not well encoded.");
    }
}
