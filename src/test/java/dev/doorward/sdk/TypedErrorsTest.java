package dev.doorward.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.ErrorType;
import com.anthropic.models.organization.ConcurrentMembershipChangeException;
import com.anthropic.models.organization.OrgMemberLimitExceededException;
import com.anthropic.models.organization.apikeys.ApiKeyUpdateParams;
import com.anthropic.models.organization.apikeys.OrgApiKeyLimitExceededException;
import com.anthropic.models.organization.apikeys.WorkspaceApiKeyLimitExceededException;
import com.anthropic.models.organization.invites.AlreadyMemberException;
import com.anthropic.models.organization.invites.EmailDomainNotAllowedException;
import com.anthropic.models.organization.invites.InviteAlreadyExistsException;
import com.anthropic.models.organization.invites.InviteCreateParams;
import com.anthropic.models.organization.users.CannotRemoveLastMemberException;
import com.anthropic.models.organization.workspaces.NoBillingWorkspaceRole;
import com.anthropic.models.organization.workspaces.WorkspaceCreateParams;
import com.anthropic.models.organization.workspaces.WorkspaceMemberLimitExceededException;
import com.anthropic.models.organization.workspaces.WorkspaceRole;
import com.anthropic.models.organization.workspaces.members.MemberAddParams;
import com.anthropic.models.organization.workspaces.members.MemberUpdateParams;
import com.anthropic.services.blocking.OrganizationService;
import dev.doorward.Setting;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each pair of status and error code of the contract becomes the SDK's own exception for it, with valid details. */
class TypedErrorsTest {
    private static TestDoorward limited;

    private final TestOrganization organization = limited.newOrganization();
    private final OrganizationService sdk = Sdk.client(limited, organization).organization();

    @BeforeAll
    static void startWithLimits() {
        limited = TestDoorward.start(Map.of(
                Setting.ALLOWED_EMAIL_DOMAINS, "example.com",
                Setting.MAX_MEMBERS, "3",
                Setting.MAX_WORKSPACE_MEMBERS, "1",
                Setting.MAX_API_KEYS, "3",
                Setting.MAX_WORKSPACE_API_KEYS, "2"));
    }

    @AfterAll
    static void stop() {
        limited.close();
    }

    @Test
    void anAddressOfAMemberIsAlreadyMember() {
        String userId = organization.addMember("ada@example.com", Role.USER);

        AlreadyMemberException refusal = refused(AlreadyMemberException.class, () -> invite("ADA@example.com"));

        assertThat(refusal.details().validate()).isNotNull();
        assertThat(refusal.apiMessage().orElseThrow()).contains(userId);
    }

    @Test
    void aPendingInviteIsInviteAlreadyExists() {
        String id = invite("ada@example.com");

        InviteAlreadyExistsException refusal =
                refused(InviteAlreadyExistsException.class, () -> invite("ada@example.com"));

        assertThat(refusal.details().validate()).isNotNull();
        assertThat(refusal.apiMessage().orElseThrow()).contains(id);
    }

    @Test
    void anotherDomainIsEmailDomainNotAllowed() {
        EmailDomainNotAllowedException refusal =
                refused(EmailDomainNotAllowedException.class, () -> invite("ada@example.org"));

        assertThat(refusal.details().validate()).isNotNull();
    }

    @Test
    void oneMemberTooManyIsOrgMemberLimitExceeded() {
        invite("ada@example.com");
        invite("bob@example.com");

        OrgMemberLimitExceededException refusal =
                refused(OrgMemberLimitExceededException.class, () -> invite("eve@example.com"));

        assertThat(refusal.details().validate()).isNotNull();
    }

    @Test
    void theOnlyMemberIsCannotRemoveLastMember() {
        CannotRemoveLastMemberException refusal =
                refused(CannotRemoveLastMemberException.class, () -> sdk.users().remove(organization.adminUserId()));

        assertThat(refusal.details().validate()).isNotNull();
    }

    @Test
    void oneWorkspaceMemberTooManyIsWorkspaceMemberLimitExceeded() {
        String workspaceId = addWorkspace();
        addToWorkspace(workspaceId, organization.addMember("ada@example.com", Role.USER));
        String billing = organization.addMember("bob@example.com", Role.BILLING);

        WorkspaceMemberLimitExceededException added =
                refused(WorkspaceMemberLimitExceededException.class, () -> addToWorkspace(workspaceId, billing));
        WorkspaceMemberLimitExceededException raised = refused(
                WorkspaceMemberLimitExceededException.class,
                () -> sdk.workspaces()
                        .members()
                        .update(
                                billing,
                                MemberUpdateParams.builder()
                                        .workspaceId(workspaceId)
                                        .workspaceRole(WorkspaceRole.WORKSPACE_USER)
                                        .build()));

        assertThat(added.details().validate()).isNotNull();
        assertThat(raised.details().validate()).isNotNull();
    }

