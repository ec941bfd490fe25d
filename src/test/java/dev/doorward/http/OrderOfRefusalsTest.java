package dev.doorward.http;

import static dev.doorward.ReplyAssert.assertReply;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import org.junit.jupiter.api.Test;

/**
 * A request with several faults is refused for the first of them: limits, path and verb, credential, version, right, query
 * and body, existence, rules. Each test has a request with two neighbouring faults.
 */
class OrderOfRefusalsTest {
    private final TestOrganization organization = TestDoorward.shared().newOrganization();
    private final TestClient client = organization.client();
    private final TestClient nobody = client.without("x-api-key");
    private final TestClient reader = client.with(
            "x-api-key", organization.addAdminKey(Scope.READ).secret().reveal());

    @Test
    void limitsComeBeforeThePath() {
        assertReply(client.post("nowhere", "x".repeat(300_000))).isRefused(413);
    }

    @Test
    void thePathAndTheVerbComeBeforeTheCredential() {
        assertReply(nobody.get("nowhere")).isRefused(404);
        assertReply(nobody.delete("me")).isRefused(405);
        assertReply(nobody.post("api_keys", "{}")).isRefused(405);
    }

    @Test
    void theCredentialComesBeforeTheVersion() {
        TestClient wrongVersion = nobody.with("anthropic-version", "1");

        assertReply(wrongVersion.get("me")).isRefused(401);
        assertReply(wrongVersion.with("x-api-key", "x").get("me")).isRefused(401);
        assertReply(wrongVersion.post("workspaces", "x")).isRefused(401);
    }

    @Test
    void theVersionComesBeforeTheRight() {
        String apiKey = organization
                .addApiKey(organization.defaultWorkspaceId(), "k")
                .secret()
                .reveal();

        assertReply(client.with("x-api-key", apiKey)
                        .with("anthropic-version", "1")
                        .get("me"))
                .isInvalid("anthropic-version: ");
        assertReply(reader.with("anthropic-version", "1").post("workspaces", "{}"))
                .isInvalid("anthropic-version: ");
    }

    @Test
    void theRightComesBeforeTheQueryAndTheBody() {
        TestClient writer = client.with(
                "x-api-key", organization.addAdminKey(Scope.MEMBERS).secret().reveal());

        assertReply(writer.get("users?limit=x")).isRefused(403);
        assertReply(reader.post("workspaces", "not JSON")).isRefused(403);
        assertReply(reader.post("users/x", "{}")).isRefused(403);
        assertReply(reader.delete("users/x")).isRefused(403);
    }

    @Test
    void theQueryAndTheBodyComeBeforeExistence() {
        assertReply(client.get("workspaces/x/members?limit=x")).isInvalid("limit: ");
        assertReply(client.post("users/x", "{}")).isInvalid("role: ");
        assertReply(client.post("workspaces/x", "{\"name\":1}")).isInvalid("name: ");
        assertReply(client.post("workspaces/x/archive", "{\"name\":1}")).isInvalid("name: ");
        assertReply(client.post("workspaces/x/members", "{}")).isInvalid("user_id: ");
        assertReply(client.post("workspaces/x/members/x", "{}")).isInvalid("workspace_role: ");
        assertReply(client.post("api_keys/x", "{\"status\":\"expired\"}")).isInvalid("status: ");
    }

    @Test
    void existenceComesBeforeRules() {
        String archived = client.post("workspaces", "{\"name\":\"W\"}").at("/id");
        client.post("workspaces/" + archived + "/archive");
        String removed = organization.addMember("ada@example.com", Role.USER);
        client.delete("users/" + removed);
        String body = """
                {"user_id":"%s","workspace_role":"workspace_user"}""".formatted(removed);

        assertReply(client.post("workspaces/" + archived + "/members", body)).isNotFound();
        assertReply(client.post("workspaces/" + organization.defaultWorkspaceId() + "/members", body))
                .isNotFound();
        assertReply(client.delete("workspaces/" + archived + "/members/" + removed))
                .isNotFound();
        assertReply(client.delete("users/" + removed)).isNotFound(); // And not: the only member stays.
    }
}
