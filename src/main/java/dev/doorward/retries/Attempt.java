package dev.doorward.retries;

import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Secret;
import dev.doorward.errors.ApiError;
import dev.doorward.http.ApiVersion;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * One sending of a write that may be sent more than once (contract 1.4).
 *
 * <p>Two attempts are of the same request when method, path, version and body are the same, byte for byte. The query does not
 * count: no write reads it.
 *
 * <p>What it is known by is computed once for each pepper, so that it can be done before the organization's lock is had. A
 * pepper that was read again is another one: it may be that the first had the right number and was the wrong secret.
 */
public final class Attempt {
    private static final Pattern KEY = Pattern.compile("[ -~]{1,255}");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

    private final Sent sent;
    private final Optional<String> idempotencyKey;
    private final int retryCount;
    private final String credentialId;
    private final Secret secret;
    private final Map<Pepper, Marks> marks = new ConcurrentHashMap<>();

    /**
     * What makes two requests the same.
     *
     * @param path the path as it was sent
     */
    public record Sent(String method, String path, ApiVersion version, byte[] body) {}

    /**
     * What an attempt is known by under one pepper.
     *
     * @param request the same for every attempt of the same request; without the pepper a guess of it cannot be checked
     * @param digest under what the answer is kept: the credential and the idempotency key, or the credential and the request
     * @param sealingKey what the answer is sealed with: it takes the pepper and the caller's secret to make it
     */
    record Marks(byte[] request, byte[] digest, byte[] sealingKey) {}

    /**
     * One sending of a request.
     *
     * @param retryCount how often the client says that it sent this before; 0 where it does not say
     * @param secret the caller's own, under which the answer is sealed
     */
    public Attempt(Sent sent, Optional<String> idempotencyKey, int retryCount, String credentialId, Secret secret) {
        this.sent = sent;
        this.idempotencyKey = idempotencyKey;
        this.retryCount = retryCount;
        this.credentialId = credentialId;
        this.secret = secret;
    }

    /** The one {@code Idempotency-Key} of a request; 400 when it is none that can be used. */
    public static Optional<String> idempotencyKey(List<String> headers) {
        List<String> keys = headers.stream().distinct().toList();
        if (keys.size() > 1) {
            throw ApiError.invalid("Idempotency-Key: is given twice.");
        }
        if (keys.stream().anyMatch(key -> !KEY.matcher(key).matches())) {
            throw ApiError.invalid("Idempotency-Key: must be 1 to 255 printable ASCII characters.");
        }
        return keys.stream().findFirst();
    }

    /** The {@code X-Stainless-Retry-Count} of a request; what is no number counts as 0. */
    public static int retryCount(Optional<String> header) {
        return header.filter(text -> COUNT.matcher(text).matches())
                .map(Integer::parseInt)
                .orElse(0);
    }

    boolean isRetry() {
        return retryCount > 0;
    }

    boolean hasKey() {
        return idempotencyKey.isPresent();
    }

    ApiVersion version() {
        return sent.version();
    }

    Marks marks(Pepper pepper) {
        return marks.computeIfAbsent(pepper, this::computed);
    }

    private Marks computed(Pepper pepper) {
        byte[] request = mac(
                pepper,
                "request",
                bytes(sent.method()),
                bytes(sent.path()),
                bytes(sent.version().name()),
                sent.body());
        byte[] digest = idempotencyKey
                .map(key -> mac(pepper, "key", bytes(credentialId), bytes(key)))
                .orElseGet(() -> mac(pepper, "retry", bytes(credentialId), request));
        return new Marks(request, digest, mac(pepper, "seal", bytes(secret.reveal())));
    }

    /** A MAC over a label and every part with its length, so that no two lists of parts read alike. */
    private static byte[] mac(Pepper pepper, String label, byte[]... parts) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(message)) {
            out.writeUTF(label);
            for (byte[] part : parts) {
                out.writeInt(part.length);
                out.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pepper.mac(Pepper.Use.SEAL, message.toByteArray());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Attempt"; // The body and the key are the client's own.
    }
}
