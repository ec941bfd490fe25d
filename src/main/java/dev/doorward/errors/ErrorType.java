package dev.doorward.errors;

/**
 * What can go wrong, as the wire names it: this enum is the status table of the contract (1.1).
 *
 * <p>Several statuses share one {@link #wire()} name, because the wire has fewer names than HTTP has statuses.
 */
public enum ErrorType {
    INVALID_REQUEST(400, "invalid_request_error"),
    METHOD_NOT_ALLOWED(405, "invalid_request_error"),
    URI_TOO_LONG(414, "invalid_request_error"),
    HEADERS_TOO_LARGE(431, "invalid_request_error"),
    HTTP_VERSION_NOT_SUPPORTED(505, "invalid_request_error"),
    AUTHENTICATION(401, "authentication_error"),
    PERMISSION(403, "permission_error"),
    NOT_FOUND(404, "not_found_error"),
    CONFLICT(409, "conflict_error"),
    TOO_LARGE(413, "request_too_large"),
    RATE_LIMIT(429, "rate_limit_error"),
    INTERNAL(500, "api_error"),
    UNAVAILABLE(503, "api_error"),
    TIMEOUT(504, "timeout_error"),
    OVERLOADED(529, "overloaded_error");

    private final int status;
    private final String wire;

    ErrorType(int status, String wire) {
        this.status = status;
        this.wire = wire;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The value of {@code error.type}. */
    public String wire() {
        return wire;
    }

    /**
     * Whether the same request may succeed when it is sent again. SDKs retry every 409, 429 and status from 500 on, so a refusal that will not change says so in {@code x-should-retry: false} (contract 1.4).
     */
    public boolean permanent() {
        return switch (this) {
            case CONFLICT, RATE_LIMIT -> false;
            case HTTP_VERSION_NOT_SUPPORTED -> true;
            default -> status < 500;
        };
    }

    /** The type to use for a refusal that the HTTP parser made, by its status; an unlisted 4xx is a bad request. */
    public static ErrorType ofStatus(int status) {
        for (ErrorType type : values()) {
            if (type.status == status) {
                return type;
            }
        }
        return status < 500 ? INVALID_REQUEST : INTERNAL;
    }
}
