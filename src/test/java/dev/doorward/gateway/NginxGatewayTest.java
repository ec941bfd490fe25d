package dev.doorward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.Minted;
import dev.doorward.http.RawClient;
import dev.doorward.instances.Nginx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code examples/nginx/gateway.conf} in a real nginx, between clients and an API that keeps what reaches it. */
@EnabledIf(value = "nginxIsHere", disabledReason = "nginx is not installed")
class NginxGatewayTest {
    private static final TestDoorward DOORWARD = TestDoorward.shared();
    private static final TestOrganization ORGANIZATION = DOORWARD.newOrganization();
    private static final Minted<ApiKey> KEY = ORGANIZATION.addApiKey(ORGANIZATION.defaultWorkspaceId(), "gateway");
    private static final String CREDENTIAL = "the-gateways-own-credential";
    private static final String PATH = "/v1/messages";
    private static final String BODY = "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}";

    /** What nginx may take to refuse when Doorward does not answer, and some more for a busy machine. */
    private static final Duration BOUND = Duration.ofSeconds(5);

    @TempDir
    private static Path folder;

    private static Upstream upstream;
    private static Tap tap;
    private static Nginx nginx;

    static boolean nginxIsHere() {
        return Nginx.program().isPresent();
    }

    @BeforeAll
    static void start() throws Exception {
        upstream = new Upstream();
        tap = new Tap(DOORWARD.baseUrl());
        nginx = gateway("usual", tap.address(), Map.of());
    }

    private static Nginx gateway(String name, String doorward, Map<String, String> more) throws Exception {
        Map<String, String> replaced = new HashMap<>(Map.of(
                "server 127.0.0.1:8081;",
                "server " + doorward + ";",
                "127.0.0.1:9000",
                upstream.address(),
                "WORKSPACE_OR_ORGANIZATION_ID",
                ORGANIZATION.defaultWorkspaceId(),
                "GATEWAY_CREDENTIAL",
                CREDENTIAL));
        replaced.putAll(more);
        return new Nginx(Files.createDirectory(folder.resolve(name)), "gateway.conf", replaced);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        tap.take();
        assertThat(upstream.isUntouched()).isTrue();
        assertThat(nginx.errors()).doesNotContain(KEY.revealed(), CREDENTIAL, "[crit]", "[alert]", "[emerg]");
    }

    @AfterAll
    static void stop() throws IOException {
        nginx.close();
        tap.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key: ", "X-API-KEY: ", "Authorization: Bearer ", "authorization: bearer "})
    void theApiBehindSeesWhoseKeyItWasAndTheGatewaysCredentialButNotTheKey(String header) throws Exception {
        String answer = post(nginx, PATH, header + KEY.revealed() + "\r\nanthropic-version: 2023-06-01\r\n");

        Upstream.Received seen = upstream.next();
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"type\":\"message\"");
        assertThat(seen.firstLine()).isEqualTo("POST /v1/messages HTTP/1.1");
        assertThat(seen.body()).isEqualTo(BODY);
        assertThat(seen.header("anthropic-version")).containsExactly("2023-06-01");
        assertThat(seen.head()).doesNotContain(KEY.revealed(), KEY.revealed().substring(7, 40));
        assertIdentity(seen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Doorward-Api-Key-Id: forged",
                "x-doorward-api-key-id: forged",
                "X-DOORWARD-API-KEY-ID: forged",
                "X-Doorward-Organization-Id: forged",
                "X-Doorward-Workspace-Id: forged",
                "X-Doorward-Api-Key-Name: forged",
                "X-Doorward-Api-Key-Id: forged\r\nX-Doorward-Api-Key-Id: forged",
                "X-Doorward-Api-Key-Id:forged\r\nx-doorward-Api-key-id:\tforged",
                "X-Doorward-Api-Key-Id: x, forged",
                "X_Doorward_Api_Key_Id: forged",
                "X-Doorward_Api-Key_Id: forged",
                "X_DOORWARD_WORKSPACE_ID: forged",
                "X.Doorward.Api.Key.Id: forged",
                "X-Doorward-Api-Key-Id : forged",
                "X-Doorward-Api-Key-Id\t: forged",
                " X-Doorward-Api-Key-Id: forged",
                "A: b\r\n X-Doorward-Api-Key-Id: forged",
                "A: b\nX-Doorward-Api-Key-Id: forged",
                "Connection: X-Doorward-Api-Key-Id, X-Api-Key\r\nX-Doorward-Api-Key-Id: forged",
                "X_Api_Key: forged",
                "Proxy-Authorization: Bearer x\r\nAuthorization: Basic forged",
            })
    void aForgedIdentityNeverGetsThrough(String forged) throws Exception {
        String answer = post(nginx, PATH, "x-api-key: " + KEY.revealed() + "\r\n" + forged + "\r\n");

        if (answer.startsWith("HTTP/1.1 400 ")) { // nginx takes it for no header at all.
            return;
        }
        Upstream.Received seen = upstream.next();
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(seen.head()).doesNotContain("forged");
        assertIdentity(seen);
    }

