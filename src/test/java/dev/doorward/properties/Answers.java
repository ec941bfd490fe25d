package dev.doorward.properties;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What every answer of the API must be, whatever was asked (contract 1 and 1.1). */
final class Answers {
    private static final Map<Integer, String> TYPES = Map.of(
            400, "invalid_request_error",
            405, "invalid_request_error",
            414, "invalid_request_error",
            431, "invalid_request_error",
            401, "authentication_error",
            403, "permission_error",
            404, "not_found_error",
            413, "request_too_large");

    private Answers() {}

    /** Fails unless this is a 200 with an object, or an error that the contract has, in its shape. */
    static void assertInContract(TestClient.Reply reply) {
        assertThat(reply.header("request-id")).matches("req_01[1-9A-HJ-NP-Za-km-z]{22}");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.json().isObject()).isTrue();
        if (reply.status() == 200) {
            return;
        }
        assertThat(TYPES.keySet()).contains(reply.status());
        JsonNode body = reply.json();
        assertThat(body.propertyNames()).containsExactlyInAnyOrder("type", "error", "request_id");
        assertThat(reply.at("/type")).isEqualTo("error");
        assertThat(reply.at("/request_id")).isEqualTo(reply.header("request-id"));
        assertThat(reply.at("/error/type")).isEqualTo(TYPES.get(reply.status()));
        assertThat(reply.at("/error/message")).isNotBlank();
        assertThat(Set.copyOf(body.get("error").propertyNames())).isSubsetOf("type", "message", "details");
        if (body.get("error").has("details")) {
            assertThat(body.at("/error/details").propertyNames()).containsExactly("error_code");
            assertThat(reply.at("/error/details/error_code")).matches("[a-z_]+");
        }
    }

    /** Fails, too, when it is another status than these. */
    static void assertInContract(TestClient.Reply reply, Integer... statuses) {
        assertInContract(reply);
        assertThat(reply.status()).as(reply.text()).isIn((Object[]) statuses);
    }
}
