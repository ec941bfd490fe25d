package dev.doorward.credentials;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.doorward.access.Scope;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Body;
import dev.doorward.http.Text;
import dev.doorward.journal.Resource;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A key for the Admin API, without its secret. It outlives its creator's membership, and stops when it is revoked. */
@JsonPropertyOrder({"id", "type"})
public record AdminKey(
        String id,
        String name,
        Set<Scope> scopes,
        Instant createdAt,
        Creator createdBy,
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

    /** A body that makes a key: its name, and its scopes, one at least; all of them where none are named. */
    public record Create(String name, Set<Scope> scopes) {
        static Create read(Body body) {
            List<Scope> scopes = body.optionalChoices("scopes", Scope.ALL).orElse(Scope.ALL);
            if (scopes.isEmpty()) {
                throw ApiError.invalid("scopes: must name one scope at least.");
            }
            return new Create(Text.name("name", body.text("name"), LONGEST_NAME), EnumSet.copyOf(scopes));
        }
    }

    AdminKey revoked(Instant time) {
        return new AdminKey(id, name, scopes, createdAt, createdBy, time, partialKeyHint);
    }
}