    @Test
    void aForgedIdentityInATrailerNeverGetsThrough() throws Exception {
        send(
                nginx,
                "POST /v1/messages",
                "x-api-key: " + KEY.revealed() + "\r\nTransfer-Encoding: chunked\r\nTrailer: X-Doorward-Api-Key-Id\r\n",
                "2\r\n{}\r\n0\r\nX-Doorward-Api-Key-Id: forged\r\n\r\n");

        Upstream.Received seen = upstream.next();
        assertThat(seen.head() + seen.body()).doesNotContain("forged");
        assertIdentity(seen);
    }

    /** The negative control of the tests above: with each line away, the forged header is seen. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy_set_header X-Doorward-Organization-Id $doorward_organization_id;",
                "proxy_set_header X-Doorward-Workspace-Id $doorward_workspace_id;",
                "proxy_set_header X-Doorward-Api-Key-Id $doorward_api_key_id;",
                "proxy_set_header X-Doorward-Api-Key-Name $doorward_api_key_name;",
                "proxy_set_header Authorization \"\";",
                "underscores_in_headers off;"
            })
    void withoutItsLineInTheConfigurationAForgedHeaderWouldGetThrough(String line) throws Exception {
        boolean underscores = line.startsWith("underscores");
        String name = underscores ? "X_Doorward_Api_Key_Id" : line.split(" ")[1];
        Map<String, String> without = Map.of(line, underscores ? "underscores_in_headers on;" : "");

        try (Nginx careless = gateway("without-" + name, tap.address(), without)) {
            post(careless, PATH, "x-api-key: " + KEY.revealed() + "\r\n" + name + ": forged\r\n");
        }

        assertThat(upstream.next().header(name)).containsExactly("forged");
    }

    @Test
    void anyOtherKeyIsRefusedInTheVendorsShapeAndTheApiBehindSeesNothing() throws Exception {
        TestOrganization other = DOORWARD.newOrganization();
        String elsewhere = ORGANIZATION
                .client()
                .post("workspaces", "{\"name\":\"elsewhere\"}")
                .at("/id");
        String good = KEY.revealed();

        assertRefused("", 401);
        assertRefused("x-api-key: \r\n", 401);
        assertRefused("x-api-key: sk-ant-nonsense\r\n", 401);
        assertRefused("x-api-key: " + good.substring(0, good.length() - 1) + "!\r\n", 401);
        assertRefused("Authorization: Basic " + good + "\r\n", 401);
        assertRefused("x_api_key: " + good + "\r\n", 401);
        assertRefused("x-api-key: " + ORGANIZATION.adminKey() + "\r\n", 401);
        assertRefused("x-api-key: " + ORGANIZATION.addCheckCredential().revealed() + "\r\n", 401);
        assertRefused(
                "x-api-key: " + "x".repeat(7_000) + "\r\nAuthorization: Bearer " + "y".repeat(7_900) + "\r\n", 401);
        assertRefused(
                "x-api-key: " + other.addApiKey(other.defaultWorkspaceId(), "k").revealed() + "\r\n", 401);
        assertRefused("x-api-key: " + ORGANIZATION.addApiKey(elsewhere, "k").revealed() + "\r\n", 403);
    }

    private static void assertRefused(String headers, int status) throws IOException {
        String answer = post(nginx, PATH, headers);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("Content-Type: application/json");
        assertThat(answer)
                .contains(
                        "{\"type\":\"error\",\"error\":{\"type\":\""
                                + (status == 401 ? "authentication_error" : "permission_error") + "\"",
                        "\"request_id\":\"req_01");
        assertThat(upstream.isUntouched()).isTrue();
    }

    @Test
    void aRevokeThatWasAnsweredIsInForceInTheVeryNextRequest() throws Exception {
        for (int i = 0; i < 20; i++) {
            Minted<ApiKey> key = ORGANIZATION.addApiKey(ORGANIZATION.defaultWorkspaceId(), "short-lived " + i);
            TestClient client = new TestClient(nginx.baseUrl()).with("x-api-key", key.revealed());
            assertThat(client.post(PATH, BODY).status()).isEqualTo(200);
            upstream.next();

            TestClient.Reply revoked = ORGANIZATION.client().post("api_keys/" + key.id(), "{\"status\":\"inactive\"}");

            assertThat(revoked.status()).isEqualTo(200);
            assertThat(client.post(PATH, BODY).status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"naïve 🔑", "a%0d%0aX-Doorward-Api-Key-Id: forged", "\"quoted\", $uri; {}", "キー", " ~ "})
    void anyNameArrivesPercentEncoded(String name) throws Exception {
        Minted<ApiKey> key = ORGANIZATION.addApiKey(ORGANIZATION.defaultWorkspaceId(), name);

        post(nginx, PATH, "x-api-key: " + key.revealed() + "\r\n");

        Upstream.Received seen = upstream.next();
        String arrived = seen.header("x-doorward-api-key-name").getFirst();
        assertThat(arrived).matches("[A-Za-z0-9._~%-]+");
        assertThat(URLDecoder.decode(arrived, StandardCharsets.UTF_8)).isEqualTo(name);
        assertThat(seen.header("x-doorward-api-key-id")).containsExactly(key.id());
    }

    @Test
    void aVeryLongNameArrivesCutAtAWholeCharacter() throws Exception {
        Minted<ApiKey> key = ORGANIZATION.addApiKey(ORGANIZATION.defaultWorkspaceId(), "鍵".repeat(500));

        String answer = post(nginx, PATH, "x-api-key: " + key.revealed() + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(upstream.next().header("x-doorward-api-key-name")).containsExactly("%E9%8D%B5".repeat(56));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages?id=x&x=%zz",
                "/v1/messages/../messages",
                "/x/%2e%2e/v1/messages",
                "//v1//messages",
                "/v1%2fmessages?/../../livez"
            })
    void howAClientSpellsThePathNeverReachesTheApiBehindNorDoorward(String path) throws Exception {
        post(nginx, path, "x-api-key: " + KEY.revealed() + "\r\n");

        String asked = tap.take();
        assertThat(upstream.next().firstLine()).startsWith("POST /v1/messages").doesNotContain("..%", "%2e", "//");
        assertThat(asked).startsWith("GET /doorward/v1/check/" + ORGANIZATION.defaultWorkspaceId() + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/doorward-check",
                "/doorward/v1/check/x",
                "/v1/messages/../../livez",
                "/v1/messages/",
                "/v1/messages/%2e%2e/models",
                "/v1/messages%00",
                "/v1/messages;x",
                "/V1/MESSAGES"
            })
    void noOtherPathLeadsAnywhere(String path) throws Exception {
        String answer = post(nginx, path, "x-api-key: " + KEY.revealed() + "\r\n");

        assertThat(answer).containsPattern("^HTTP/1.1 40[04] ");
        assertThat(tap.take()).isEmpty();
    }

    @Test
    void aLongQueryReachesTheApiBehindAndNotDoorward() throws Exception {
        String query = "?id=" + "q".repeat(7 * 1024);

        post(nginx, PATH + query, "x-api-key: " + KEY.revealed() + "\r\n");

        assertThat(upstream.next().firstLine()).isEqualTo("POST /v1/messages" + query + " HTTP/1.1");
        assertThat(tap.take()).doesNotContain("qqq");
    }

    @Test
    void doorwardGetsTheKeyAndNothingElseOfTheRequest() throws Exception {
        String body = "z".repeat(1_000_000);

        send(
                nginx,
                "POST /v1/messages",
                "x-api-key: " + KEY.revealed() + "\r\nCookie: secret=1\r\nContent-Length: " + body.length() + "\r\n",
                body);

        assertThat(upstream.next().body()).isEqualTo(body);
        assertThat(tap.take().lines())
                .containsExactlyInAnyOrder(
                        "GET /doorward/v1/check/" + ORGANIZATION.defaultWorkspaceId() + " HTTP/1.1",
                        "Host: doorward",
                        "X-Api-Key: " + KEY.revealed(),
                        "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "BREW"})
    void everyVerbNeedsAKey(String verb) throws Exception {
        String refused = send(nginx, verb + " /v1/messages", "", "");
        assertThat(upstream.isUntouched()).isTrue();
        String passed = send(nginx, verb + " /v1/messages", "x-api-key: " + KEY.revealed() + "\r\n", "");

        assertThat(refused).startsWith("HTTP/1.1 401 ");
        assertThat(passed).startsWith("HTTP/1.1 200 ");
        assertThat(upstream.next().firstLine()).isEqualTo(verb + " /v1/messages HTTP/1.1");
    }

    @Test
    void eventsOfAStreamGoOnAsTheyCome() throws Exception {
        String body = "{\"stream\":true}";
        URI uri = URI.create(nginx.baseUrl());
        try (Socket client = new Socket(uri.getHost(), uri.getPort())) {
            client.setSoTimeout(5_000);
            String request = "POST /v1/messages HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: "
                    + KEY.revealed() + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));

            assertThat(lines.lines().filter("event: message_start"::equals).findFirst())
                    .isPresent();
            upstream.firstEventSeen(); // Before this the API behind sends no more.
            assertThat(lines.lines().filter("event: message_stop"::equals).findFirst())
                    .isPresent();
        }
        upstream.next();
    }

    @Test
    void itFailsClosedInTimeWhenDoorwardIsStoppedOrDoesNotAnswer() throws Exception {
        TestDoorward own = TestDoorward.start(Map.of());
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            TestOrganization first = own.firstOrganization();
            String key = first.addApiKey(first.defaultWorkspaceId(), "own").revealed();
            String address = URI.create(own.baseUrl()).getAuthority();
            try (Nginx ofOwn = gateway(
                            "stopped", address, Map.of("WORKSPACE_OR_ORGANIZATION_ID", first.defaultWorkspaceId()));
                    Nginx ofSilent = gateway("silent", "127.0.0.1:" + silent.getLocalPort(), Map.of())) {
                assertThat(post(ofOwn, PATH, "x-api-key: " + key + "\r\n")).startsWith("HTTP/1.1 200 ");
                upstream.next();

                own.close();

                assertUnavailable(ofOwn, key);
                assertUnavailable(ofSilent, key);
            }
        }
    }

    private static void assertUnavailable(Nginx gateway, String key) throws IOException {
        long begin = System.nanoTime();
        String answer = post(gateway, PATH, "x-api-key: " + key + "\r\n");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
        assertThat(answer)
                .startsWith("HTTP/1.1 503 ")
                .contains("Retry-After: 1\r\n", "{\"type\":\"error\",\"error\":{\"type\":\"api_error\"");
        assertThat(upstream.isUntouched()).isTrue();
    }

    private static void assertIdentity(Upstream.Received seen) {
        assertThat(seen.header("x-doorward-organization-id")).isEqualTo(List.of(ORGANIZATION.id()));
        assertThat(seen.header("x-doorward-workspace-id")).isEqualTo(List.of(ORGANIZATION.defaultWorkspaceId()));
        assertThat(seen.header("x-doorward-api-key-id")).isEqualTo(List.of(KEY.id()));
        assertThat(seen.header("x-doorward-api-key-name")).isEqualTo(List.of("gateway"));
        assertThat(seen.header("x-api-key")).isEqualTo(List.of(CREDENTIAL));
        assertThat(seen.header("authorization")).isEmpty();
    }

    private static String post(Nginx gateway, String path, String headers) throws IOException {
        return send(gateway, "POST " + path, headers + "Content-Length: " + BODY.length() + "\r\n", BODY);
    }

    private static String send(Nginx gateway, String request, String headers, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.baseUrl())) {
            client.send(request + " HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n" + headers + "\r\n" + body);
            return client.readAll(10_000);
        }
    }
}
