package dev.doorward.access;

import dev.doorward.credentials.CredentialSql;
import dev.doorward.credentials.CredentialSql.AdminCredential;
import dev.doorward.credentials.CredentialSql.ApiKeyCredential;
import dev.doorward.credentials.CredentialSql.ApiKeyLookUp;
import dev.doorward.credentials.CredentialSql.CheckCredentialFound;
import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Peppers;
import dev.doorward.credentials.Secret;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Turns the secret that a request carries into a {@link Caller}, or refuses it. */
public final class Authenticator {
    /** What is answered to every credential while the database is marked as restored. */
    public static final String HELD_BACK =
            "The database was restored from a backup or moved, and the operator has not accepted that yet.";

    private final Peppers peppers;

    public Authenticator(Peppers peppers) {
        this.peppers = peppers;
    }

    /** The secret that was presented; throws 401, without asking the database, when its form or its checksum is wrong. */
    public static Secret secret(String presented) {
        return Secret.parse(presented).orElseThrow(Authenticator::invalid);
    }

    /** The refusal of a credential: one and the same whatever is wrong with it. */
    public static ApiError invalid() {
        return ApiError.authentication("API key is invalid.");
    }

    /**
     * The caller whose key this is.
     *
     * @throws ApiError 401 when the key does not count; 503 when this instance lacks a pepper that the key may have been
     *     made with, or when the database was restored and that is not accepted yet
     */
    public Caller authenticate(Tx tx, Secret secret, String requestId) {
        List<Pepper> tried = peppers.held();
        Optional<AdminCredential> adminKey = find(tx, secret, CredentialSql::findAdminKey);
        if (adminKey.isPresent()) {
            return caller(adminKey.get(), requestId);
        }
        Optional<CheckCredentialFound> check = find(tx, secret, CredentialSql::findCheckCredential);
        if (check.isPresent()) {
            return caller(check.get(), requestId);
        }
        Optional<ApiKeyCredential> apiKey = apiKey(tx, secret);
        if (apiKey.isPresent()) {
            return caller(apiKey.get(), requestId);
        }
        if (tried != peppers.held()) { // They were read again: it may be a key of one that was not tried.
            return authenticate(tx, secret, requestId);
        }
        throw invalid();
    }

    /**
     * The API key that has this secret, live or not; nothing when none has.
     *
     * @throws ApiError 503 as {@link #authenticate} does
     */
    public Optional<ApiKeyCredential> apiKey(Tx tx, Secret secret) {
        List<Pepper> tried = peppers.held();
        Instant newestPepper = Instant.MIN;
        for (Pepper pepper : tried) {
            ApiKeyLookUp found = CredentialSql.findApiKey(tx, digest(pepper, secret));
            requireAccepted(found.heldBack());
            if (found.key().isPresent()) {
                return found.key();
            }
            newestPepper = found.newestPepper();
        }
        peppers.requireAll(tx, newestPepper); // "Unknown" may be said only by who can recognise every key.
        return tried == peppers.held() ? Optional.empty() : apiKey(tx, secret);
    }

    /** The standing that the caller has now; throws 401 when it has none left. A write asks again after its lock. */
    Caller current(Tx tx, Caller caller) {
        return switch (caller) {
            case Caller.Operator operator -> operator;
            case Caller.ApiKey key -> key; // No write is permitted to these two, so their standing changes nothing.
            case Caller.CheckCredential credential -> credential;
            case Caller.AdminKey key ->
                CredentialSql.findAdminKey(tx, key.organizationId(), key.id())
                        .map(found -> caller(found, key.requestId()))
                        .orElseThrow(Authenticator::invalid);
        };
    }

    /** Throws 503, and tells the client not to try again, while the database is marked as restored. */
    private static void requireAccepted(boolean heldBack) {
        if (heldBack) {
            throw ApiError.of(ErrorType.UNAVAILABLE, HELD_BACK).header("x-should-retry", "false");
        }
    }

    private <T> Optional<T> find(Tx tx, Secret secret, BiFunction<Tx, byte[], Optional<T>> statement) {
        for (Pepper pepper : peppers.held()) {
            Optional<T> found = statement.apply(tx, digest(pepper, secret));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static byte[] digest(Pepper pepper, Secret secret) {
        return pepper.mac(Pepper.Use.KEY, secret.reveal());
    }

    private static Caller caller(AdminCredential found, String requestId) {
        requireLive(found.live(), found.heldBack());
        return new Caller.AdminKey(
                found.organizationId(), found.id(), Scope.parse(found.scopes()), found.createdBy(), requestId);
    }

    private static Caller caller(CheckCredentialFound found, String requestId) {
        requireLive(found.live(), found.heldBack());
        return new Caller.CheckCredential(found.organizationId(), found.id(), requestId);
    }

    private static Caller caller(ApiKeyCredential found, String requestId) {
        requireLive(found.live(), false);
        return new Caller.ApiKey(found.organizationId(), found.id(), requestId);
    }

    private static void requireLive(boolean live, boolean heldBack) {
        requireAccepted(heldBack);
        if (!live) {
            throw invalid();
        }
    }
}
