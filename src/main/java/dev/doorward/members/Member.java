package dev.doorward.members;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.doorward.access.Role;
import dev.doorward.http.Body;
import dev.doorward.http.Query;
import dev.doorward.journal.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A member of the organization, as the wire's {@code user} (contract 3). */
@JsonPropertyOrder({"id", "type"})
public record Member(String id, String email, String name, Role role, Instant addedAt) implements Resource {
    /** How long a name may be. */
    public static final int LONGEST_NAME = 255;

    @Override
    @JsonProperty
    public String type() {
        return "user";
    }

    /** The same member in another role. */
    Member withRole(Role newRole) {
        return new Member(id, email, name, newRole, addedAt);
    }

    /** A body that gives a member a role. */
    public record Update(Role role) {
        static Update read(Body body) {
            return new Update(body.choice("role", Role.GIVEN_BY_API));
        }
    }

    /** What a list is narrowed to. */
    public record Filter(Optional<Email> email, List<Role> roles) {
        /** Everybody. */
        public static final Filter NONE = new Filter(Optional.empty(), List.of());

        static Filter read(Query query) {
            return new Filter(
                    query.text("email").map(typed -> Email.parse("email", typed)), query.choices("roles", Role.ALL));
        }
    }

    /** What is answered for a member who is gone. */
    public record Deleted(String id) {
        /** Always {@code user_deleted}. */
        @JsonProperty
        public String type() {
            return "user_deleted";
        }
    }
}
