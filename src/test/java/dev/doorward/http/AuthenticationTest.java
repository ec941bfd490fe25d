package dev.doorward.http;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDatabase;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.Minted;
import dev.doorward.credentials.Secret;
import dev.doorward.db.Db;
import dev.doorward.db.Ids;
import dev.doorward.db.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract promises under "Credentials". */
class AuthenticationTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();
    private final TestClient nobody = client.without("x-api-key");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-api-key: <key>",
                "X-API-KEY: <key>",
                "x-ApI-kEy:<key>  ",
                "authorization: Bearer <key>",
                "AUTHORIZATION: bearer <key>",
                "Authorization: BEARER   <key>",
                "x-api-key: <key>\r\nauthorization: Bearer <key>",
                "x-api-key: <key>\r\nX-Api-Key: <key>",
                "authorization: Bearer <key>\r\nauthorization: Bearer <key>",
                "authorization: Basic dXNlcjpwYXNz\r\nx-api-key: <key>",
                "authorization: Negotiate\r\nx-api-key: <key>",
                "x-api-key: \r\nauthorization: Bearer <key>",
                "authorization: Basic dXNlcjpwYXNz\r\nauthorization: Bearer <key>",
            })
    void oneCredentialIsTakenFromEitherHeader(String headers) throws IOException {
        String answer = me(headers);

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains(organization.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-api-key: <key>\r\nauthorization: Bearer <other>",
                "x-api-key: <other>\r\nauthorization: Bearer <key>",
                "x-api-key: <key>\r\nx-api-key: <other>",
                "x-api-key: <key>\r\nx-api-key: nonsense",
                "x-api-key: <key>\r\nx-api-key: ",
                "authorization: Bearer <key>\r\nauthorization: Bearer <other>",
                "x-api-key: <key>, <key>",
                "x-api-key: Bearer <key>",
                "authorization: Bearer <key> <key>",
            })
    void differentCredentialsAreNone(String headers) throws IOException {
        String answer = me(headers);

        assertThat(answer)
                .startsWith("HTTP/1.1 401 ")
                .contains("\"type\":\"authentication_error\",\"message\":\"API key is invalid.\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept: */*",
                "x-api-key: ",
                "authorization: Basic dXNlcjpwYXNz",
                "authorization: <key>",
                "authorization: Bearer",
                "authorization: Token <key>",
                "cookie: x-api-key=<key>; session=<key>",
                "api-key: <key>",
            })
    void aMissingCredentialIsAskedFor(String headers) throws IOException {
        String answer = me(headers);

        assertThat(answer)
                .startsWith("HTTP/1.1 401 ")
                .contains("\"type\":\"authentication_error\",\"message\":\"x-api-key header is required\"");
    }

    private String me(String headers) throws IOException {
        String head = headers.replace("<key>", organization.adminKey())
                .replace("<other>", doorward.firstOrganization().adminKey());
        try (RawClient raw = new RawClient(doorward.baseUrl())) {
            raw.send("GET /v1/organizations/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + head + "\r\n\r\n");
            return raw.readAll(5_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key", "api_key", "key", "access_token", "authorization"})
    void aCredentialInTheQueryIsNotRead(String parameter) {
        Reply reply = nobody.get("me?" + parameter + "=" + organization.adminKey());

        assertReply(reply).isRefused(401).hasMessage("x-api-key header is required");
    }

    private enum Refused {
        NONSENSE,
        PREFIX_ONLY,
        VERY_LONG,
        CUT,
        WRONG_CHECKSUM,
        UNKNOWN,
        UNKNOWN_API_KEY,
        REVOKED,
        INACTIVE_API_KEY,
        ARCHIVED_API_KEY,
        API_KEY_OF_ARCHIVED_WORKSPACE,
        EXPIRED_API_KEY,
        ADMIN_KEY_OF_DISABLED_ORGANIZATION,
        API_KEY_OF_DISABLED_ORGANIZATION
    }

    /** One test and not one for each, since the promise is that they cannot be told apart. */
    @Test
    void everyCredentialThatDoesNotCountGetsTheSameAnswer() {
        Map<Refused, String> bodies = new EnumMap<>(Refused.class);

        for (Refused reason : Refused.values()) {
            Reply reply = client.with("x-api-key", secret(reason)).get("me");
            assertReply(reply).isRefused(401);
            assertThat(reply.header("anthropic-organization-id")).isNull();
            bodies.put(reason, reply.text().replace(reply.header("request-id"), "req"));
        }

        assertThat(bodies.values()).containsOnly("""
                        {"type":"error","error":{"type":"authentication_error","message":"API key is invalid."},\
                        "request_id":"req"}""");
    }

    private String secret(Refused reason) {
        String good = organization.adminKey();
        return switch (reason) {
            case NONSENSE -> "nonsense";
            case PREFIX_ONLY -> "dw_adm_";
            case VERY_LONG -> good.repeat(100);
            case CUT -> good.substring(0, good.length() - 1);
            case WRONG_CHECKSUM -> good.substring(0, good.length() - 1) + (good.endsWith("0") ? "1" : "0");
            case UNKNOWN -> Secret.mint("dw_adm_", new Random(1)).reveal();
            case UNKNOWN_API_KEY -> Secret.mint("dw_key_", new Random(1)).reveal();
            case REVOKED -> revoked();
            case INACTIVE_API_KEY -> apiKey("inactive");
            case ARCHIVED_API_KEY -> apiKey("archived");
            case API_KEY_OF_ARCHIVED_WORKSPACE -> archivedWithItsWorkspace();
            case EXPIRED_API_KEY -> expired();
            case ADMIN_KEY_OF_DISABLED_ORGANIZATION -> disabled().adminKey();
            case API_KEY_OF_DISABLED_ORGANIZATION -> keyOfDisabled();
        };
    }

    private String revoked() {
        Minted<AdminKey> minted = organization.addAdminKey();
        doorward.app()
                .adminKeys
                .revoke(doorward.app().operator(organization.id()), minted.key().id());
        return minted.secret().reveal();
    }

    private String apiKey(String status) {
        Minted<ApiKey> minted = organization.addApiKey(organization.defaultWorkspaceId(), "k");
        client.post("api_keys/" + minted.key().id(), "{\"status\":\"" + status + "\"}");
        return minted.secret().reveal();
    }

    private String archivedWithItsWorkspace() {
        String workspace = client.post("workspaces", "{\"name\":\"W\"}").at("/id");
        Minted<ApiKey> minted = organization.addApiKey(workspace, "k");
        client.post("workspaces/" + workspace + "/archive");
        return minted.secret().reveal();
    }

    private String expired() {
        Instant end = doorward.clock().instant().plus(Duration.ofMinutes(1));
        Minted<ApiKey> minted =
                organization.addApiKey(organization.defaultWorkspaceId(), "k", Optional.empty(), Optional.of(end));
        doorward.clock().advance(Duration.ofMinutes(1));
        return minted.secret().reveal();
    }

    private TestOrganization disabled() {
        TestOrganization other = doorward.newOrganization();
        setDisabled(other, true);
        return other;
    }

    private String keyOfDisabled() {
        TestOrganization other = doorward.newOrganization();
        Minted<ApiKey> minted = other.addApiKey(other.defaultWorkspaceId(), "k");
        setDisabled(other, true);
        return minted.secret().reveal();
    }

    private void setDisabled(TestOrganization other, boolean disabled) {
        doorward.app().organizations.setDisabled(doorward.app().operator(other.id()), disabled);
    }

    /** The database of this server cannot be opened: what is refused all the same was refused without it. */
    @Test
    void aKeyWithAWrongChecksumIsRefusedWithoutTheDatabase(@TempDir Path parent) throws Exception {
        Path folder = Files.createDirectory(parent.resolve("data"));
        String unknown = Secret.mint("dw_adm_", new Random(1)).reveal();
        try (Db db = new Db(unreachable(folder), doorward.clock(), new Random(1));
                HttpServer server = serverOn(db)) {
            Files.delete(folder);
            TestClient someone = new TestClient("http://127.0.0.1:" + server.bind());
            server.start();

            Reply wrong = someone.with("x-api-key", unknown + "0").get("me");
            Reply wrongWrite = someone.with("x-api-key", unknown + "0").delete("users/x");
            Reply right = someone.with("x-api-key", unknown).get("me");

            assertReply(wrong).isRefused(401).hasMessage("API key is invalid.");
            assertReply(wrongWrite).isRefused(401).hasMessage("API key is invalid.");
            assertThat(right.status()).as("a key that could be known").isEqualTo(503);
        }
    }

    private static Location unreachable(Path folder) {
        return TestDatabase.POSTGRES
                ? new Location.Server("jdbc:postgresql://127.0.0.1:1/none", Optional.empty(), Optional.empty(), 2)
                : new Location.Folder(folder, Location.Opener.COMMAND);
    }

    private HttpServer serverOn(Db db) {
        return new HttpServer(
                new HttpServer.Config("127.0.0.1", 0, 10, Optional.empty(), false, OptionalInt.empty()),
                doorward.app().routes(),
                db,
                doorward.app().authenticator,
                doorward.clock(),
                new Ids(new Random(1)),
                Optional.empty());
    }

    @Test
    void anOrganizationThatIsEnabledAgainHasItsCredentialsBack() {
        setDisabled(organization, true);
        setDisabled(organization, false);

        Reply reply = client.get("me");

        assertReply(reply).isOk();
    }

    @Test
    void anApiKeyIsToldThatAnAdminKeyIsNeeded() {
        String secret = organization
                .addApiKey(organization.defaultWorkspaceId(), "k")
                .secret()
                .reveal();

        Reply reply = client.with("x-api-key", secret).get("users");

        assertReply(reply).isRefused(403).hasMessage("This is an API key; the Admin API needs an admin key.");
        assertThat(reply.header("anthropic-organization-id")).isEqualTo(organization.id());
    }

    @Test
    void anAdminKeyOutlivesItsCreatorsMembership() {
        organization.addMember("ada@example.com", Role.ADMIN);
        doorward.app().members.removeAny(doorward.app().operator(organization.id()), organization.adminUserId());

        Reply reply = client.get("users");

        assertReply(reply).lists("email", List.of("ada@example.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "READ,       GET,    users,               200",
        "READ,       GET,    workspaces,          200",
        "READ,       GET,    api_keys,            200",
        "READ,       GET,    me,                  200",
        "READ,       POST,   invites,             403",
        "READ,       POST,   workspaces,          403",
        "READ,       POST,   api_keys/x,          403",
        "MEMBERS,    GET,    users,               403",
        "MEMBERS,    POST,   invites,             400",
        "MEMBERS,    DELETE, users/x,             404",
        "MEMBERS,    POST,   workspaces,          403",
        "WORKSPACES, POST,   workspaces,          400",
        "WORKSPACES, DELETE, workspaces/x/members/x, 404",
        "WORKSPACES, POST,   invites,             403",
        "API_KEYS,   POST,   api_keys/x,          400",
        "API_KEYS,   GET,    api_keys,            403",
        "API_KEYS,   POST,   workspaces,          403",
    })
    void aScopedAdminKeyDoesWhatItsScopeSays(Scope scope, String method, String path, int status) {
        String secret = organization.addAdminKey(scope).secret().reveal();

        Reply reply = client.with("x-api-key", secret).send(method, path, null);

        assertThat(reply.status()).isEqualTo(status);
        if (status == 403) {
            assertReply(reply).isRefused(403).messageContains("lacks the scope");
        }
    }
}
