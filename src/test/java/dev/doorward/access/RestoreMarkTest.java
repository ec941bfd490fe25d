package dev.doorward.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestDoorward;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.Minted;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import dev.doorward.workspaces.Workspace;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The mark keeps out who was let in before it was set. */
class RestoreMarkTest {
    @Test
    void aWriteThatQueuedBeforeTheMarkIsRefusedAfterItAndACommandIsNot() {
        try (TestDoorward doorward = TestDoorward.start(Map.of())) {
            var app = doorward.app();
            Minted<AdminKey> minted = doorward.firstOrganization().addAdminKey();
            Caller admitted =
                    app.db.read(tx -> app.authenticator.authenticate(tx, minted.secret(), app.newRequestId()));

            app.db.writeInstallation(tx -> {
                RestoreMarkSql.set(tx);
                return null;
            });

            assertThatThrownBy(() -> app.workspaces.create(admitted, Workspace.Create.named("x")))
                    .isInstanceOfSatisfying(
                            ApiError.class, e -> assertThat(e.type()).isEqualTo(ErrorType.UNAVAILABLE));
            assertThat(app.workspaces.create(app.operator(admitted.organizationId()), Workspace.Create.named("x")))
                    .isNotNull();
        }
    }
}
