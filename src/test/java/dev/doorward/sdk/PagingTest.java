package dev.doorward.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.AutoPager;
import com.anthropic.core.Page;
import com.anthropic.models.organization.apikeys.ApiKey;
import com.anthropic.models.organization.apikeys.ApiKeyListParams;
import com.anthropic.models.organization.invites.InviteCreateParams;
import com.anthropic.models.organization.invites.InviteListParams;
import com.anthropic.models.organization.invites.OrganizationInvite;
import com.anthropic.models.organization.users.OrganizationUser;
import com.anthropic.models.organization.users.UserListParams;
import com.anthropic.models.organization.workspaces.Workspace;
import com.anthropic.models.organization.workspaces.WorkspaceCreateParams;
import com.anthropic.models.organization.workspaces.WorkspaceListParams;
import com.anthropic.models.organization.workspaces.WorkspaceMember;
import com.anthropic.models.organization.workspaces.members.MemberListParams;
import com.anthropic.services.blocking.OrganizationService;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The SDK's own paging walks every list to its end, in both directions, with its filters kept. */
class PagingTest {
    private static final int ROWS = 7;
    private static final long LIMIT = 3;

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final AnthropicClient client = Sdk.client(doorward, organization);
    private final OrganizationService sdk = client.organization();

    @Test
    void usersArePagedBothWays() {
        List<String> ids = newestFirst(number -> organization.addMember("u" + number + "@example.com", Role.USER));
        UserListParams params =
                UserListParams.builder().limit(LIMIT).addRole("user").build();

        assertWalked(
                ids,
                OrganizationUser::id,
                sdk.users().list(params),
                sdk.users().list(params).autoPager(),
                oldest -> sdk.users().list(params.toBuilder().beforeId(oldest).build()));
    }

    @Test
    void invitesArePagedBothWays() {
        List<String> ids = newestFirst(number -> sdk.invites()
                .create(InviteCreateParams.builder()
                        .email("i" + number + "@example.com")
                        .role(InviteCreateParams.Role.USER)
                        .build())
                .id());
        InviteListParams params = InviteListParams.builder()
                .limit(LIMIT)
                .addStatus(InviteListParams.Status.PENDING)
                .build();

        assertWalked(
                ids,
                OrganizationInvite::id,
                sdk.invites().list(params),
                sdk.invites().list(params).autoPager(),
                oldest -> sdk.invites().list(params.toBuilder().beforeId(oldest).build()));
    }

    @Test
    void workspacesArePagedBothWays() {
        List<String> ids = newestFirst(this::addWorkspace);
        WorkspaceListParams params =
                WorkspaceListParams.builder().limit(LIMIT).includeArchived(true).build();
        sdk.workspaces().archive(ids.get(2));

        assertWalked(
                ids,
                Workspace::id,
                sdk.workspaces().list(params),
                sdk.workspaces().list(params).autoPager(),
                oldest -> sdk.workspaces()
                        .list(params.toBuilder().beforeId(oldest).build()));
    }

    @Test
    void workspaceMembersArePagedBothWaysByUserId() {
        String workspaceId = addWorkspace(0);
        List<String> ids = newestFirst(number -> organization.addMember("b" + number + "@example.com", Role.BILLING));
        MemberListParams params =
                MemberListParams.builder().workspaceId(workspaceId).limit(LIMIT).build();
        List<String> withAdmin = IntStream.rangeClosed(0, ROWS)
                .mapToObj(i -> i < ROWS ? ids.get(i) : organization.adminUserId())
                .toList();

        assertWalked(
                withAdmin,
                WorkspaceMember::userId,
                sdk.workspaces().members().list(params),
                sdk.workspaces().members().list(params).autoPager(),
                oldest -> sdk.workspaces()
                        .members()
                        .list(params.toBuilder().beforeId(oldest).build()));
    }

    @Test
    void apiKeysArePagedBothWays() {
        String workspaceId = addWorkspace(0);
        List<String> ids = newestFirst(number ->
                organization.addApiKey(workspaceId, "k" + number).key().id());
        organization.addApiKey(organization.defaultWorkspaceId(), "another");
        ApiKeyListParams params = ApiKeyListParams.builder()
                .limit(LIMIT)
                .workspaceId(workspaceId)
                .status(ApiKeyListParams.Status.ACTIVE)
                .build();

        assertWalked(
                ids,
                ApiKey::id,
                sdk.apiKeys().list(params),
                sdk.apiKeys().list(params).autoPager(),
                oldest -> sdk.apiKeys().list(params.toBuilder().beforeId(oldest).build()));
    }

    private String addWorkspace(int number) {
        return sdk.workspaces()
                .create(WorkspaceCreateParams.builder().name("w" + number).build())
                .id();
    }

    private static List<String> newestFirst(Function<Integer, String> make) {
        return IntStream.range(0, ROWS).boxed().map(make).toList().reversed();
    }

    /** A page that is asked for with {@code before_id} is the one next to it, so the pages come oldest first. */
    private static <T> void assertWalked(
            List<String> ids,
            Function<T, String> name,
            Page<T> first,
            AutoPager<T> all,
            Function<String, ? extends Page<T>> before) {
        List<List<String>> forwards = Sdk.walk(first, name);
        List<List<String>> backwards = Sdk.walk(before.apply(ids.getLast()), name);
        AutoPager<T> allBackwards = AutoPager.from(before.apply(ids.getLast()));

        assertThat(forwards).allSatisfy(page -> assertThat(page).hasSizeBetween(1, (int) LIMIT));
        assertThat(forwards.stream().flatMap(List::stream)).containsExactlyElementsOf(ids);
        assertThat(all.stream().map(name)).containsExactlyElementsOf(ids);
        assertThat(backwards.reversed().stream().flatMap(List::stream))
                .containsExactlyElementsOf(ids.subList(0, ids.size() - 1));
        assertThat(allBackwards.stream().map(name))
                .containsExactlyElementsOf(
                        backwards.stream().flatMap(List::stream).toList());
    }
}
