package dev.doorward.http;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.db.DbException;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract promises under "Transport", "Response headers", 1.1 and 1.4. */
class ErrorShapeTest {
    private final TestOrganization organization = TestDoorward.shared().newOrganization();
    private final TestClient client = organization.client();

    @ParameterizedTest
    @CsvSource({
        "POST,   me",
        "DELETE, me",
        "PUT,    me",
        "PATCH,  me",
        "HEAD,   me",
        "POST,   users",
        "DELETE, users",
        "PUT,    users/x",
        "PATCH,  users/x",
        "DELETE, invites",
        "POST,   invites/x",
        "PUT,    invites/x",
        "DELETE, workspaces",
        "DELETE, workspaces/x",
        "PUT,    workspaces/x",
        "GET,    workspaces/x/archive",
        "DELETE, workspaces/x/archive",
        "DELETE, workspaces/x/members",
        "PUT,    workspaces/x/members/x",
        "POST,   api_keys",
        "DELETE, api_keys",
        "DELETE, api_keys/x",
        "PUT,    api_keys/x",
    })
    void aKnownPathRefusesOtherVerbs(String method, String path) {
        Reply reply = client.send(method, path, null);

        if (method.equals("HEAD")) {
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.text()).isEmpty();
        } else {
            assertReply(reply).isRefused(405);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Status, verb, path, credential, whether the organization is named.
        "200, GET,    me,                 admin,   true",
        "200, POST,   workspaces,         admin,   true",
        "400, POST,   invites,            admin,   true",
        "400, GET,    users?limit=x,      admin,   true",
        "401, GET,    me,                 none,    false",
        "401, GET,    me,                 unknown, false",
        "403, GET,    me,                 api,     true",
        "403, GET,    users/x,            api,     true",
        "404, GET,    users/x,            admin,   true",
        "404, GET,    nowhere,            admin,   false",
        "405, DELETE, me,                 admin,   false",
    })
    void everyAnswerHasTheHeadersOfTheContract(
            int status, String method, String path, String credential, boolean organizationNamed) {
        Reply reply = as(credential).send(method, path, method.equals("POST") ? "{\"name\":\"W\"}" : null);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("request-id")).matches("req_01[1-9A-HJ-NP-Za-km-z]{22}");
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(reply.header("anthropic-organization-id")).isEqualTo(organizationNamed ? organization.id() : null);
        assertThat(reply.header("x-should-retry")).isEqualTo(status == 200 ? null : "false");
        assertThat(reply.header("set-cookie")).isNull();
        if (status != 200) {
            assertReply(reply).isRefused(status);
        }
    }

    private TestClient as(String credential) {
        return switch (credential) {
            case "none" -> client.without("x-api-key");
            case "unknown" -> client.with("x-api-key", "x");
            case "api" ->
                client.with(
                        "x-api-key",
                        organization
                                .addApiKey(organization.defaultWorkspaceId(), "k")
                                .secret()
                                .reveal());
            default -> client;
        };
    }

    @Test
    void everyRequestHasAnIdOfItsOwn() {
        List<String> ids = List.of(
                client.get("me").header("request-id"),
                client.get("me").header("request-id"),
                client.get("nowhere").header("request-id"));

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void aRefusalWithoutACodeHasNoDetails() {
        Reply reply = client.get("users/x");

        assertThat(reply.text()).isEqualTo("""
                {"type":"error","error":{"type":"not_found_error","message":"User not found."},"request_id":"%s"}""".formatted(reply.header("request-id")));
    }

    @Test
    void aRefusalWithACodeHasItInDetails() {
        Reply reply = client.delete("users/" + organization.adminUserId());

        assertThat(reply.text()).isEqualTo("""
                {"type":"error","error":{"type":"invalid_request_error",\
                "message":"The organization's only member cannot be removed.",\
                "details":{"error_code":"cannot_remove_last_member"}},"request_id":"%s"}""".formatted(reply.header("request-id")));
    }

    @Test
    void aBodyOverTheLimitIsTooLarge() {
        Reply reply = client.post("workspaces", "x".repeat(256 * 1024 + 1));

        assertReply(reply).isRefused(413);
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new DbException.Busy("x"), 529, "overloaded_error", true),
                Arguments.of(new DbException.Unknown("x", null), 504, "timeout_error", false),
                Arguments.of(new DbException.Unavailable("x", null), 503, "api_error", true),
                Arguments.of(new DbException("x", null), 500, "api_error", false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailedDatabaseHasItsRowInTheTable(DbException failure, int status, String type, boolean retryAfter) {
        ApiError refusal = Answer.refusal(failure);

        assertThat(refusal.type().status()).isEqualTo(status);
        assertThat(refusal.type().wire()).isEqualTo(type);
        assertThat(refusal.type().permanent()).isFalse();
        assertThat(refusal.headers().containsKey("retry-after")).isEqualTo(retryAfter);
    }

    /** Jetty itself answers so on connections that are open when the listener has closed. */
    @Test
    void whoComesTooLateToAServerThatStopsIsToldToTryAgain() {
        ApiError refusal = HttpServer.ParserErrors.refusal(ErrorType.ofStatus(503));

        assertThat(refusal.getMessage()).isEqualTo("This instance is stopping.");
        assertThat(refusal.headers()).containsEntry("retry-after", "1");
        assertThat(refusal.type().permanent()).isFalse();
    }
}
