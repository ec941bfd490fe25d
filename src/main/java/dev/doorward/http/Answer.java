package dev.doorward.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.doorward.db.DbException;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import dev.doorward.retries.Replayed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What goes back to the client: a status, the JSON of a body, and what the headers need to know. */
record Answer(int status, byte[] body, Optional<ApiError> error, boolean replayed, Map<String, String> headers) {

    static Answer ok(Object value, ApiVersion version) {
        return new Answer(200, Json.bytes(value, version), Optional.empty(), false, Map.of());
    }

    /** What is answered to a check; without a body there is nothing but its headers. */
    static Answer checked(Route.Checked checked) {
        byte[] body = checked.body() == null ? new byte[0] : Json.bytes(checked.body(), ApiVersion.V2026_10_21);
        return new Answer(200, body, Optional.empty(), false, checked.headers());
    }

    /** What was answered to an earlier attempt, once more. */
    static Answer again(Replayed earlier) {
        return new Answer(200, earlier.body(), Optional.empty(), true, Map.of());
    }

    static Answer error(ApiError error, String requestId) {
        Details details = error.code().map(Details::new).orElse(null);
        ErrorBody body =
                new ErrorBody("error", new ErrorObject(error.type().wire(), error.getMessage(), details), requestId);
        return new Answer(
                error.type().status(),
                Json.bytes(body, ApiVersion.V2026_10_21),
                Optional.of(error),
                false,
                error.headers());
    }

    /** The refusal for a failed database; anything that is neither this nor an {@link ApiError} is a bug. */
    static ApiError refusal(DbException e) {
        Duration soon = Duration.ofSeconds(1);
        return switch (e) {
            case DbException.Busy _ ->
                ApiError.of(ErrorType.OVERLOADED, "Overloaded: try again.").retryAfter(soon);
            case DbException.Unknown _ ->
                ApiError.of(ErrorType.TIMEOUT, "The end of the change was not seen: it may have been made or not.");
            case DbException.Unavailable _ ->
                ApiError.of(ErrorType.UNAVAILABLE, "The database is not available.")
                        .retryAfter(soon);
            default -> ApiError.of(ErrorType.INTERNAL, "Internal error.");
        };
    }

    /** The contract's error object (1.1). */
    record ErrorBody(String type, ErrorObject error, String requestId) {}

    record ErrorObject(
            String type,
            String message,
            @JsonInclude(JsonInclude.Include.NON_NULL) Details details) {}

    record Details(String errorCode) {}
}
