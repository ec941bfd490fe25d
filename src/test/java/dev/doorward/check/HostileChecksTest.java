package dev.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.http.RawClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a gateway sends along of its client's request, as Envoy's ext_authz does over HTTP (the client's verb, path and query
 * behind the gate's own) and Traefik's ForwardAuth (the client's headers): the answer depends on the key and the demand alone.
 */
class HostileChecksTest {
    private static final TestDoorward DOORWARD = TestDoorward.shared();
    private static final TestOrganization ORGANIZATION = DOORWARD.newOrganization();
    private static final TestOrganization OTHER = DOORWARD.newOrganization();
    private static final String WORKSPACE =
            ORGANIZATION.client().post("workspaces", "{\"name\":\"other\"}").at("/id");
    private static final String GATE = "/doorward/v1/check/" + ORGANIZATION.defaultWorkspaceId();

    /** Which key is sent, and what becomes of it. */
    private static final Map<String, Integer> ANSWERS = answers();

    private static Map<String, Integer> answers() {
        Map<String, Integer> answers = new LinkedHashMap<>();
        answers.put(key(ORGANIZATION, ORGANIZATION.defaultWorkspaceId()), 200);
        answers.put(key(ORGANIZATION, WORKSPACE), 403);
        answers.put(key(OTHER, OTHER.defaultWorkspaceId()), 401);
        answers.put("x-api-key: " + ORGANIZATION.adminKey() + "\r\n", 401);
        answers.put("", 401);
        return answers;
    }

    private static String key(TestOrganization organization, String workspaceId) {
        return "x-api-key: " + organization.addApiKey(workspaceId, "hostile").revealed() + "\r\n";
    }

    static Stream<String> behindTheDemand() {
        return Stream.of(
                "",
                "/",
                "?",
                "//",
                "/v1/messages",
                "/v1/messages?x=%zz",
                "?id=" + OTHER.defaultWorkspaceId(),
                "/" + OTHER.defaultWorkspaceId(),
                "/..",
                "/../" + WORKSPACE,
                "/../../../../livez",
                "/../../../../../../../livez",
                "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/livez",
                "/..%2f..%2f..%2f..%2flivez",
                "/..;/..;/..;/..;/livez",
                "/../../../v1/organizations/me",
                "/.",
                "/%2f",
                "/%2F..%2f",
                "/%",
                "/%0",
                "/%zz",
                "/%u0041",
                "/%00",
                "/%0d%0ax-doorward-api-key-id:%20x",
                "/%c0%ae%c0%ae/",
                "/%ff",
                "/a;b",
                "/;a=b/..;/c",
                "/a\\..\\b",
                "/\"<>^`{|}",
                "/a#b",
                "/\u0080\u00ff",
                "/\u00e2\u0082\u00ac?\u00fe=\u00ff",
                "/http://evil.example/",
                "/@evil.example",
                "/*",
                "/" + "x".repeat(8 * 1024),
                "/" + "x".repeat(15 * 1024),
                "/?" + "x=y&".repeat(3_800),
                "/" + "%2e%2e/".repeat(2_000));
    }

    @ParameterizedTest
    @MethodSource("behindTheDemand")
    void whatIsBehindTheDemandChangesNothing(String rest) throws IOException {
        assertAnswers("GET " + GATE + rest, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "POST",
                "PUT",
                "PATCH",
                "DELETE",
                "OPTIONS",
                "HEAD",
                "TRACE",
                "PROPFIND",
                "PURGE",
                "BREW",
                "get",
                "M-X!"
            })
    void theVerbChangesNothing(String verb) throws IOException {
        assertAnswers(verb + " " + GATE + "/v1/messages", "");
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of("a body that does not come", "Content-Length: 1000000\r\n"),
                Arguments.of("chunks that do not come", "Transfer-Encoding: chunked\r\n"),
                Arguments.of("a body that waits to be asked for", "Content-Length: 9\r\nExpect: 100-continue\r\n"),
                Arguments.of("a coding of the body", "Content-Length: 0\r\nContent-Encoding: br\r\n"),
                Arguments.of(
                        "an upgrade", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"),
                Arguments.of(
                        "an upgrade to HTTP/2",
                        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
                Arguments.of("conditions", "If-None-Match: *\r\nIf-Modified-Since: x\r\nRange: bytes=0-0\r\n"),
                Arguments.of("a version", "anthropic-version: none\r\n"),
                Arguments.of("a verb to take its place", "X-HTTP-Method-Override: DELETE\r\n"),
                Arguments.of("a path to take its place", "X-Original-URL: /livez\r\nX-Rewrite-URL: /livez\r\n"),
                Arguments.of(
                        "what Traefik adds",
                        "X-Forwarded-Method: POST\r\nX-Forwarded-Uri: /../livez\r\nX-Forwarded-Host: x\r\n"),
                Arguments.of("an identity", "X-Doorward-Workspace-Id: " + WORKSPACE + "\r\n"),
                Arguments.of("another scheme", "Authorization: Basic eDp5\r\n"),
                Arguments.of("cookies", "Cookie: " + "a=b; ".repeat(2_000) + "\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void otherHeadersAndTheBodyChangeNothing(String name, String headers) throws IOException {
        assertAnswers("POST " + GATE + "/v1/messages", headers);
    }

    static Stream<Arguments> demands() {
        return Stream.of(
                Arguments.of("none", ""),
                Arguments.of("none, and a path", "/v1/messages"),
                Arguments.of("no workspace's id", "wrkspc_%0A"),
                Arguments.of("a parameter", ORGANIZATION.id() + ";a=b"),
                Arguments.of("a slash that is none", ORGANIZATION.id() + "%2f"),
                Arguments.of("no UTF-8", "%ff%fe"),
                Arguments.of("SQL", "'%20OR%20''='"),
                Arguments.of("a pattern", "%25"),
                Arguments.of("a name", "default"),
                Arguments.of("dots", ".."),
                Arguments.of("much", "x".repeat(8_000)),
                Arguments.of("another organization", OTHER.id()),
                Arguments.of("another organization's workspace", OTHER.defaultWorkspaceId()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("demands")
    void aDemandThatIsNoneIsMetByNoKey(String name, String demand) throws IOException {
        String good = ANSWERS.keySet().iterator().next();

        assertThat(status(ask("GET /doorward/v1/check/" + demand, good))).isEqualTo(401);
    }

    static Stream<Arguments> brokenRequests() {
        String good = ANSWERS.keySet().iterator().next();
        return Stream.of(
                Arguments.of("headers over 16 KiB", good + "a: " + "x".repeat(17_000) + "\r\n"),
                Arguments.of("a Host that is none", good + "Host: a b\r\n"),
                Arguments.of("a header without a name", good + ": x\r\n"),
                Arguments.of("a zero byte in a header", good + "a: \u0000\r\n"),
                Arguments.of("a folded header", good + "a: b\r\n c\r\n"),
                Arguments.of("a second Host", good + "Host: y\r\n"),
                Arguments.of("two lengths", good + "Content-Length: 1\r\nContent-Length: 2\r\n"),
                Arguments.of("an unknown coding", good + "Transfer-Encoding: x\r\n"),
                Arguments.of("a key over 16 KiB", "x-api-key: " + "x".repeat(17_000) + "\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRequests")
    void aRequestThatCannotBeReadIsRefusedLikeOneWithoutAKey(String name, String headers) throws IOException {
        String answer = ask("GET " + GATE + "/v1/messages", headers);

        assertThat(status(answer)).isEqualTo(401);
        assertThat(answer).contains("\"type\":\"authentication_error\"").containsIgnoringCase("connection: close");
    }

    @Test
    void aBodyIsNoSecondRequest() throws IOException {
        String good = ANSWERS.keySet().iterator().next();
        String body = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

        String answers;
        try (RawClient client = new RawClient(DOORWARD.baseUrl())) {
            client.send("POST " + GATE + " HTTP/1.1\r\nHost: x\r\n" + good + "Content-Length: " + body.length()
                    + "\r\n\r\n" + body);
            client.send("GET " + GATE + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            answers = client.readAll(5_000);
        }

        assertThat(answers).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 401 ");
        assertThat(answers.split("HTTP/1.1 ")).as(answers).hasSize(3);
    }

    /** Sends it with each key, and to a demand for the organization too. */
    private static void assertAnswers(String request, String headers) throws IOException {
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (String key : ANSWERS.keySet()) {
            seen.put(key, status(ask(request, headers + key)));
        }
        String organization = request.replace(GATE, "/doorward/v1/check/" + ORGANIZATION.id());
        String elsewhere = ANSWERS.keySet().stream().skip(1).findFirst().orElseThrow();

        assertThat(seen).isEqualTo(ANSWERS);
        assertThat(status(ask(organization, headers + elsewhere))).isEqualTo(200);
    }

    private static String ask(String request, String headers) throws IOException {
        try (RawClient client = new RawClient(DOORWARD.baseUrl())) {
            client.send(request + " HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n" + headers + "\r\n");
            return client.readAll(5_000);
        }
    }

    private static int status(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("<open>");
        return Integer.parseInt(answer.substring(9, 12));
    }
}
