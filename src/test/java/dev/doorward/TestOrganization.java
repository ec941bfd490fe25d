package dev.doorward;

import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.CheckCredential;
import dev.doorward.credentials.Minted;
import dev.doorward.organization.Organizations;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** One organization of a {@link TestDoorward}, and what a test does in it most often. */
public final class TestOrganization {
    private final TestDoorward doorward;
    private final Organizations.Founded founded;

    TestOrganization(TestDoorward doorward, Organizations.Founded founded) {
        this.doorward = doorward;
        this.founded = founded;
    }

    public String id() {
        return founded.organizationId();
    }

    public String defaultWorkspaceId() {
        return founded.defaultWorkspaceId();
    }

    /** The first member, an admin: {@code root@example.com}. */
    public String adminUserId() {
        return founded.adminUserId();
    }

    /** The secret of the first admin key. */
    public String adminKey() {
        return founded.adminKey().reveal();
    }

    /** A client with the first admin key, in the old era. */
    public TestClient client() {
        return new TestClient(doorward.baseUrl()).with("x-api-key", adminKey()).with("anthropic-version", "2023-06-01");
    }

    /** A client with the first admin key, in the new era. */
    public TestClient newEraClient() {
        return new TestClient(doorward.baseUrl())
                .with("authorization", "Bearer " + adminKey())
                .with("anthropic-version", "2026-10-21");
    }

    /** Adds a member without an invite. Returns the id. */
    public String addMember(String email, Role role) {
        return doorward.addMember(id(), email, email, role);
    }

    /** Makes an admin key with the given scopes, or every scope. */
    public Minted<AdminKey> addAdminKey(Scope... scopes) {
        Set<Scope> set = scopes.length == 0 ? EnumSet.allOf(Scope.class) : EnumSet.copyOf(Set.of(scopes));
        return doorward.app().adminKeys.create(doorward.app().operator(id()), new AdminKey.Create("test", set));
    }

    /** Makes a check credential. */
    public Minted<CheckCredential> addCheckCredential() {
        return doorward.app()
                .checkCredentials
                .create(doorward.app().operator(id()), new CheckCredential.Create("test"));
    }

    /** Makes an API key that does not expire. */
    public Minted<ApiKey> addApiKey(String workspaceId, String name) {
        return addApiKey(workspaceId, name, Optional.empty(), Optional.empty());
    }

    /** Makes an API key. */
    public Minted<ApiKey> addApiKey(
            String workspaceId, String name, Optional<String> createdBy, Optional<Instant> expiresAt) {
        return doorward.app()
                .apiKeys
                .create(
                        doorward.app().operator(id()),
                        new ApiKey.Create(Optional.of(workspaceId), name, createdBy, expiresAt));
    }

    /** The token that accepts an invite. */
    public String inviteToken(String inviteId) {
        String token = doorward.app()
                .db
                .read(tx -> doorward.app().invites.token(tx, doorward.app().operator(id()), inviteId));
        Canary.run().learn(token);
        return token;
    }

    /** Accepts an invite. Returns the new member's id. */
    public String accept(String token, String name) {
        return doorward.app()
                .invites
                .accept(doorward.app().operator(id()), token, name)
                .id();
    }
}
