package dev.doorward.workspacemembers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.doorward.access.Role;
import dev.doorward.access.WorkspaceRole;
import dev.doorward.db.IdKind;
import dev.doorward.http.Body;
import dev.doorward.journal.Resource;
import java.util.Optional;

/** Somebody's role in a workspace, given by hand or inherited (contract 6): exactly four fields on the wire. */
@JsonPropertyOrder({"type", "user_id", "workspace_id", "workspace_role"})
public record WorkspaceMember(String userId, String workspaceId, WorkspaceRole workspaceRole) implements Resource {
    @Override
    @JsonProperty
    public String type() {
        return "workspace_member";
    }

    @Override
    public String id() {
        return workspaceId + "/" + userId;
    }

    /** The role that a member of the organization has in every workspace without being added, if any. */
    static Optional<WorkspaceRole> inherited(Role role) {
        return switch (role) {
            case ADMIN -> Optional.of(WorkspaceRole.WORKSPACE_ADMIN);
            case BILLING -> Optional.of(WorkspaceRole.WORKSPACE_BILLING);
            case USER, CLAUDE_CODE_USER, DEVELOPER -> Optional.empty();
        };
    }

    /** The role that counts: an admin's whatever was given, then the given one, then billing's. */
    static Optional<WorkspaceRole> effective(Role role, Optional<WorkspaceRole> given) {
        return role == Role.ADMIN ? inherited(role) : given.or(() -> inherited(role));
    }

    /** A body that adds a member. */
    public record Create(String userId, WorkspaceRole workspaceRole) {
        static Create read(Body body) {
            return new Create(body.text("user_id"), body.choice("workspace_role", WorkspaceRole.GIVEN_BY_HAND));
        }

        /** Whether {@code userId} can be a user's id at all. */
        boolean namesUser() {
            return IdKind.USER.isId(userId);
        }
    }

    /** A body that gives a member another role. */
    public record Update(WorkspaceRole workspaceRole) {
        static Update read(Body body) {
            return new Update(body.choice("workspace_role", WorkspaceRole.ALL));
        }
    }

    /** What is answered for a membership that is gone. */
    public record Deleted(String userId, String workspaceId) {
        /** Always {@code workspace_member_deleted}. */
        @JsonProperty
        public String type() {
            return "workspace_member_deleted";
        }
    }
}
