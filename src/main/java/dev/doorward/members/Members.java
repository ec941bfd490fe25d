package dev.doorward.members;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.access.Role;
import dev.doorward.db.DbException;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.http.Text;
import dev.doorward.journal.Journal;
import dev.doorward.workspacemembers.WorkspaceMemberSql;
import java.util.Map;

/** What can be done with members, and the rules it is done by. */
public final class Members {
    private final Guard guard;
    private final Journal journal;

    public Members(Guard guard, Journal journal) {
        this.guard = guard;
        this.journal = journal;
    }

    /** One page of the members that pass the filter. */
    public Page<Member> list(Tx tx, Caller caller, Member.Filter filter, Cursor cursor) {
        return MemberSql.list(tx, caller.organizationId(), filter, cursor);
    }

    /** One member; 404 when there is none. */
    public Member get(Tx tx, Caller caller, String id) {
        return MemberSql.find(tx, caller.organizationId(), id).orElseThrow(IdKind.USER::notFound);
    }

    /** Gives a member who is not an admin another role (contract 3: admins are managed elsewhere). */
    public Member update(Caller caller, String id, Member.Update body) {
        return guard.write(caller, Action.MANAGE_MEMBERS, tx -> {
            Member member = get(tx, caller, id);
            if (member.role() == Role.ADMIN) {
                throw ApiError.invalid("role: an admin's role cannot be changed through the API.");
            }
            return setRole(tx, caller, member, body.role());
        });
    }

    /** Removes a member who is not an admin. Keys that they made keep working: they are the organization's. */
    public Member.Deleted remove(Caller caller, String id) {
        try {
            return guard.delete(caller, Action.MANAGE_MEMBERS, tx -> {
                Member member = get(tx, caller, id);
                requireNotLastMember(tx, caller);
                if (member.role() == Role.ADMIN) {
                    throw ApiError.invalid("An admin cannot be removed through the API.");
                }
                return remove(tx, caller, member);
            });
        } catch (DbException.Busy _) {
            throw ApiError.of(ErrorType.CONFLICT, "Another change of the membership is under way: try again.")
                    .code("concurrent_membership_change");
        }
    }

    /** Adds a member without an invite: for the operator. */
    public Member add(Caller caller, Email email, String name, Role role) {
        return guard.write(caller, Action.OPERATE, tx -> add(tx, caller, email, name, role));
    }

    /** Adds a member within a transaction; 400 {@code already_member} when the address belongs to one. */
    public Member add(Tx tx, Caller caller, Email email, String name, Role role) {
        requireNotMember(tx, caller, email);
        Member member = new Member(
                tx.newId(IdKind.USER), email.typed(), Text.name("name", name, Member.LONGEST_NAME), role, tx.now());
        MemberSql.insert(tx, caller.organizationId(), member, email);
        journal.created(tx, caller, "user.added", member);
        return member;
    }

    /** Gives any member any role: for the operator. Never takes the last admin's. */
    public Member setRole(Caller caller, String id, Role role) {
        return guard.write(caller, Action.OPERATE, tx -> {
            Member member = get(tx, caller, id);
            if (role != Role.ADMIN) {
                requireNotLastAdmin(tx, caller, member);
            }
            return setRole(tx, caller, member, role);
        });
    }

    /** Removes any member, admins too: for the operator. Never the last admin. */
    public Member.Deleted removeAny(Caller caller, String id) {
        return guard.write(caller, Action.OPERATE, tx -> {
            Member member = get(tx, caller, id);
            requireNotLastMember(tx, caller);
            requireNotLastAdmin(tx, caller, member);
            return remove(tx, caller, member);
        });
    }

    /** Throws 400 {@code already_member}, naming the member, when the address belongs to one. */
    public static void requireNotMember(Tx tx, Caller caller, Email email) {
        MemberSql.findByEmail(tx, caller.organizationId(), email).ifPresent(member -> {
            throw ApiError.invalid("email: already belongs to member " + member.id() + ".")
                    .code("already_member");
        });
    }

    private Member setRole(Tx tx, Caller caller, Member member, Role role) {
        Member changed = member.withRole(role);
        if (!changed.equals(member)) {
            MemberSql.setRole(tx, caller.organizationId(), member.id(), role);
            journal.changed(tx, caller, "user.role_changed", member, changed);
        }
        return changed;
    }

    private Member.Deleted remove(Tx tx, Caller caller, Member member) {
        int dropped = WorkspaceMemberSql.deleteAll(tx, caller.organizationId(), member.id());
        MemberSql.delete(tx, caller.organizationId(), member.id());
        journal.deleted(tx, caller, "user.removed", member, Map.of("workspace_memberships_dropped", dropped));
        return new Member.Deleted(member.id());
    }

    private static void requireNotLastMember(Tx tx, Caller caller) {
        if (MemberSql.hasOnlyOne(tx, caller.organizationId())) {
            throw ApiError.invalid("The organization's only member cannot be removed.")
                    .code("cannot_remove_last_member");
        }
    }

    private static void requireNotLastAdmin(Tx tx, Caller caller, Member member) {
        if (member.role() == Role.ADMIN && MemberSql.countAdmins(tx, caller.organizationId()) == 1) {
            throw ApiError.invalid("The organization's last admin must remain: make another member an admin first.");
        }
    }
}
