package dev.doorward.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientAsync;
import com.anthropic.client.okhttp.AnthropicOkHttpClientAsync;
import com.anthropic.models.organization.apikeys.ApiKey;
import com.anthropic.models.organization.apikeys.ApiKeyRetrieveParams;
import com.anthropic.models.organization.users.OrganizationUser;
import com.anthropic.models.organization.users.UserListPageAsync;
import com.anthropic.models.organization.users.UserListParams;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Clients of both eras work against one server: today's SDK, and what was written before 2026-10-21. */
class ErasTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final AnthropicClient sdk = Sdk.client(doorward, organization);
    private final String workspaceId =
            organization.client().post("workspaces", "{\"name\":\"Research\"}").at("/id");
    private final String keyId =
            organization.addApiKey(workspaceId, "key").key().id();
    private final String defaultKeyId = organization
            .addApiKey(organization.defaultWorkspaceId(), "default")
            .key()
            .id();

    @ParameterizedTest
    @ValueSource(strings = {"2023-06-01", "2023-01-01"})
    void anApiKeyNamesItsWorkspaceInTheOldEra(String version) {
        TestClient client = organization.client().with("anthropic-version", version);

        JsonNode key = client.get("api_keys/" + keyId).json();
        JsonNode defaultKey = client.get("api_keys/" + defaultKeyId).json();
        JsonNode updated =
                client.post("api_keys/" + keyId, "{\"status\":\"inactive\"}").json();
        JsonNode list = client.get("api_keys?workspace_id=" + workspaceId).json();

        assertThat(key.get("workspace_id").stringValue()).isEqualTo(workspaceId);
        assertThat(defaultKey.get("workspace_id").isNull()).isTrue();
        assertThat(defaultKey.at("/scope/workspace_id").stringValue()).isEqualTo(organization.defaultWorkspaceId());
        assertThat(updated.get("workspace_id").stringValue()).isEqualTo(workspaceId);
        assertThat(list.at("/data/0/workspace_id").stringValue()).isEqualTo(workspaceId);
    }

    @Test
    void aRequestWithoutAVersionIsOfTheOldEra() {
        TestClient client = organization.client().without("anthropic-version");

        assertThat(client.get("api_keys/" + keyId).at("/workspace_id")).isEqualTo(workspaceId);
    }

    @Test
    void anApiKeyOfTheNewEraHasItsScopeOnly() {
        ApiKey key = sdk.organization().apiKeys().retrieve(keyId);

        assertThat(key._additionalProperties()).doesNotContainKey("workspace_id");
        assertThat(key.scope().asWorkspace().workspaceId()).isEqualTo(workspaceId);
    }

    @Test
    void theSdkShowsAFieldThatItDoesNotKnow() {
        ApiKeyRetrieveParams old = ApiKeyRetrieveParams.builder()
                .putAdditionalHeader("anthropic-version", "2023-06-01")
                .build();

        ApiKey key = sdk.organization().apiKeys().retrieve(keyId, old);

        assertThat(key._additionalProperties()).containsOnlyKeys("workspace_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"me", "users", "invites", "workspaces?include_default=true", "api_keys"})
    void whatElseIsServedIsTheSameInBothEras(String path) {
        organization.addMember("ada@example.com", Role.DEVELOPER);
        organization.client().post("invites", "{\"email\":\"bob@example.com\",\"role\":\"user\"}");

        JsonNode old = organization.client().get(path).json();
        JsonNode now = organization.newEraClient().get(path).json();
        old.path("data").forEach(item -> ((ObjectNode) item).remove("workspace_id"));

        assertThat(now).isEqualTo(old);
        assertThat(now.isEmpty()).isFalse();
    }

    @Test
    void workspaceMembersAreTheSameInBothEras() {
        String path = "workspaces/" + workspaceId + "/members";

        JsonNode now = organization.newEraClient().get(path).json();

        assertThat(now).isEqualTo(organization.client().get(path).json());
        assertThat(now.at("/data/0/workspace_id").stringValue()).isEqualTo(workspaceId);
    }

    /** If this fails with a new SDK, its era is a third one: the tests of this package show what it needs. */
    @Test
    void theSdkSpeaksTheNewEra() throws IOException {
        AtomicReference<Headers> sent = new AtomicReference<>();
        HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            sent.set(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(404, -1);
        });
        listener.start();
        AnthropicClient client = Sdk.builder(doorward)
                .baseUrl("http://127.0.0.1:" + listener.getAddress().getPort())
                .authToken(organization.adminKey())
                .build();

        catchThrowable(() -> client.organization().retrieve());
        listener.stop(0);

        assertThat(sent.get().getFirst("anthropic-version")).isEqualTo("2026-10-21");
        assertThat(sent.get().getFirst("authorization")).isEqualTo("Bearer " + organization.adminKey());
        assertThat(sent.get().getFirst("x-api-key")).isNull();
    }

    @Test
    void theSdkSignsInWithAnApiKeyToo() {
        AnthropicClient client =
                Sdk.builder(doorward).apiKey(organization.adminKey()).build();

        assertThat(client.organization().retrieve().id()).isEqualTo(organization.id());
    }

    @Test
    void theAsynchronousSdkWorksToo() {
        AnthropicClientAsync client = AnthropicOkHttpClientAsync.builder()
                .baseUrl(doorward.baseUrl())
                .authToken(organization.adminKey())
                .responseValidation(true)
                .build();
        String ada = organization.addMember("ada@example.com", Role.DEVELOPER);
        String bob = organization.addMember("bob@example.com", Role.DEVELOPER);
        List<String> seen = new CopyOnWriteArrayList<>();

        UserListPageAsync page = client.organization()
                .users()
                .list(UserListParams.builder().limit(1).build())
                .join();
        page.autoPager()
                .subscribe((OrganizationUser user) -> seen.add(user.id()))
                .onCompleteFuture()
                .join();
        client.close();

        assertThat(seen).containsExactly(bob, ada, organization.adminUserId());
    }
}
