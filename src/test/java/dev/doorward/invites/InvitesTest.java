package dev.doorward.invites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the contract's section 4 promises. */
class InvitesTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    @Test
    void anInviteLastsTwentyOneDays() {
        String id = client.post("invites", "{\"email\":\"ada@example.com\",\"role\":\"user\"}")
                .at("/id");

        doorward.clock().advance(Duration.ofDays(21).minusMinutes(1));
        String before = client.get("invites/" + id).at("/status");
        doorward.clock().advance(Duration.ofMinutes(1));
        String after = client.get("invites/" + id).at("/status");

        assertThat(before).isEqualTo("pending");
        assertThat(after).isEqualTo("expired");
    }

    @Test
    void aPendingInviteBlocksASecondOneForTheSameAddress() {
        String id = client.post("invites", "{\"email\":\"ada@example.com\",\"role\":\"user\"}")
                .at("/id");

        TestClient.Reply second = client.post("invites", "{\"email\":\"ADA@Example.com\",\"role\":\"developer\"}");

        assertThat(second.status()).isEqualTo(400);
        assertThat(second.at("/error/details/error_code")).isEqualTo("invite_already_exists");
        assertThat(second.at("/error/message")).contains(id);
    }
}
