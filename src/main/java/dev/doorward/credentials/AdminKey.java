package dev.doorward.credentials;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.doorward.access.Scope;
import dev.doorward.journal.Resource;
import java.time.Instant;
import java.util.Set;

/** A key for the Admin API, without its secret. It outlives its creator's membership, and stops when it is revoked. */
@JsonPropertyOrder({"id", "type"})
public record AdminKey(
        String id,
        String name,
        Set<Scope> scopes,
        Instant createdAt,
        String createdBy,
        Instant revokedAt,
        String partialKeyHint)
        implements Resource {
    /** How long a name may be. */
    static final int LONGEST_NAME = 500;

    @Override
    @JsonProperty
    public String type() {
        return "admin_key";
    }

    AdminKey revoked(Instant time) {
        return new AdminKey(id, name, scopes, createdAt, createdBy, time, partialKeyHint);
    }
}
