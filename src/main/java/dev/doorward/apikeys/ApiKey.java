package dev.doorward.apikeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonView;
import dev.doorward.credentials.Creator;
import dev.doorward.db.IdKind;
import dev.doorward.http.ApiVersion;
import dev.doorward.http.Body;
import dev.doorward.http.Query;
import dev.doorward.http.Text;
import dev.doorward.journal.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An API key (contract 7), without its secret, which no object of ours holds after it was shown.
 *
 * @param createdBy who made it, or null; the member may be gone
 * @param principal always null here
 * @param workspaceId served before 2026-10-21 only, and null for the default workspace; {@code scope} always has the id
 */
@JsonPropertyOrder({"id", "type"})
public record ApiKey(
        String id,
        String name,
        Status status,
        Instant createdAt,
        Creator createdBy,
        Instant expiresAt,
        String partialKeyHint,
        String principal,
        KeyScope scope,
        @JsonView(ApiVersion.Before20261021.class) String workspaceId)
        implements Resource {
    /** How long a name may be. */
    public static final int LONGEST_NAME = 500;

    /** What a key is now; {@code expired}, and {@code archived} by its workspace, are derived and not stored. */
    public enum Status {
        ACTIVE,
        INACTIVE,
        ARCHIVED,
        EXPIRED;

        static final List<Status> ALL = List.of(values());
        static final List<Status> SETTABLE = List.of(ACTIVE, INACTIVE, ARCHIVED);

        static Status of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where the key counts. */
    @JsonPropertyOrder({"type", "workspace_id"})
    public record KeyScope(String workspaceId) {
        /** Always {@code workspace}. */
        @JsonProperty
        public String type() {
            return "workspace";
        }
    }

    @Override
    @JsonProperty
    public String type() {
        return "api_key";
    }

    /** The key after an update. */
    ApiKey with(Update update) {
        return new ApiKey(
                id,
                update.name().orElse(name),
                update.status().orElse(status),
                createdAt,
                createdBy,
                expiresAt,
                partialKeyHint,
                principal,
                scope,
                workspaceId);
    }

    /**
     * What a key is made from.
     *
     * @param workspaceId where it counts; where it is left out, in the default workspace
     * @param createdBy a member to name as its creator; where it is left out, the one in whose name the caller acts
     */
    public record Create(
            Optional<String> workspaceId, String name, Optional<String> createdBy, Optional<Instant> expiresAt) {
        static Create read(Body body) {
            return new Create(
                    body.optionalText("workspace_id"),
                    Text.name("name", body.text("name"), LONGEST_NAME),
                    Optional.empty(),
                    body.optionalTime("expires_at"));
        }
    }

    /**
     * A body that puts a new key in an old one's place.
     *
     * @param overlap how long the old one goes on
     * @param expiresAt when the new one ends
     */
    public record Rotate(Duration overlap, Optional<Instant> expiresAt) {
        /** How long the two may overlap. */
        public static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

        static Rotate read(Body body) {
            return new Rotate(
                    Duration.ofSeconds(body.number("overlap_seconds", 0, (int) LONGEST_OVERLAP.toSeconds())),
                    body.optionalTime("expires_at"));
        }
    }

    /** A body that changes a key; what is empty stays as it is. */
    public record Update(Optional<String> name, Optional<Status> status) {
        static Update read(Body body) {
            return new Update(
                    body.optionalText("name").map(name -> Text.name("name", name, LONGEST_NAME)),
                    body.optionalChoice("status", Status.SETTABLE));
        }
    }

    /** What a list is narrowed to. */
    public record Filter(Optional<Status> status, Optional<String> workspaceId, Optional<String> createdBy) {
        /** Every key. */
        public static final Filter NONE = new Filter(Optional.empty(), Optional.empty(), Optional.empty());

        static Filter read(Query query) {
            return new Filter(
                    query.choice("status", Status.ALL),
                    query.id("workspace_id", IdKind.WORKSPACE),
                    query.id("created_by_user_id", IdKind.USER));
        }
    }
}
