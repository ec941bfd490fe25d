package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.assertj.core.api.AbstractAssert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a test says of an answer. Every refusal is checked for the contract's one error shape as well. */
public final class ReplyAssert extends AbstractAssert<ReplyAssert, TestClient.Reply> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<Integer, String> TYPES = Map.of(
            400, "invalid_request_error",
            401, "authentication_error",
            403, "permission_error",
            404, "not_found_error",
            405, "invalid_request_error",
            409, "conflict_error",
            413, "request_too_large",
            429, "rate_limit_error",
            529, "overloaded_error");

    private ReplyAssert(TestClient.Reply reply) {
        super(reply, ReplyAssert.class);
    }

    public static ReplyAssert assertReply(TestClient.Reply reply) {
        return new ReplyAssert(reply);
    }

    /** 200 with a JSON body. */
    public ReplyAssert isOk() {
        assertThat(actual.status()).as(actual.text()).isEqualTo(200);
        assertThat(actual.json().isObject()).isTrue();
        return this;
    }

    /** 400 without a code, with a message that begins as given: the field at fault, as a rule. */
    public ReplyAssert isInvalid(String messageStart) {
        isRefused(400);
        assertThat(actual.at("/error/message")).startsWith(messageStart);
        assertThat(fields("/error")).doesNotContain("details");
        return this;
    }

    /** A refusal with the code by which SDKs choose their typed error. */
    public ReplyAssert isRefused(int status, String code) {
        isRefused(status);
        assertThat(actual.at("/error/details/error_code")).as(actual.text()).isEqualTo(code);
        assertThat(fields("/error/details")).containsExactly("error_code");
        return this;
    }

    /** A refusal in the contract's shape, with the type that goes with the status. */
    public ReplyAssert isRefused(int status) {
        assertThat(actual.status()).as(actual.text()).isEqualTo(status);
        assertThat(fields("")).containsExactly("type", "error", "request_id");
        assertThat(actual.at("/type")).isEqualTo("error");
        assertThat(actual.at("/error/type")).isEqualTo(TYPES.get(status));
        assertThat(actual.at("/error/message")).isNotBlank();
        assertThat(actual.at("/request_id")).isEqualTo(actual.header("request-id"));
        return this;
    }

    public ReplyAssert isNotFound() {
        return isRefused(404);
    }

    public ReplyAssert hasMessage(String message) {
        assertThat(actual.at("/error/message")).isEqualTo(message);
        return this;
    }

    public ReplyAssert messageContains(String... parts) {
        assertThat(actual.at("/error/message")).contains(parts);
        return this;
    }

    /** The text at a JSON pointer. */
    public ReplyAssert has(String pointer, String value) {
        assertThat(actual.at(pointer)).as(pointer).isEqualTo(value);
        return this;
    }

    /** The JSON is exactly this one, whatever the order of fields. */
    public ReplyAssert isExactly(String json) {
        isOk();
        assertThat(actual.json()).isEqualTo(JSON.readTree(json));
        return this;
    }

    /** A list whose objects have exactly these values at {@code /id}, in this order. */
    public ReplyAssert listsIds(List<String> ids) {
        return lists("id", ids);
    }

    /** A list whose objects have exactly these values in the field, in this order. */
    public ReplyAssert lists(String field, List<String> values) {
        isOk();
        assertThat(values("/data", field)).containsExactlyElementsOf(values);
        return this;
    }

    private List<String> values(String pointer, String field) {
        return StreamSupport.stream(actual.json().at(pointer).spliterator(), false)
                .map(item -> item.get(field).asString())
                .toList();
    }

    private Collection<String> fields(String pointer) {
        JsonNode node = actual.json().at(pointer);
        return node.propertyNames();
    }
}
