package dev.doorward.invites;

import dev.doorward.access.Role;
import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import dev.doorward.db.Where;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.members.Email;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Every statement about invites. */
final class InviteSql {
    private InviteSql() {}

    static void insert(Tx tx, String organizationId, Invite invite, Email email, int pepper) {
        tx.update(
                """
                INSERT INTO invite (organization_id, id, email, email_canonical, email_untagged, role, invited_at,
                    expires_at, token_generation, pepper)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
                """,
                organizationId,
                invite.id(),
                invite.email(),
                email.canonical(),
                email.untagged(),
                invite.role(),
                invite.invitedAt(),
                invite.expiresAt(),
                pepper);
    }

    static Optional<Invite> find(Tx tx, String organizationId, String id) {
        return tx.find("""
                SELECT id, email, role, invited_at, expires_at, accepted_at, deleted_at
                FROM invite
                WHERE organization_id = ? AND id = ?
                """, row -> read(row, tx.now()), organizationId, id);
    }

    /** What a token for the invite is derived from. */
    static Optional<InviteToken> findToken(Tx tx, String organizationId, String id) {
        return tx.find(
                """
                SELECT id, pepper, token_generation
                FROM invite
                WHERE organization_id = ? AND id = ?
                """,
                row -> new InviteToken(organizationId, row.text("id"), (int) row.number("pepper"), (int)
                        row.number("token_generation")),
                organizationId,
                id);
    }

    /** The organization that an invite belongs to: a token names the invite only. */
    static Optional<String> findOrganization(Tx tx, String id) {
        return tx.find("""
                SELECT organization.id
                FROM organization
                WHERE EXISTS (SELECT 1 FROM invite WHERE invite.organization_id = organization.id AND invite.id = ?)
                """, row -> row.text("id"), id);
    }

    /** The pending invite for this address, compared canonically. */
    static Optional<Invite> findPending(Tx tx, String organizationId, Email email) {
        return tx.find("""
                SELECT id, email, role, invited_at, expires_at, accepted_at, deleted_at
                FROM invite
                WHERE organization_id = ? AND email_canonical = ?
                    AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > ?
                """, row -> read(row, tx.now()), organizationId, email.canonical(), tx.now());
    }

    static long countPending(Tx tx, String organizationId) {
        return tx.count("""
                SELECT COUNT(*) AS n
                FROM invite
                WHERE organization_id = ? AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > ?
                """, organizationId, tx.now());
    }

    static Page<Invite> list(Tx tx, String organizationId, Invite.Filter filter, Cursor cursor) {
        Where where = Where.of("organization_id = ?", organizationId)
                .and("deleted_at IS NULL")
                .and(filter.email().map(Email::untagged), "email_untagged = ?")
                .and(filter.email().filter(Email::tagged).map(Email::canonical), "email_canonical = ?")
                .in("role", filter.roles());
        if (!filter.statuses().isEmpty()) {
            statuses(where, filter.statuses(), tx.now());
        }
        return cursor.page(tx, """
                SELECT id, email, role, invited_at, expires_at, accepted_at, deleted_at
                FROM invite
                """, where, "id", row -> read(row, tx.now()), Invite::id);
    }

    private static void statuses(Where where, List<Invite.Status> statuses, Instant now) {
        where.and(
                """
                (? = 1 AND accepted_at IS NOT NULL)
                    OR (? = 1 AND accepted_at IS NULL AND expires_at > ?)
                    OR (? = 1 AND accepted_at IS NULL AND expires_at <= ?)""",
                statuses.contains(Invite.Status.ACCEPTED),
                statuses.contains(Invite.Status.PENDING),
                now,
                statuses.contains(Invite.Status.EXPIRED),
                now);
    }

    static void accept(Tx tx, String organizationId, String id) {
        tx.update("""
                UPDATE invite
                SET accepted_at = ?
                WHERE organization_id = ? AND id = ?
                """, tx.now(), organizationId, id);
    }

    static void delete(Tx tx, String organizationId, String id) {
        tx.update("""
                UPDATE invite
                SET deleted_at = ?
                WHERE organization_id = ? AND id = ?
                """, tx.now(), organizationId, id);
    }

    private static Invite read(Row row, Instant now) {
        Instant expiresAt = row.instant("expires_at");
        Instant acceptedAt = row.instant("accepted_at");
        Invite.Status status;
        if (row.instant("deleted_at") != null) {
            status = Invite.Status.DELETED;
        } else if (acceptedAt != null) {
            status = Invite.Status.ACCEPTED;
        } else {
            status = expiresAt.isAfter(now) ? Invite.Status.PENDING : Invite.Status.EXPIRED;
        }
        return new Invite(
                row.text("id"),
                row.text("email"),
                Role.of(row.text("role")),
                status,
                row.instant("invited_at"),
                expiresAt,
                acceptedAt,
                List.of());
    }
}
