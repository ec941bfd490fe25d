package dev.doorward.organization;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.AdminKeys;
import dev.doorward.credentials.Peppers;
import dev.doorward.credentials.Secret;
import dev.doorward.db.Db;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Text;
import dev.doorward.journal.Journal;
import dev.doorward.members.Email;
import dev.doorward.members.Members;
import dev.doorward.workspaces.Workspaces;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be done with organizations, and how an installation gets its first one. */
public final class Organizations {
    private final Db db;
    private final Guard guard;
    private final Journal journal;
    private final Peppers peppers;
    private final Members members;
    private final Workspaces workspaces;
    private final AdminKeys adminKeys;

    public Organizations(
            Db db,
            Guard guard,
            Journal journal,
            Peppers peppers,
            Members members,
            Workspaces workspaces,
            AdminKeys adminKeys) {
        this.db = db;
        this.guard = guard;
        this.journal = journal;
        this.peppers = peppers;
        this.members = members;
        this.workspaces = workspaces;
        this.adminKeys = adminKeys;
    }

    /** What a new organization begins with. The admin key's secret is shown once. */
    public record Founded(String organizationId, String defaultWorkspaceId, String adminUserId, Secret adminKey) {}

    /** The caller's organization. */
    public Organization get(Tx tx, Caller caller) {
        return OrganizationSql.find(tx, caller.organizationId()).orElseThrow();
    }

    /** Every organization, the oldest first. */
    public List<Organization.Listed> list(Tx tx) {
        return OrganizationSql.list(tx);
    }

    /** Founds the first organization, or does nothing where there is one. Instances that start at once found one together. */
    public Optional<Founded> foundFirst(String user, String requestId, String name, String adminEmail) {
        return db.writeInstallation(tx -> {
            if (!OrganizationSql.list(tx).isEmpty()) {
                return Optional.empty();
            }
            peppers.registerFirst(tx);
            return Optional.of(found(tx, user, requestId, name, adminEmail));
        });
    }

    /** Founds one more organization. */
    public Founded found(String user, String requestId, String name, String adminEmail) {
        return db.writeInstallation(tx -> found(tx, user, requestId, name, adminEmail));
    }

    private Founded found(Tx tx, String user, String requestId, String name, String adminEmail) {
        Organization organization =
                new Organization(tx.newUuid(), Text.name("organization", name, Organization.LONGEST_NAME));
        Email email = Email.parse("admin-email", adminEmail);
        Caller operator = new Caller.Operator(organization.id(), user, requestId);
        OrganizationSql.insert(tx, organization);
        journal.created(tx, operator, "organization.created", organization);
        String workspaceId = workspaces.createDefault(tx, operator).id();
        String adminName = email.typed().substring(0, email.typed().lastIndexOf('@'));
        String adminId = members.add(tx, operator, email, adminName, Role.ADMIN).id();
        Secret adminKey = adminKeys
                .create(tx, operator, new AdminKey.Create("First admin key", EnumSet.allOf(Scope.class)))
                .secret();
        return new Founded(organization.id(), workspaceId, adminId, adminKey);
    }

    /** Refuses every credential of the organization from now on, or accepts them again. Nothing is deleted. */
    public Organization.Listed setDisabled(Caller caller, boolean disabled) {
        return guard.write(caller, Action.OPERATE, tx -> {
            Organization.Listed before = listed(tx, caller);
            if (disabled != (before.disabledAt() != null)) {
                OrganizationSql.setDisabled(tx, before.id(), disabled ? tx.now() : null);
                Organization organization = get(tx, caller);
                journal.changed(
                        tx,
                        caller,
                        disabled ? "organization.disabled" : "organization.enabled",
                        organization,
                        organization,
                        Map.of("disabled", disabled));
            }
            return listed(tx, caller);
        });
    }

    private static Organization.Listed listed(Tx tx, Caller caller) {
        return OrganizationSql.list(tx).stream()
                .filter(organization -> organization.id().equals(caller.organizationId()))
                .findFirst()
                .orElseThrow(() -> ApiError.notFound("Organization not found."));
    }

    /** Records the address under which people reach this installation, for the links that commands print. */
    public void recordPublicUrl(Optional<String> url) {
        db.writeInstallation(tx -> {
            OrganizationSql.setPublicUrl(tx, url.orElse(null));
            return null;
        });
    }

    /** The address that {@link #recordPublicUrl} recorded. */
    public Optional<String> publicUrl(Tx tx) {
        return OrganizationSql.publicUrl(tx);
    }
}
