package dev.doorward.errors;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal, thrown where the rule is broken and written in one place as the contract's error object.
 *
 * <p>Its message is for the caller: a sentence to act on, with nothing secret and nothing of another organization in it.
 * It carries no stack trace, because a refusal is not a bug.
 */
public final class ApiError extends RuntimeException {
    private final ErrorType type;
    private final String code;
    private final Map<String, String> headers;

    private ApiError(ErrorType type, String message, String code, Map<String, String> headers) {
        super(message, null, false, false);
        this.type = type;
        this.code = code;
        this.headers = headers;
    }

    /** A refusal of the given type. */
    public static ApiError of(ErrorType type, String message) {
        return new ApiError(type, message, null, Map.of());
    }

    /** 400: the request is wrong, or a rule of the business refuses it. */
    public static ApiError invalid(String message) {
        return of(ErrorType.INVALID_REQUEST, message);
    }

    /** 404: there is no such thing in the caller's organization; another organization's thing answers alike. */
    public static ApiError notFound(String message) {
        return of(ErrorType.NOT_FOUND, message);
    }

    /** 403: the credential is good, but may not do this. */
    public static ApiError permission(String message) {
        return of(ErrorType.PERMISSION, message);
    }

    /** 401: no credential, or one that is not valid. */
    public static ApiError authentication(String message) {
        return of(ErrorType.AUTHENTICATION, message);
    }

    /** The same refusal with {@code error.details.error_code}, by which SDKs choose their typed exception. */
    public ApiError code(String errorCode) {
        return new ApiError(type, getMessage(), errorCode, headers);
    }

    /** The same refusal with a {@code retry-after} header, in whole seconds: the next one after the wait is over. */
    public ApiError retryAfter(Duration wait) {
        return header(
                "retry-after",
                String.valueOf(Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds())));
    }

    /** What kind of refusal this is, and so its status. */
    public ErrorType type() {
        return type;
    }

    /** The error code, where the contract gives one. */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    /** The same refusal with one more response header. */
    public ApiError header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiError(type, getMessage(), code, more);
    }

    /** The response headers that go with this refusal. */
    public Map<String, String> headers() {
        return headers;
    }
}
