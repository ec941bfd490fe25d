package dev.doorward.http;

import static dev.doorward.ReplyAssert.assertReply;

import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract promises under "Request headers". */
class VersionTest {
    private final TestOrganization organization = TestDoorward.shared().newOrganization();
    private final TestClient client = organization.client();

    @ParameterizedTest
    @CsvSource({
        "2023-01-01, x-api-key,     ''",
        "2023-06-01, x-api-key,     ''",
        "2026-10-21, x-api-key,     ''",
        "2023-01-01, authorization, 'Bearer '",
        "2023-06-01, authorization, 'Bearer '",
        "2026-10-21, authorization, 'Bearer '",
    })
    void everyVersionTakesBothCredentialHeaders(String version, String header, String scheme) {
        TestClient other = client.without("x-api-key")
                .with(header, scheme + organization.adminKey())
                .with("anthropic-version", version);

        assertReply(other.get("me")).isOk();
        assertReply(other.post("workspaces", "{\"name\":\"W\"}")).isOk();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2023-06-02", "2026-10-22", "2023-6-1", "latest", "\"2023-06-01\"", "2023-06-01, 2023-06-01"})
    void anotherVersionIsRefusedByName(String version) {
        Reply reply = client.with("anthropic-version", version).get("me");

        assertReply(reply).isRefused(400).hasMessage("anthropic-version: \"" + version + "\" is not a valid version");
    }

    @Test
    void aMissingVersionIsTheOneOf2023() {
        String id = organization
                .addApiKey(organization.defaultWorkspaceId(), "k")
                .key()
                .id();

        Reply without = client.without("anthropic-version").get("api_keys/" + id);

        assertReply(without).isExactly(client.get("api_keys/" + id).text());
    }

    @Test
    void aSettingDemandsTheHeader() {
        try (TestDoorward own = TestDoorward.start(Map.of(Setting.REQUIRE_VERSION_HEADER, "true"))) {
            TestClient strict = own.firstOrganization().client();

            assertReply(strict.get("me")).isOk();
            assertReply(strict.without("anthropic-version").get("me"))
                    .isRefused(400)
                    .hasMessage("anthropic-version: header is required");
        }
    }

    @Test
    void otherHeadersOfTheSdksChangeNothing() {
        TestClient chatty = client.with("anthropic-beta", "some-beta-2026-01-01")
                .with("anthropic-workspace-id", "wrkspc_01x")
                .with("X-Stainless-Lang", "java")
                .with("X-Stainless-Retry-Count", "0")
                .with("User-Agent", "curl/8.5.0");

        Reply reply = chatty.get("me");

        assertReply(reply).isExactly(client.get("me").text());
    }
}
