package dev.doorward.organization;

import dev.doorward.db.Row;
import dev.doorward.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Every statement about organizations and about the installation that holds them. */
final class OrganizationSql {
    private OrganizationSql() {}

    static void insert(Tx tx, Organization organization) {
        tx.update("""
                INSERT INTO organization (id, name, created_at)
                VALUES (?, ?, ?)
                """, organization.id(), organization.name(), tx.now());
    }

    static Optional<Organization> find(Tx tx, String id) {
        return tx.find("""
                SELECT id, name
                FROM organization
                WHERE id = ?
                """, row -> new Organization(row.text("id"), row.text("name")), id);
    }

    static List<Organization.Listed> list(Tx tx) {
        return tx.list("""
                SELECT id, name, created_at, disabled_at
                FROM organization
                ORDER BY created_at, id
                LIMIT 10000
                """, OrganizationSql::listed);
    }

    private static Organization.Listed listed(Row row) {
        return new Organization.Listed(
                row.text("id"), row.text("name"), row.instant("created_at"), row.instant("disabled_at"));
    }

    static void setDisabled(Tx tx, String id, Instant time) {
        tx.update("""
                UPDATE organization
                SET disabled_at = ?
                WHERE id = ?
                """, time, id);
    }

    static void setPublicUrl(Tx tx, String url) {
        tx.update("""
                UPDATE installation
                SET public_url = ?
                """, url);
    }

    static Optional<String> publicUrl(Tx tx) {
        return tx.find("""
                        SELECT public_url
                        FROM installation
                        """, row -> row.optionalText("public_url")).flatMap(url -> url);
    }
}
