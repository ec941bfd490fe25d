package dev.doorward.sdk;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.core.JsonValue;
import com.anthropic.errors.NotFoundException;
import com.anthropic.models.ErrorType;
import com.anthropic.models.organization.OrganizationRole;
import com.anthropic.models.organization.apikeys.ApiKey;
import com.anthropic.models.organization.apikeys.ApiKeyListParams;
import com.anthropic.models.organization.apikeys.ApiKeyUpdateParams;
import com.anthropic.models.organization.invites.InviteCreateParams;
import com.anthropic.models.organization.invites.InviteListParams;
import com.anthropic.models.organization.invites.OrganizationInvite;
import com.anthropic.models.organization.users.OrganizationUser;
import com.anthropic.models.organization.users.UserListParams;
import com.anthropic.models.organization.users.UserUpdateParams;
import com.anthropic.models.organization.workspaces.AllowedInferenceGeo;
import com.anthropic.models.organization.workspaces.DataResidencyCreateConfig;
import com.anthropic.models.organization.workspaces.DataResidencyUpdateConfig;
import com.anthropic.models.organization.workspaces.NoBillingWorkspaceRole;
import com.anthropic.models.organization.workspaces.Workspace;
import com.anthropic.models.organization.workspaces.WorkspaceCreateParams;
import com.anthropic.models.organization.workspaces.WorkspaceListParams;
import com.anthropic.models.organization.workspaces.WorkspaceMember;
import com.anthropic.models.organization.workspaces.WorkspaceRole;
import com.anthropic.models.organization.workspaces.WorkspaceUpdateParams;
import com.anthropic.models.organization.workspaces.members.MemberAddParams;
import com.anthropic.models.organization.workspaces.members.MemberListParams;
import com.anthropic.models.organization.workspaces.members.MemberRemoveParams;
import com.anthropic.models.organization.workspaces.members.MemberRemoveResponse;
import com.anthropic.models.organization.workspaces.members.MemberRetrieveParams;
import com.anthropic.models.organization.workspaces.members.MemberUpdateParams;
import com.anthropic.services.blocking.OrganizationService;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operation that the SDK has for an organization either works here, or is in {@code not-served.txt} and answers the
 * contract's 404. A new SDK with a new operation fails this test by the operation's name.
 *
 * <p>The client validates every answer as it reads it: no field missing, none of another type, no unknown enum value.
 */
class EveryOperationTest {
    private static final Map<String, Exercise> SERVED = Map.ofEntries(
            entry("retrieve", EveryOperationTest::retrieve),
            entry("users.retrieve", EveryOperationTest::retrieveUser),
            entry("users.update", EveryOperationTest::updateUser),
            entry("users.list", EveryOperationTest::listUsers),
            entry("users.remove", EveryOperationTest::removeUser),
            entry("invites.create", EveryOperationTest::createInvite),
            entry("invites.retrieve", EveryOperationTest::retrieveInvite),
            entry("invites.list", EveryOperationTest::listInvites),
            entry("invites.delete", EveryOperationTest::deleteInvite),
            entry("workspaces.create", EveryOperationTest::createWorkspace),
            entry("workspaces.retrieve", EveryOperationTest::retrieveWorkspace),
            entry("workspaces.update", EveryOperationTest::updateWorkspace),
            entry("workspaces.list", EveryOperationTest::listWorkspaces),
            entry("workspaces.archive", EveryOperationTest::archiveWorkspace),
            entry("workspaces.members.add", EveryOperationTest::addWorkspaceMember),
            entry("workspaces.members.retrieve", EveryOperationTest::retrieveWorkspaceMember),
            entry("workspaces.members.update", EveryOperationTest::updateWorkspaceMember),
            entry("workspaces.members.list", EveryOperationTest::listWorkspaceMembers),
            entry("workspaces.members.remove", EveryOperationTest::removeWorkspaceMember),
            entry("apiKeys.retrieve", EveryOperationTest::retrieveApiKey),
            entry("apiKeys.update", EveryOperationTest::updateApiKey),
            entry("apiKeys.list", EveryOperationTest::listApiKeys));

    private final TestDoorward doorward = TestDoorward.shared();

