package dev.doorward.invites;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.credentials.Peppers;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.journal.Journal;
import dev.doorward.members.Email;
import dev.doorward.members.Member;
import dev.doorward.members.MemberSql;
import dev.doorward.members.Members;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What can be done with invites, and the rules it is done by. */
public final class Invites {
    /** Fixed by the contract. */
    private static final Duration LIFETIME = Duration.ofDays(21);

    private final Guard guard;
    private final Journal journal;
    private final Members members;
    private final Peppers peppers;
    private final Limits limits;

    /** Who may be invited: with no domains, everybody; with no number, as many as one likes. */
    public record Limits(List<String> allowedDomains, OptionalInt members) {}

    public Invites(Guard guard, Journal journal, Members members, Peppers peppers, Limits limits) {
        this.guard = guard;
        this.journal = journal;
        this.members = members;
        this.peppers = peppers;
        this.limits = limits;
    }

    /** One page of the invites that pass the filter; never a deleted one. */
    public Page<Invite> list(Tx tx, Caller caller, Invite.Filter filter, Cursor cursor) {
        return InviteSql.list(tx, caller.organizationId(), filter, cursor);
    }

    /** One invite, a deleted one too; 404 when there is none. */
    public Invite get(Tx tx, Caller caller, String id) {
        return InviteSql.find(tx, caller.organizationId(), id).orElseThrow(IdKind.INVITE::notFound);
    }

    /** Invites somebody who is neither a member nor already invited. */
    public Invite create(Caller caller, Invite.Create body) {
        return guard.create(
                caller, Action.MANAGE_INVITES, (tx, id) -> isThere(tx, caller, id), tx -> create(tx, caller, body));
    }

    private static boolean isThere(Tx tx, Caller caller, String id) {
        return InviteSql.find(tx, caller.organizationId(), id)
                .filter(invite -> invite.status() != Invite.Status.DELETED)
                .isPresent();
    }

    private Invite create(Tx tx, Caller caller, Invite.Create body) {
        requireDomain(body.email());
        Members.requireNotMember(tx, caller, body.email());
        InviteSql.findPending(tx, caller.organizationId(), body.email()).ifPresent(pending -> {
            throw ApiError.invalid("email: invite " + pending.id() + " is pending for this address.")
                    .code("invite_already_exists");
        });
        requireRoom(tx, caller);
        Invite invite = new Invite(
                tx.newId(IdKind.INVITE),
                body.email().typed(),
                body.role(),
                Invite.Status.PENDING,
                tx.now(),
                tx.now().plus(LIFETIME),
                null,
                List.of());
        InviteSql.insert(
                tx,
                caller.organizationId(),
                invite,
                body.email(),
                peppers.current(tx).number());
        journal.created(tx, caller, "invite.created", invite);
        return invite;
    }

    private void requireDomain(Email email) {
        if (!limits.allowedDomains().isEmpty() && !limits.allowedDomains().contains(email.domain())) {
            throw ApiError.invalid("email: addresses of this domain may not be invited.")
                    .code("email_domain_not_allowed");
        }
    }

    private void requireRoom(Tx tx, Caller caller) {
        if (limits.members().isEmpty()) {
            return;
        }
        long taken = MemberSql.count(tx, caller.organizationId()) + InviteSql.countPending(tx, caller.organizationId());
        if (taken >= limits.members().getAsInt()) {
            throw ApiError.invalid("The organization may have "
                            + limits.members().getAsInt() + " members, pending invites counted.")
                    .code("org_member_limit_exceeded");
        }
    }

    /** Takes a pending invite back. A deleted one is 404, and one that was accepted or has expired is 400. */
    public Invite.Deleted delete(Caller caller, String id) {
        return guard.delete(caller, Action.MANAGE_INVITES, tx -> {
            Invite invite = get(tx, caller, id);
            switch (invite.status()) {
                case DELETED -> throw IdKind.INVITE.notFound();
                case ACCEPTED, EXPIRED ->
                    throw ApiError.invalid(
                            "Only a pending invite can be deleted; this one is " + invite.status() + ".");
                case PENDING -> {
                    InviteSql.delete(tx, caller.organizationId(), id);
                    journal.deleted(tx, caller, "invite.deleted", invite);
                }
            }
            return new Invite.Deleted(id);
        });
    }

    /** The token that accepts a pending invite: for the operator, and never for the API or a log. */
    public String token(Tx tx, Caller caller, String id) {
        Action.OPERATE.require(caller);
        Invite invite = get(tx, caller, id);
        if (invite.status() != Invite.Status.PENDING) {
            throw ApiError.invalid("Only a pending invite can be accepted; this one is " + invite.status() + ".");
        }
        return InviteSql.findToken(tx, caller.organizationId(), id)
                .orElseThrow()
                .text(peppers);
    }

    /** The organization whose invite a token names, whether or not the token is right. */
    public Optional<String> organizationOf(Tx tx, String token) {
        return InviteToken.inviteId(token).flatMap(id -> InviteSql.findOrganization(tx, id));
    }

    /**
     * Makes a member of the person who holds the token, with the address and the role of the invite.
     *
     * @throws ApiError 400, the same for every reason that the token does not count any more
     */
    public Member accept(Caller caller, String token, String name) {
        return guard.write(caller, Action.OPERATE, tx -> {
            Invite invite = invite(tx, caller, token)
                    .orElseThrow(() -> ApiError.invalid("This invite is not valid any more: ask for a new one."));
            Member member = members.add(tx, caller, Email.parse("email", invite.email()), name, invite.role());
            InviteSql.accept(tx, caller.organizationId(), invite.id());
            journal.changed(tx, caller, "invite.accepted", invite, invite.withStatus(Invite.Status.ACCEPTED, tx.now()));
            return member;
        });
    }

    private Optional<Invite> invite(Tx tx, Caller caller, String token) {
        return InviteToken.inviteId(token)
                .flatMap(id -> InviteSql.findToken(tx, caller.organizationId(), id))
                .filter(expected -> expected.matches(token, peppers))
                .map(expected -> get(tx, caller, expected.inviteId()))
                .filter(invite -> invite.status() == Invite.Status.PENDING);
    }
}
