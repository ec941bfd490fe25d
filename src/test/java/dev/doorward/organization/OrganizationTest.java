package dev.doorward.organization;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import org.junit.jupiter.api.Test;

/** What the contract's section 2 promises. */
class OrganizationTest {
    private final TestOrganization organization = TestDoorward.shared().newOrganization();

    @Test
    void meShowsExactlyThreeFieldsInBothEras() {
        TestClient.Reply old = organization.client().get("me");
        TestClient.Reply recent = organization.newEraClient().get("me");

        assertReply(old).isExactly("""
                {"id":"%s","name":"%s","type":"organization"}""".formatted(organization.id(), old.at("/name")));
        assertThat(old.at("/name")).startsWith("Test ");
        assertThat(recent.text()).isEqualTo(old.text());
    }

    @Test
    void anOrganizationsIdIsALowerCaseUuid() {
        String id = organization.client().get("me").at("/id");

        assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    }
}
