package dev.doorward;

import dev.doorward.access.Caller;
import dev.doorward.access.Role;
import dev.doorward.access.WorkspaceRole;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.Secret;
import dev.doorward.db.Location;
import dev.doorward.invites.Invite;
import dev.doorward.members.Email;
import dev.doorward.organization.Organizations;
import dev.doorward.workspacemembers.WorkspaceMember;
import dev.doorward.workspaces.Workspace;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two months in the life of an organization, lived through the product's own operations on a clock that is moved: so the
 * invites and keys of long ago have expired by now, and the journal tells how all came about.
 */
final class SampleOrganization {
    static final String NAME = "Harbourlight Labs";

    private static final String DOMAIN = "@harbourlight.example";
    private static final Duration AGE = Duration.ofDays(60);

    /** Limits are for what people do with the sample, not for the sample. */
    private static final List<Setting> LIMITS = List.of(
            Setting.ALLOWED_EMAIL_DOMAINS,
            Setting.MAX_MEMBERS,
            Setting.MAX_WORKSPACES,
            Setting.MAX_WORKSPACE_MEMBERS,
            Setting.MAX_API_KEYS,
            Setting.MAX_WORKSPACE_API_KEYS);

    private final App app;
    private final Organizations.Founded founded;
    private Instant now = Instant.now().minus(AGE);

    private SampleOrganization(Settings settings, DataFolder folder, SecureRandom random) {
        app = new App(settings, Location.Opener.SERVER, folder::readPepper, () -> now, random);
        app.db.migrate();
        founded = app.organizations
                .foundFirst(app.operatorName(), app.newRequestId(), NAME, "maya" + DOMAIN)
                .orElseThrow();
    }

    /** Fills the settings' data folder, which is empty. Returns the organization's admin key. */
    static Secret fill(Settings settings) {
        Map<Setting, String> unlimited = new EnumMap<>(Setting.class);
        LIMITS.forEach(limit -> unlimited.put(limit, limit.fallback()));
        SecureRandom random = new SecureRandom();
        DataFolder folder = new DataFolder(settings.data());
        folder.createPepper(random);
        SampleOrganization sample = new SampleOrganization(settings.with(unlimited), folder, random);
        try {
            sample.live();
            return sample.founded.adminKey();
        } finally {
            sample.app.close();
        }
    }

    /** Each step happens a while after the one before; what matters is which of them are more than 21 days ago. */
    private void live() {
        String tomas = join("tomas", "Tomás Ferreira", Role.ADMIN);
        String priya = joinByInvite("priya", "Priya Nair", Role.DEVELOPER);
        String jonas = joinByInvite("jonas", "Jonas Weber", Role.DEVELOPER);
        String aiko = join("aiko", "Aiko Tanaka", Role.DEVELOPER);
        String contractor = join("sam.okafor", "Sam Okafor", Role.DEVELOPER);
        String production = workspace("Production", Map.of("environment", "production", "cost-center", "4200"));
        String research = workspace("Research", Map.of("team", "research"));
        String hackathon = workspace("Hackathon", Map.of("owner", "aiko"));
        add(production, priya, WorkspaceRole.WORKSPACE_ADMIN);
        add(production, jonas, WorkspaceRole.WORKSPACE_DEVELOPER);
        add(research, aiko, WorkspaceRole.WORKSPACE_ADMIN);
        add(research, jonas, WorkspaceRole.WORKSPACE_RESTRICTED_DEVELOPER);
        add(hackathon, aiko, WorkspaceRole.WORKSPACE_ADMIN);
        add(hackathon, contractor, WorkspaceRole.WORKSPACE_DEVELOPER);

        set(key(founded.defaultWorkspaceId(), "First try", tomas), ApiKey.Status.ARCHIVED);
        set(key(production, "Old gateway", priya), ApiKey.Status.ARCHIVED);
        key(production, "Document search", contractor);
        key(hackathon, "Team Lighthouse", aiko);
        key(hackathon, "Team Tugboat", contractor);
        expiringKey(research, "Trial of the batch API", aiko, Duration.ofDays(14));
        invite("old.colleague", Role.USER);
        invite("agency", Role.DEVELOPER);
        app.invites.delete(operator(), invite("prya", Role.DEVELOPER));

        pass(Duration.ofDays(25));
        app.workspaces.archive(operator(), hackathon);
        app.members.removeAny(operator(), contractor);
        String hannah = joinByInvite("hannah", "Hannah Lindqvist", Role.USER);
        String kwame = join("kwame", "Kwame Mensah", Role.USER);
        join("elena", "Elena Petrova", Role.USER);
        String li = join("li.wei", "Li Wei", Role.CLAUDE_CODE_USER);
        join("noor", "Noor Haddad", Role.CLAUDE_CODE_USER);
        join("accounts", "Greta Olsen", Role.BILLING);
        String ravi = join("ravi", "Ravi Kapoor", Role.BILLING);
        add(production, hannah, WorkspaceRole.WORKSPACE_USER);
        add(research, kwame, WorkspaceRole.WORKSPACE_USER);
        add(research, li, WorkspaceRole.WORKSPACE_DEVELOPER);
        add(research, ravi, WorkspaceRole.WORKSPACE_DEVELOPER);

        key(production, "Gateway", priya);
        set(key(production, "Nightly evaluation", jonas), ApiKey.Status.INACTIVE);
        key(research, "Notebooks", aiko);
        set(key(research, "Laptop of Jonas", jonas), ApiKey.Status.INACTIVE);
        expiringKey(research, "Conference demo", li, AGE);
        key(founded.defaultWorkspaceId(), "Docs chatbot", tomas);
        pass(Duration.ofDays(24));
        invite("mei.tanaka", Role.DEVELOPER);
        invite("finance-intern", Role.BILLING);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    /** The operator, a few hours after whatever was done before. */
    private Caller operator() {
        pass(Duration.ofMinutes(173));
        return app.operator(founded.organizationId());
    }

    private String join(String address, String name, Role role) {
        return app.members.add(operator(), email(address), name, role).id();
    }

    private String joinByInvite(String address, String name, Role role) {
        String id = invite(address, role);
        String token = app.db.read(tx -> app.invites.token(tx, operator(), id));
        return app.invites.accept(operator(), token, name).id();
    }

    private String invite(String address, Role role) {
        return app.invites
                .create(operator(), new Invite.Create(email(address), role))
                .id();
    }

    private String workspace(String name, Map<String, String> tags) {
        Workspace.Create plain = Workspace.Create.named(name);
        return app.workspaces
                .create(
                        operator(),
                        new Workspace.Create(plain.name(), plain.displayColor(), plain.dataResidency(), tags))
                .id();
    }

    private void add(String workspaceId, String userId, WorkspaceRole role) {
        app.workspaceMembers.add(operator(), workspaceId, new WorkspaceMember.Create(userId, role));
    }

    private String key(String workspaceId, String name, String createdBy) {
        return key(new ApiKey.Create(Optional.of(workspaceId), name, Optional.of(createdBy), Optional.empty()));
    }

    private void expiringKey(String workspaceId, String name, String createdBy, Duration life) {
        key(new ApiKey.Create(Optional.of(workspaceId), name, Optional.of(createdBy), Optional.of(now.plus(life))));
    }

    private String key(ApiKey.Create body) {
        return app.apiKeys.create(operator(), body).key().id();
    }

    private void set(String keyId, ApiKey.Status status) {
        app.apiKeys.update(operator(), keyId, new ApiKey.Update(Optional.empty(), Optional.of(status)));
    }

    private static Email email(String address) {
        return Email.parse("email", address + DOMAIN);
    }
}