    private interface Exercise {
        void run(TestOrganization organization, OrganizationService sdk);
    }

    @TestFactory
    Stream<DynamicTest> everyOperationWorksOrIsListedAsNotServed() {
        Set<String> notServed = notServed();
        return operations(doorward.newOrganization())
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> {
                    if (notServed.contains(operation.name())) {
                        assertNotFound(operation);
                    } else {
                        assertThat(SERVED.keySet()).contains(operation.name());
                        assertServed(operation.name());
                    }
                }));
    }

    @Test
    void nothingIsListedThatTheSdkDoesNotHave() {
        Set<String> listed = new HashSet<>(SERVED.keySet());
        listed.addAll(notServed());

        Set<String> offered = operations(doorward.newOrganization())
                .map(Operations.Operation::name)
                .collect(Collectors.toSet());

        assertThat(offered).containsAll(listed);
    }

    @Test
    void theRecorderTellsWhatWasCalledAndNothingElse() {
        List<String> called = new ArrayList<>();
        OrganizationService sdk = Operations.recorded(
                Sdk.client(doorward, doorward.newOrganization()).organization(), called::add);

        sdk.workspaces().list();

        assertThat(called).containsExactly("workspaces.list");
    }

    private Stream<Operations.Operation> operations(TestOrganization organization) {
        return Operations.of(Sdk.client(doorward, organization).organization()).stream();
    }

    private static Set<String> notServed() {
        try (InputStream file = EveryOperationTest.class.getResourceAsStream("not-served.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertServed(String name) {
        List<String> called = new ArrayList<>();
        TestOrganization organization = doorward.newOrganization();

        SERVED.get(name)
                .run(
                        organization,
                        Operations.recorded(Sdk.client(doorward, organization).organization(), called::add));

        assertThat(called).contains(name);
    }

    private static void assertNotFound(Operations.Operation operation) {
        NotFoundException refusal = catchThrowableOfType(NotFoundException.class, operation::callWithAnything);

        assertThat(refusal).isNotNull();
        assertThat(refusal.type()).contains(ErrorType.NOT_FOUND_ERROR);
        assertThat(refusal.apiMessage()).contains("Not Found");
        assertThat(refusal.requestId()).isPresent();
    }

    private static void retrieve(TestOrganization organization, OrganizationService sdk) {
        assertThat(sdk.retrieve().id()).isEqualTo(organization.id());
    }

    private static void retrieveUser(TestOrganization organization, OrganizationService sdk) {
        String id = organization.addMember("Ada@example.com", Role.DEVELOPER);

        OrganizationUser user = sdk.users().retrieve(id);

        assertThat(user.id()).isEqualTo(id);
        assertThat(user.email()).isEqualTo("Ada@example.com");
        assertThat(user.role()).isEqualTo(OrganizationRole.DEVELOPER);
        assertThat(user._additionalProperties()).isEmpty();
    }

    private static void updateUser(TestOrganization organization, OrganizationService sdk) {
        String id = organization.addMember("ada@example.com", Role.DEVELOPER);

        for (String role : List.of("user", "claude_code_user", "developer", "billing")) {
            OrganizationUser updated = sdk.users()
                    .update(
                            id,
                            UserUpdateParams.builder()
                                    .role(UserUpdateParams.Role.of(role))
                                    .build());
            assertThat(updated.role()).isEqualTo(OrganizationRole.of(role));
        }
    }

    private static void listUsers(TestOrganization organization, OrganizationService sdk) {
        String ada = organization.addMember("ada@example.com", Role.DEVELOPER);
        String tagged = organization.addMember("ada+work@example.com", Role.USER);
        organization.addMember("bob@example.com", Role.BILLING);
        organization.addMember("eve@example.com", Role.CLAUDE_CODE_USER);

        UserListParams byEmail =
                UserListParams.builder().email("ADA@example.com").build();
        UserListParams byRole =
                UserListParams.builder().addRole("developer").addRole("user").build();

        assertThat(sdk.users().list().items()).hasSize(5);
        assertThat(sdk.users().list(byEmail).items())
                .extracting(OrganizationUser::id)
                .containsExactly(tagged, ada);
        assertThat(sdk.users().list(byRole).items())
                .extracting(OrganizationUser::id)
                .containsExactly(tagged, ada);
    }

    private static void removeUser(TestOrganization organization, OrganizationService sdk) {
        String id = organization.addMember("ada@example.com", Role.DEVELOPER);

        assertThat(sdk.users().remove(id).id()).isEqualTo(id);
        assertThat(sdk.users().list().items())
                .extracting(OrganizationUser::id)
                .containsExactly(organization.adminUserId());
    }

    private static OrganizationInvite invite(OrganizationService sdk, String email) {
        return sdk.invites()
                .create(InviteCreateParams.builder()
                        .email(email)
                        .role(InviteCreateParams.Role.DEVELOPER)
                        .rbacGroupIds(List.of())
                        .build());
    }

    private static void createInvite(TestOrganization organization, OrganizationService sdk) {
        OrganizationInvite invite = invite(sdk, "ada@example.com");

        assertThat(invite.role()).isEqualTo(OrganizationRole.DEVELOPER);
        assertThat(invite.status()).isEqualTo(OrganizationInvite.Status.PENDING);
        assertThat(invite.expiresAt()).isEqualTo(invite.invitedAt().plusDays(21));
        assertThat(invite.acceptedAt()).isEmpty();
        assertThat(invite.rbacGroupIds()).isEmpty();
        assertThat(invite._additionalProperties()).isEmpty();
    }

    private static void retrieveInvite(TestOrganization organization, OrganizationService sdk) {
        String id = invite(sdk, "ada@example.com").id();
        organization.accept(organization.inviteToken(id), "Ada");

        OrganizationInvite invite = sdk.invites().retrieve(id);

        assertThat(invite.status()).isEqualTo(OrganizationInvite.Status.ACCEPTED);
        assertThat(invite.acceptedAt()).isPresent();
    }

    private static void listInvites(TestOrganization organization, OrganizationService sdk) {
        String accepted = invite(sdk, "ada@example.com").id();
        String pending = invite(sdk, "bob@example.com").id();
        organization.accept(organization.inviteToken(accepted), "Ada");

        InviteListParams filtered = InviteListParams.builder()
                .addStatus(InviteListParams.Status.ACCEPTED)
                .addStatus(InviteListParams.Status.EXPIRED)
                .addRole("developer")
                .email("ada@example.com")
                .build();

        assertThat(sdk.invites().list().items())
                .extracting(OrganizationInvite::id)
                .containsExactly(pending, accepted);
        assertThat(sdk.invites().list(filtered).items())
                .extracting(OrganizationInvite::id)
                .containsExactly(accepted);
    }

    private static void deleteInvite(TestOrganization organization, OrganizationService sdk) {
        String id = invite(sdk, "ada@example.com").id();

        assertThat(sdk.invites().delete(id).id()).isEqualTo(id);
        assertThat(sdk.invites().list().items()).isEmpty();
        assertThat(sdk.invites().retrieve(id).status()).isEqualTo(OrganizationInvite.Status.DELETED);
    }

    private static Workspace workspace(OrganizationService sdk, String name) {
        return sdk.workspaces()
                .create(WorkspaceCreateParams.builder().name(name).build());
    }

    private static void createWorkspace(TestOrganization organization, OrganizationService sdk) {
        Workspace workspace = sdk.workspaces()
                .create(WorkspaceCreateParams.builder()
                        .name("Research")
                        .displayColor("#123abC")
                        .dataResidency(DataResidencyCreateConfig.builder()
                                .workspaceGeo(DataResidencyCreateConfig.WorkspaceGeo.US)
                                .allowedInferenceGeosOfGeos(List.of(AllowedInferenceGeo.US))
                                .defaultInferenceGeo(DataResidencyCreateConfig.DefaultInferenceGeo.US)
                                .build())
                        .tags(WorkspaceCreateParams.Tags.builder()
                                .putAdditionalProperty("team", JsonValue.from("ops"))
                                .build())
                        .externalKeyId(Optional.empty())
                        .userProfileId(Optional.empty())
                        .build());

        assertThat(workspace.displayColor()).isEqualTo("#123abC");
        assertThat(workspace.dataResidency().allowedInferenceGeos().asGeos()).containsExactly(AllowedInferenceGeo.US);
        assertThat(workspace.tags()._additionalProperties()).containsEntry("team", JsonValue.from("ops"));
        assertThat(workspace.archivedAt()).isEmpty();
        assertThat(workspace.externalKeyId()).isEmpty();
        assertThat(workspace._additionalProperties()).isEmpty();
    }

    private static void retrieveWorkspace(TestOrganization organization, OrganizationService sdk) {
        assertThat(sdk.workspaces().retrieve(organization.defaultWorkspaceId()).name())
                .isEqualTo("Default");
    }

    private static void updateWorkspace(TestOrganization organization, OrganizationService sdk) {
        Workspace workspace = workspace(sdk, "Research");

        Workspace updated = sdk.workspaces()
                .update(
                        workspace.id(),
                        WorkspaceUpdateParams.builder()
                                .name("Development")
                                .dataResidency(DataResidencyUpdateConfig.builder()
                                        .allowedInferenceGeosUnrestricted()
                                        .build())
                                .tags(Optional.empty())
                                .build());

        assertThat(updated.name()).isEqualTo("Development");
        assertThat(sdk.workspaces().update(workspace.id())).isEqualTo(updated);
    }

    private static void listWorkspaces(TestOrganization organization, OrganizationService sdk) {
        String open = workspace(sdk, "Open").id();
        String archived = workspace(sdk, "Archived").id();
        sdk.workspaces().archive(archived);

        WorkspaceListParams all = WorkspaceListParams.builder()
                .includeArchived(true)
                .includeDefault(true)
                .build();
        WorkspaceListParams two =
                WorkspaceListParams.builder().addId(open).addId(archived).build();

        assertThat(sdk.workspaces().list(all).items())
                .extracting(Workspace::id)
                .containsExactly(archived, open, organization.defaultWorkspaceId());
        assertThat(sdk.workspaces().list(two).items()).extracting(Workspace::id).containsExactly(open);
    }

    private static void archiveWorkspace(TestOrganization organization, OrganizationService sdk) {
        String id = workspace(sdk, "Research").id();
        String key = organization.addApiKey(id, "key").key().id();

        assertThat(sdk.workspaces().archive(id).archivedAt()).isPresent();
        assertThat(sdk.apiKeys().retrieve(key).status()).isEqualTo(ApiKey.Status.ARCHIVED);
    }

    private static WorkspaceMember addMember(OrganizationService sdk, String workspaceId, String userId) {
        return sdk.workspaces()
                .members()
                .add(
                        workspaceId,
                        MemberAddParams.builder()
                                .userId(userId)
                                .workspaceRole(NoBillingWorkspaceRole.WORKSPACE_DEVELOPER)
                                .build());
    }

    private static void addWorkspaceMember(TestOrganization organization, OrganizationService sdk) {
        String workspaceId = workspace(sdk, "Research").id();
        String userId = organization.addMember("ada@example.com", Role.USER);

        WorkspaceMember member = addMember(sdk, workspaceId, userId);

        assertThat(member.userId()).isEqualTo(userId);
        assertThat(member.workspaceId()).isEqualTo(workspaceId);
        assertThat(member.workspaceRole()).isEqualTo(WorkspaceRole.WORKSPACE_DEVELOPER);
        assertThat(member._additionalProperties()).isEmpty();
    }

    private static void retrieveWorkspaceMember(TestOrganization organization, OrganizationService sdk) {
        String workspaceId = workspace(sdk, "Research").id();

        WorkspaceMember member = sdk.workspaces()
                .members()
                .retrieve(
                        organization.adminUserId(),
                        MemberRetrieveParams.builder().workspaceId(workspaceId).build());

        assertThat(member.workspaceRole()).isEqualTo(WorkspaceRole.WORKSPACE_ADMIN);
    }

    private static void updateWorkspaceMember(TestOrganization organization, OrganizationService sdk) {
        String workspaceId = workspace(sdk, "Research").id();
        String userId = organization.addMember("ada@example.com", Role.BILLING);

        for (String role : List.of(
                "workspace_user",
                "workspace_restricted_developer",
                "workspace_developer",
                "workspace_admin",
                "workspace_billing")) {
            WorkspaceMember updated = sdk.workspaces()
                    .members()
                    .update(
                            userId,
                            MemberUpdateParams.builder()
                                    .workspaceId(workspaceId)
                                    .workspaceRole(WorkspaceRole.of(role))
                                    .build());
            assertThat(updated.workspaceRole()).isEqualTo(WorkspaceRole.of(role));
        }
    }

    private static void listWorkspaceMembers(TestOrganization organization, OrganizationService sdk) {
        String workspaceId = workspace(sdk, "Research").id();
        String userId = organization.addMember("ada@example.com", Role.USER);
        addMember(sdk, workspaceId, userId);

        assertThat(sdk.workspaces().members().list(workspaceId).items())
                .extracting(WorkspaceMember::userId)
                .containsExactly(userId, organization.adminUserId());
        assertThat(sdk.workspaces()
                        .members()
                        .list(MemberListParams.builder()
                                .workspaceId(organization.defaultWorkspaceId())
                                .build())
                        .items())
                .isEmpty();
    }

    private static void removeWorkspaceMember(TestOrganization organization, OrganizationService sdk) {
        String workspaceId = workspace(sdk, "Research").id();
        String userId = organization.addMember("ada@example.com", Role.USER);
        addMember(sdk, workspaceId, userId);

        MemberRemoveResponse removed = sdk.workspaces()
                .members()
                .remove(
                        userId,
                        MemberRemoveParams.builder().workspaceId(workspaceId).build());

        assertThat(removed.userId()).isEqualTo(userId);
        assertThat(removed.workspaceId()).isEqualTo(workspaceId);
    }

    private static void retrieveApiKey(TestOrganization organization, OrganizationService sdk) {
        String workspaceId = workspace(sdk, "Research").id();
        String id = organization
                .addApiKey(workspaceId, "key", Optional.of(organization.adminUserId()), Optional.empty())
                .key()
                .id();

        ApiKey key = sdk.apiKeys().retrieve(id);

        assertThat(key.status()).isEqualTo(ApiKey.Status.ACTIVE);
        assertThat(key.createdBy().orElseThrow().id()).isEqualTo(organization.adminUserId());
        assertThat(key.scope().asWorkspace().workspaceId()).isEqualTo(workspaceId);
        assertThat(key.expiresAt()).isEmpty();
        assertThat(key.principal()).isEmpty();
        assertThat(key.partialKeyHint().orElseThrow()).startsWith("dw_key_").contains("...");
        assertThat(key._additionalProperties()).isEmpty();
    }

    private static void updateApiKey(TestOrganization organization, OrganizationService sdk) {
        String id = organization
                .addApiKey(organization.defaultWorkspaceId(), "key")
                .key()
                .id();

        for (String status : List.of("inactive", "active", "archived")) {
            ApiKey updated = sdk.apiKeys()
                    .update(
                            id,
                            ApiKeyUpdateParams.builder()
                                    .status(ApiKeyUpdateParams.Status.of(status))
                                    .name(status)
                                    .build());
            assertThat(updated.status()).isEqualTo(ApiKey.Status.of(status));
            assertThat(updated.name()).isEqualTo(status);
        }
        assertThat(sdk.apiKeys().update(id).name()).isEqualTo("archived");
    }

    private static void listApiKeys(TestOrganization organization, OrganizationService sdk) {
        String workspaceId = workspace(sdk, "Research").id();
        String first = organization
                .addApiKey(workspaceId, "first", Optional.of(organization.adminUserId()), Optional.empty())
                .key()
                .id();
        String second = organization
                .addApiKey(organization.defaultWorkspaceId(), "second")
                .key()
                .id();

        ApiKeyListParams filtered = ApiKeyListParams.builder()
                .status(ApiKeyListParams.Status.ACTIVE)
                .workspaceId(workspaceId)
                .createdByUserId(organization.adminUserId())
                .build();

        assertThat(sdk.apiKeys().list().items()).extracting(ApiKey::id).containsExactly(second, first);
        assertThat(sdk.apiKeys().list(filtered).items()).extracting(ApiKey::id).containsExactly(first);
    }
}
