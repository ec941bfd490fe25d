package dev.doorward.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.doorward.credentials.CredentialSql.ApiKeyCredential;
import java.time.Instant;

/**
 * What is known of a token (RFC 7662, 2.2); of one that is not good, nothing but that.
 *
 * @param scope {@code workspace:ID}
 * @param exp seconds since 1970; absent where the key does not expire
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Introspection(
        boolean active,
        String clientId,
        String sub,
        String scope,
        String tokenType,
        Long exp,
        String organizationId,
        String workspaceId,
        String apiKeyId,
        String apiKeyName) {
    /** The one answer for a token that is unknown, revoked, expired, malformed or another organization's. */
    static final Introspection INACTIVE =
            new Introspection(false, null, null, null, null, null, null, null, null, null);

    static Introspection of(ApiKeyCredential key) {
        return new Introspection(
                true,
                key.id(),
                key.id(),
                "workspace:" + key.workspaceId(),
                "Bearer",
                key.expiresAt().map(Instant::getEpochSecond).orElse(null),
                key.organizationId(),
                key.workspaceId(),
                key.id(),
                key.name());
    }
}
