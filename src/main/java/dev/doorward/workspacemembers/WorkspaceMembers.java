package dev.doorward.workspacemembers;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.access.Role;
import dev.doorward.access.WorkspaceRole;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.journal.Journal;
import dev.doorward.members.Member;
import dev.doorward.members.MemberSql;
import dev.doorward.workspaces.Workspace;
import dev.doorward.workspaces.WorkspaceSql;
import dev.doorward.workspaces.Workspaces;
import java.util.Optional;
import java.util.OptionalInt;

/** What can be done with the members of a workspace, and the rules it is done by. */
public final class WorkspaceMembers {
    private final Guard guard;
    private final Journal journal;
    private final OptionalInt most;

    /** @param most how many roles may be given by hand in one workspace; no number is no limit */
    public WorkspaceMembers(Guard guard, Journal journal, OptionalInt most) {
        this.guard = guard;
        this.journal = journal;
        this.most = most;
    }

    /** One page of a workspace's members, inherited ones too. The default workspace has no list of its own. */
    public Page<WorkspaceMember> list(Tx tx, Caller caller, String workspaceId, Cursor cursor) {
        workspace(tx, caller, workspaceId);
        return Workspaces.isDefault(tx, caller, workspaceId)
                ? Page.empty()
                : WorkspaceMemberSql.list(tx, caller.organizationId(), workspaceId, cursor);
    }

    /** One member of a workspace, with the role that counts; 404 when there is none. */
    public WorkspaceMember get(Tx tx, Caller caller, String workspaceId, String userId) {
        workspace(tx, caller, workspaceId);
        Standing standing = standing(tx, caller, workspaceId, userId);
        if (Workspaces.isDefault(tx, caller, workspaceId)) {
            throw IdKind.USER.notFound();
        }
        return standing.effective().orElseThrow(IdKind.USER::notFound);
    }

    /** Whether a member's role in a workspace was given by hand, and so can be taken back. */
    public boolean isGiven(Tx tx, Caller caller, String workspaceId, String userId) {
        return WorkspaceMemberSql.findGiven(tx, caller.organizationId(), workspaceId, userId)
                .isPresent();
    }

    /** Gives a member of the organization a role in a workspace. */
    public WorkspaceMember add(Caller caller, String workspaceId, WorkspaceMember.Create body) {
        return guard.create(
                caller,
                Action.MANAGE_WORKSPACE_MEMBERS,
                (tx, _) -> isGiven(tx, caller, workspaceId, body.userId()),
                tx -> {
                    Workspace workspace = workspace(tx, caller, workspaceId);
                    if (!body.namesUser()) {
                        throw IdKind.USER.notFound();
                    }
                    Standing standing = standing(tx, caller, workspaceId, body.userId());
                    requireNotDefault(tx, caller, workspace);
                    Workspaces.requireOpen(workspace);
                    standing.requireNotAdmin();
                    if (standing.given().isPresent()) {
                        throw ApiError.invalid("user_id: is already a member of this workspace.");
                    }
                    return give(tx, caller, standing, body.workspaceRole());
                });
    }

    /** Gives a workspace's member another role; {@code workspace_billing} lets a billing member fall back to it. */
    public WorkspaceMember update(Caller caller, String workspaceId, String userId, WorkspaceMember.Update body) {
        return guard.write(caller, Action.MANAGE_WORKSPACE_MEMBERS, tx -> {
            Workspace workspace = workspace(tx, caller, workspaceId);
            Standing standing = standing(tx, caller, workspaceId, userId);
            requireNotDefault(tx, caller, workspace);
            WorkspaceMember before = standing.effective().orElseThrow(IdKind.USER::notFound);
            Workspaces.requireOpen(workspace);
            standing.requireNotAdmin();
            if (body.workspaceRole() == WorkspaceRole.WORKSPACE_BILLING) {
                return fallBack(tx, caller, standing);
            }
            if (standing.given().isEmpty()) {
                return give(tx, caller, standing, body.workspaceRole());
            }
            WorkspaceMember after = standing.with(body.workspaceRole());
            if (!after.equals(before)) {
                WorkspaceMemberSql.update(tx, caller.organizationId(), after);
                journal.changed(tx, caller, "workspace_member.updated", before, after);
            }
            return after;
        });
    }

