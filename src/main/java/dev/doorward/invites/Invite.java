package dev.doorward.invites;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.doorward.access.Role;
import dev.doorward.http.Body;
import dev.doorward.http.Query;
import dev.doorward.journal.Resource;
import dev.doorward.members.Email;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An invite to join the organization (contract 4). Its status is read off its times and the clock, and stored nowhere. */
@JsonPropertyOrder({"id", "type"})
public record Invite(
        String id,
        String email,
        Role role,
        Status status,
        Instant invitedAt,
        Instant expiresAt,
        Instant acceptedAt,
        List<String> rbacGroupIds)
        implements Resource {

    /** Where an invite is in its life. */
    public enum Status {
        PENDING,
        ACCEPTED,
        EXPIRED,
        DELETED;

        /** The ones that a list can be narrowed to: deleted invites are never listed. */
        static final List<Status> LISTED = List.of(PENDING, ACCEPTED, EXPIRED);

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    @JsonProperty
    public String type() {
        return "invite";
    }

    /** The same invite in another state. */
    Invite withStatus(Status newStatus, Instant newAcceptedAt) {
        return new Invite(id, email, role, newStatus, invitedAt, expiresAt, newAcceptedAt, rbacGroupIds);
    }

    /** A body that invites somebody. */
    public record Create(Email email, Role role) {
        static Create read(Body body) {
            body.onlyNull("rbac_group_ids", true);
            return new Create(Email.parse("email", body.text("email")), body.choice("role", Role.GIVEN_BY_API));
        }
    }

    /** What a list is narrowed to. */
    public record Filter(Optional<Email> email, List<Role> roles, List<Status> statuses) {
        static Filter read(Query query) {
            return new Filter(
                    query.text("email").map(typed -> Email.parse("email", typed)),
                    query.choices("roles", Role.ALL),
                    query.choices("statuses", Status.LISTED));
        }
    }

    /** What is answered for an invite that is gone. */
    public record Deleted(String id) {
        /** Always {@code invite_deleted}. */
        @JsonProperty
        public String type() {
            return "invite_deleted";
        }
    }
}