    @Test
    void oneActiveKeyTooManyInAWorkspaceIsWorkspaceApiKeyLimitExceeded() {
        String stopped = addStoppedKey(organization.defaultWorkspaceId());
        organization.addApiKey(organization.defaultWorkspaceId(), "one");
        organization.addApiKey(organization.defaultWorkspaceId(), "two");

        WorkspaceApiKeyLimitExceededException refusal =
                refused(WorkspaceApiKeyLimitExceededException.class, () -> activate(stopped));

        assertThat(refusal.details().validate()).isNotNull();
    }

    @Test
    void oneActiveKeyTooManyInTheOrganizationIsOrgApiKeyLimitExceeded() {
        String stopped = addStoppedKey(organization.defaultWorkspaceId());
        organization.addApiKey(addWorkspace(), "one");
        organization.addApiKey(addWorkspace(), "two");
        organization.addApiKey(addWorkspace(), "three");

        OrgApiKeyLimitExceededException refusal =
                refused(OrgApiKeyLimitExceededException.class, () -> activate(stopped));

        assertThat(refusal.details().validate()).isNotNull();
    }

    /** Holds the one lock for as long as a removal waits for it: five seconds. */
    @Test
    void aRemovalThatDoesNotGetTheLockIsConcurrentMembershipChange() throws InterruptedException {
        String userId = organization.addMember("ada@example.com", Role.USER);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform()
                .start(() -> limited.app().db.write(organization.id(), _ -> {
                    held.countDown();
                    return uninterrupted(release);
                }));
        held.await();

        ConcurrentMembershipChangeException refusal;
        try {
            refusal = catchThrowableOfType(
                    ConcurrentMembershipChangeException.class, () -> sdk.users().remove(userId));
        } finally {
            release.countDown();
            holder.join();
        }

        assertThat(refusal).isNotNull();
        assertThat(refusal.statusCode()).isEqualTo(409);
        assertThat(refusal.type()).contains(ErrorType.of("conflict_error"));
        assertThat(refusal.details().validate()).isNotNull();
        assertThat(sdk.users().remove(userId).id()).isEqualTo(userId);
    }

    @Test
    void aRefusalWithoutACodeIsAPlainBadRequest() {
        String message = "An admin cannot be removed through the API.";
        organization.addMember("ada@example.com", Role.USER);

        BadRequestException refusal = catchThrowableOfType(
                BadRequestException.class, () -> sdk.users().remove(organization.adminUserId()));

        assertThat(refusal.getClass()).isEqualTo(BadRequestException.class);
        assertThat(refusal.errorCode()).isEmpty();
        assertThat(refusal.apiMessage()).contains(message);
    }

    @Test
    void aBadKeyIsUnauthorizedAnApiKeyIsDeniedAndAStrangerIsNotFound() {
        String apiKey = organization
                .addApiKey(organization.defaultWorkspaceId(), "key")
                .secret()
                .reveal();
        AnthropicClient nobody = Sdk.builder(limited).authToken("nobody").build();
        AnthropicClient notAdmin = Sdk.builder(limited).authToken(apiKey).build();
        String stranger = limited.newOrganization().adminUserId();

        UnauthorizedException unauthorized = catchThrowableOfType(
                UnauthorizedException.class, () -> nobody.organization().retrieve());
        PermissionDeniedException denied = catchThrowableOfType(
                PermissionDeniedException.class, () -> notAdmin.organization().retrieve());
        NotFoundException notFound =
                catchThrowableOfType(NotFoundException.class, () -> sdk.users().retrieve(stranger));

        assertThat(unauthorized.type()).contains(ErrorType.AUTHENTICATION_ERROR);
        assertThat(denied.type()).contains(ErrorType.PERMISSION_ERROR);
        assertThat(notFound.type()).contains(ErrorType.NOT_FOUND_ERROR);
    }

    private static <E extends AnthropicServiceException> E refused(Class<E> type, ThrowingCallable call) {
        E refusal = catchThrowableOfType(type, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refusal.type()).contains(ErrorType.INVALID_REQUEST_ERROR);
        assertThat(refusal.requestId())
                .contains(refusal.headers().values("request-id").getFirst());
        return refusal;
    }

    private static Object uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String invite(String email) {
        return sdk.invites()
                .create(InviteCreateParams.builder()
                        .email(email)
                        .role(InviteCreateParams.Role.USER)
                        .build())
                .id();
    }

    private String addWorkspace() {
        return sdk.workspaces()
                .create(WorkspaceCreateParams.builder().name("Research").build())
                .id();
    }

    private void addToWorkspace(String workspaceId, String userId) {
        sdk.workspaces()
                .members()
                .add(
                        workspaceId,
                        MemberAddParams.builder()
                                .userId(userId)
                                .workspaceRole(NoBillingWorkspaceRole.WORKSPACE_USER)
                                .build());
    }

    private String addStoppedKey(String workspaceId) {
        String id = organization.addApiKey(workspaceId, "stopped").key().id();
        setStatus(id, ApiKeyUpdateParams.Status.INACTIVE);
        return id;
    }

    private void activate(String id) {
        setStatus(id, ApiKeyUpdateParams.Status.ACTIVE);
    }

    private void setStatus(String id, ApiKeyUpdateParams.Status status) {
        sdk.apiKeys().update(id, ApiKeyUpdateParams.builder().status(status).build());
    }
}