    /** Takes back the role that was given by hand; what is inherited stays. */
    public WorkspaceMember.Deleted remove(Caller caller, String workspaceId, String userId) {
        return guard.delete(caller, Action.MANAGE_WORKSPACE_MEMBERS, tx -> {
            Workspace workspace = workspace(tx, caller, workspaceId);
            Standing standing = standing(tx, caller, workspaceId, userId);
            requireNotDefault(tx, caller, workspace);
            standing.effective().orElseThrow(IdKind.USER::notFound);
            Workspaces.requireOpen(workspace);
            if (standing.given().isEmpty()) {
                throw ApiError.invalid("This member has the role by being in the organization as "
                        + standing.member().role() + ".");
            }
            take(tx, caller, standing);
            return new WorkspaceMember.Deleted(userId, workspaceId);
        });
    }

    private WorkspaceMember give(Tx tx, Caller caller, Standing standing, WorkspaceRole role) {
        if (most.isPresent()
                && WorkspaceMemberSql.countGiven(tx, caller.organizationId(), standing.workspaceId())
                        >= most.getAsInt()) {
            throw ApiError.invalid("A workspace may have " + most.getAsInt() + " members.")
                    .code("workspace_member_limit_exceeded");
        }
        WorkspaceMember added = standing.with(role);
        WorkspaceMemberSql.insert(tx, caller.organizationId(), added);
        journal.created(tx, caller, "workspace_member.added", added);
        return added;
    }

    private WorkspaceMember fallBack(Tx tx, Caller caller, Standing standing) {
        if (standing.member().role() != Role.BILLING) {
            throw ApiError.invalid("workspace_role: only the organization's billing members have workspace_billing.");
        }
        if (standing.given().isPresent()) {
            take(tx, caller, standing);
        }
        return standing.with(WorkspaceRole.WORKSPACE_BILLING);
    }

    private void take(Tx tx, Caller caller, Standing standing) {
        WorkspaceMemberSql.delete(
                tx,
                caller.organizationId(),
                standing.workspaceId(),
                standing.member().id());
        journal.deleted(
                tx,
                caller,
                "workspace_member.removed",
                standing.with(standing.given().orElseThrow()));
    }

    private static Workspace workspace(Tx tx, Caller caller, String id) {
        return WorkspaceSql.find(tx, caller.organizationId(), id).orElseThrow(IdKind.WORKSPACE::notFound);
    }

    private static void requireNotDefault(Tx tx, Caller caller, Workspace workspace) {
        if (Workspaces.isDefault(tx, caller, workspace.id())) {
            throw ApiError.invalid("The default workspace has no members of its own.");
        }
    }

    private static Standing standing(Tx tx, Caller caller, String workspaceId, String userId) {
        Member member = MemberSql.find(tx, caller.organizationId(), userId).orElseThrow(IdKind.USER::notFound);
        return new Standing(
                member, workspaceId, WorkspaceMemberSql.findGiven(tx, caller.organizationId(), workspaceId, userId));
    }

    /** A member of the organization before a workspace: what they are there, and what of it was given by hand. */
    private record Standing(Member member, String workspaceId, Optional<WorkspaceRole> given) {
        private Optional<WorkspaceMember> effective() {
            return WorkspaceMember.effective(member.role(), given).map(this::with);
        }

        private WorkspaceMember with(WorkspaceRole role) {
            return new WorkspaceMember(member.id(), workspaceId, role);
        }

        private void requireNotAdmin() {
            if (member.role() == Role.ADMIN) {
                throw ApiError.invalid("user_id: an organization admin is an admin of every workspace.");
            }
        }
    }
}
