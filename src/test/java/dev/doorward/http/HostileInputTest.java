package dev.doorward.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that no decent client sends: each gets a refusal in the contract's shape, and the ambiguous ones lose the connection. */
class HostileInputTest {
    private static final TestDoorward DOORWARD = TestDoorward.shared();
    private static final TestOrganization ORGANIZATION = DOORWARD.newOrganization();
    private static final String HEADERS = "Host: x\r\nx-api-key: " + ORGANIZATION.adminKey() + "\r\n";
    private static final String GET = "GET /v1/organizations/me HTTP/1.1\r\n" + HEADERS;
    private static final String POST = "POST /v1/organizations/workspaces HTTP/1.1\r\n" + HEADERS;
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    static Stream<Arguments> refusedAndClosed() {
        return Stream.of(
                Arguments.of(
                        "a TLS hello",
                        "\u0016\u0003\u0001\u0000\u00c8\u0001\u0000\u0000\u00c4\u0003\u0003" + "x".repeat(90),
                        400),
                Arguments.of("binary garbage", "\u0000\u0001\u0002\u0003\r\n\r\n", 400),
                Arguments.of("HTTP/0.9", "GET /v1/organizations/me\r\n", 505),
                Arguments.of("HTTP/3.7", "GET / HTTP/3.7\r\n" + HEADERS + "\r\n", 505),
                Arguments.of("an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
                Arguments.of("bare LF everywhere", (GET + "\r\n").replace("\r", ""), 400),
                Arguments.of("bare LF in one header", GET + "a: b\nc: d\r\n\r\n", 400),
                Arguments.of("a folded header", GET + "a: b\r\n c\r\n\r\n", 400),
                Arguments.of("a space before the colon", GET + "a : b\r\n\r\n", 400),
                Arguments.of("a header without colon", GET + "abc\r\n\r\n", 400),
                Arguments.of("a NUL in a header", GET + "a: b\u0000c\r\n\r\n", 400),
                Arguments.of(
                        "a zero byte in the path",
                        "GET /v1/organizations/users/%00 HTTP/1.1\r\n" + HEADERS + "\r\n",
                        400),
                Arguments.of("no Host", GET.replace("Host: x\r\n", "") + "\r\n", 400),
                Arguments.of("two Hosts", GET + "Host: y\r\n\r\n", 400),
                Arguments.of(
                        "a length and chunks",
                        POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        400),
                Arguments.of("two lengths", POST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x", 400),
                Arguments.of("a list of lengths", POST + "Content-Length: 2, 2\r\n\r\n{}", 400),
                Arguments.of("a negative length", POST + "Content-Length: -2\r\n\r\n{}", 400),
                Arguments.of("a length with a sign", POST + "Content-Length: +2\r\n\r\n{}", 400),
                Arguments.of("an unknown coding", POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
                Arguments.of(
                        "a coding behind chunked", POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
                Arguments.of("a chunk size that is none", CHUNKED + "zz\r\n{}\r\n0\r\n\r\n", 400),
                Arguments.of("bare LF between chunks", CHUNKED + "2\n{}\n0\n\n", 400),
                Arguments.of("headers over 16 KiB", GET + "a: " + "x".repeat(17_000) + "\r\n\r\n", 431),
                Arguments.of(
                        "a URI over 16 KiB", "GET /?" + "x".repeat(17_000) + " HTTP/1.1\r\n" + HEADERS + "\r\n", 414),
                Arguments.of("a body announced over 256 KiB", POST + "Content-Length: 262145\r\n\r\n", 413),
                Arguments.of(
                        "chunks over 256 KiB",
                        CHUNKED + ("10000\r\n" + " ".repeat(65_536) + "\r\n").repeat(5) + "0\r\n\r\n",
                        413));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedAndClosed")
    void isRefusedInTheContractsShapeAndLosesTheConnection(String name, String bytes, int status) throws IOException {
        String answer;
        try (RawClient client = new RawClient(DOORWARD.baseUrl())) {
            client.send(bytes);
            answer = client.readAll(5_000);
        }

        assertErrorShape(answer, status);
        assertThat(answer).contains("\r\nConnection: close\r\n").doesNotContain("<open>");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        "a URI over 8 KiB", "GET /?" + "x".repeat(9_000) + " HTTP/1.1\r\n" + HEADERS + "\r\n", 414),
                Arguments.of(
                        "a path that is no UTF-8",
                        "GET /v1/organizations/users/%ff HTTP/1.1\r\n" + HEADERS + "\r\n",
                        404),
                Arguments.of("dot segments", "GET /v1/organizations/users/../me HTTP/1.1\r\n" + HEADERS + "\r\n", 404),
                Arguments.of("an empty segment", "GET //v1/organizations/me HTTP/1.1\r\n" + HEADERS + "\r\n", 404),
                Arguments.of("path parameters", "GET /v1/organizations/me;a=b HTTP/1.1\r\n" + HEADERS + "\r\n", 404),
                Arguments.of(
                        "a query that is no UTF-8",
                        "GET /v1/organizations/users?email=%ff HTTP/1.1\r\n" + HEADERS + "\r\n",
                        400),
                Arguments.of("OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + HEADERS + "\r\n", 404),
                Arguments.of("CONNECT", "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n", 404),
                Arguments.of("TRACE", "TRACE /v1/organizations/me HTTP/1.1\r\n" + HEADERS + "\r\n", 405),
                Arguments.of(
                        "another host in the target",
                        "GET http://y/v1/organizations/me HTTP/1.1\r\n" + HEADERS + "\r\n",
                        400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedInTheContractsShape(String name, String bytes, int status) throws IOException {
        String answer;
        try (RawClient client = new RawClient(DOORWARD.baseUrl())) {
            client.send(bytes);
            answer = client.readAll(300);
        }

        assertErrorShape(answer, status);
    }

    @Test
    void aBodyOfExactlyTheLimitIsRead() {
        String body = "{\"name\":\"" + "x".repeat(256 * 1024 - 11) + "\"}";

        TestClient.Reply reply = ORGANIZATION.client().post("workspaces", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("/error/message")).startsWith("name:");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatSendsAllOfAnOversizedBodyBeforeItReadsGetsTheRefusal(boolean chunked) throws IOException {
        String answer;
        try (RawClient client = new RawClient(DOORWARD.baseUrl())) {
            client.send(chunked ? CHUNKED : POST + "Content-Length: 1000000\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                client.send(chunked ? "2710\r\n" + "x".repeat(10_000) + "\r\n" : "x".repeat(10_000));
            }
            client.send(chunked ? "0\r\n\r\n" : "");
            answer = client.readAll(5_000);
        }

        assertErrorShape(answer, 413);
    }

    @Test
    void aWrongVerbIsToldTheRightOnes() {
        TestClient.Reply reply = ORGANIZATION.client().send("PUT", "users/x", "{}");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("allow")).isEqualTo("GET, POST, DELETE");
    }

    private static void assertErrorShape(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer).containsIgnoringCase("content-type: application/json");
        assertThat(answer).doesNotContainIgnoringCase("server:");
        String type = status == 413 ? "request_too_large" : status == 404 ? "not_found_error" : "invalid_request_error";
        assertThat(answer).contains("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"");
        String requestId = answer.replaceAll("(?s).*request-id: (req_\\w+).*", "$1");
        assertThat(answer).contains("\"request_id\":\"" + requestId + "\"}");
    }
}
