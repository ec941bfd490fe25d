package dev.doorward.members;

import dev.doorward.access.Role;
import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import dev.doorward.db.Where;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import java.util.Optional;

/** Every statement about members. */
public final class MemberSql {
    private MemberSql() {}

    static void insert(Tx tx, String organizationId, Member member, Email email) {
        tx.update(
                """
                INSERT INTO member (organization_id, id, email, email_canonical, email_untagged, name, role, added_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                organizationId,
                member.id(),
                member.email(),
                email.canonical(),
                email.untagged(),
                member.name(),
                member.role(),
                member.addedAt());
    }

    public static Optional<Member> find(Tx tx, String organizationId, String id) {
        return tx.find("""
                SELECT id, email, name, role, added_at
                FROM member
                WHERE organization_id = ? AND id = ?
                """, MemberSql::read, organizationId, id);
    }

    /** The member with this address, compared canonically. */
    public static Optional<Member> findByEmail(Tx tx, String organizationId, Email email) {
        return tx.find("""
                SELECT id, email, name, role, added_at
                FROM member
                WHERE organization_id = ? AND email_canonical = ?
                """, MemberSql::read, organizationId, email.canonical());
    }

    static Page<Member> list(Tx tx, String organizationId, Member.Filter filter, Cursor cursor) {
        Where where = Where.of("organization_id = ?", organizationId)
                .and(filter.email().map(Email::untagged), "email_untagged = ?")
                .and(filter.email().filter(Email::tagged).map(Email::canonical), "email_canonical = ?")
                .in("role", filter.roles());
        return cursor.page(tx, """
                SELECT id, email, name, role, added_at
                FROM member
                """, where, "id", MemberSql::read, Member::id);
    }

    /** How many members the organization has. */
    public static long count(Tx tx, String organizationId) {
        return tx.count("""
                SELECT COUNT(*) AS n
                FROM member
                WHERE organization_id = ?
                """, organizationId);
    }

    /** Whether the organization has no more than one member. Looks at two rows at most, however many there are. */
    static boolean hasOnlyOne(Tx tx, String organizationId) {
        return tx.count("""
                        SELECT COUNT(*) AS n
                        FROM (
                            SELECT id
                            FROM member
                            WHERE organization_id = ?
                            LIMIT 2
                        ) AS first_two
                        """, organizationId) <= 1;
    }

    /** How many admins the organization has. */
    public static long countAdmins(Tx tx, String organizationId) {
        return tx.count("""
                SELECT COUNT(*) AS n
                FROM member
                WHERE organization_id = ? AND role = ?
                """, organizationId, Role.ADMIN);
    }

    static void setRole(Tx tx, String organizationId, String id, Role role) {
        tx.update("""
                UPDATE member
                SET role = ?
                WHERE organization_id = ? AND id = ?
                """, role, organizationId, id);
    }

    static void delete(Tx tx, String organizationId, String id) {
        tx.update("""
                DELETE FROM member
                WHERE organization_id = ? AND id = ?
                """, organizationId, id);
    }

    private static Member read(Row row) {
        return new Member(
                row.text("id"),
                row.text("email"),
                row.text("name"),
                Role.of(row.text("role")),
                row.instant("added_at"));
    }
}
