package dev.doorward.http;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract promises under "Bodies". */
class BodyTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/x-www-form-urlencoded",
                "text/plain",
                "multipart/form-data",
                "application/json; charset=latin1",
                "nonsense"
            })
    void aBodyIsJsonWhateverItsTypeSays(String type) {
        Reply reply = client.with("content-type", type).post("workspaces", "{\"name\":\"Caf\u00e9\"}");

        assertReply(reply).isOk().has("/name", "Caf\u00e9");
    }

    @Test
    void requestsWithoutABodyMayCarryItsType() {
        TestClient typed = client.with("content-type", "application/json");
        String id = typed.post("invites", "{\"email\":\"ada@example.com\",\"role\":\"user\"}")
                .at("/id");

        assertReply(typed.get("invites")).isOk();
        assertReply(typed.delete("invites/" + id)).isOk();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("no body", "", "The body is empty"),
                Arguments.of("blanks", "  ", "The body "),
                Arguments.of("null", "null", "The body must be a JSON object."),
                Arguments.of("a list", "[{\"name\":\"W\"}]", "The body must be a JSON object."),
                Arguments.of("a text", "\"name\"", "The body must be a JSON object."),
                Arguments.of("a form", "name=W", "The body is not valid JSON"),
                Arguments.of("half an object", "{\"name\":\"W\"", "The body is not valid JSON"),
                Arguments.of("trailing garbage", "{\"name\":\"W\"} x", "The body is not valid JSON"),
                Arguments.of("two objects", "{\"name\":\"W\"}{\"name\":\"W\"}", "The body is not valid JSON"),
                Arguments.of("a trailing comma", "{\"name\":\"W\",}", "The body is not valid JSON"),
                Arguments.of("single quotes", "{'name':'W'}", "The body is not valid JSON"),
                Arguments.of("a comment", "{/**/\"name\":\"W\"}", "The body is not valid JSON"),
                Arguments.of("a duplicate key", "{\"name\":\"W\",\"name\":\"W\"}", "The body is not valid JSON"),
                Arguments.of(
                        "a duplicate key inside",
                        "{\"name\":\"W\",\"tags\":{\"a\":\"1\",\"a\":\"2\"}}",
                        "The body is not valid JSON"),
                Arguments.of(
                        "a duplicate key in another spelling",
                        "{\"name\":\"W\",\"n\\u0061me\":\"W\"}",
                        "The body is not valid JSON"),
                Arguments.of("NaN", "{\"name\":NaN}", "The body is not valid JSON"),
                Arguments.of("Infinity", "{\"name\":-Infinity}", "The body is not valid JSON"),
                Arguments.of("a leading zero", "{\"name\":01}", "The body is not valid JSON"),
                Arguments.of("a raw line break in a text", "{\"name\":\"a\nb\"}", "The body is not valid JSON"),
                Arguments.of("invalid UTF-8", "{\"name\":\"\u00ff\"}", "The body is not valid UTF-8."),
                Arguments.of("half a character", "{\"name\":\"\u00c3\"}", "The body is not valid UTF-8."),
                Arguments.of("an overlong slash", "{\"name\":\"\u00c0\u00af\"}", "The body is not valid UTF-8."),
                Arguments.of("UTF-16", "\u00fe\u00ff\u0000{\u0000}", "The body is not valid UTF-8."),
                Arguments.of("an unpaired surrogate", "{\"name\":\"\\ud800\"}", "name: "),
                Arguments.of("an unknown field", "{\"name\":\"W\",\"x\":1}", "x: Extra inputs are not permitted"),
                Arguments.of("another case", "{\"Name\":\"W\"}", "Name: Extra inputs are not permitted"),
                Arguments.of("an empty field name", "{\"\":1}", ": Extra inputs are not permitted"),
                Arguments.of("a missing field", "{}", "name: Field required"),
                Arguments.of("a wrong type", "{\"name\":true}", "name: must be a string."),
                Arguments.of("a number out of range", "{\"name\":1e999999999}", "name: must be a string."),
                Arguments.of("a long number", "{\"name\":" + "1".repeat(2_000) + "}", "The body is nested deeper"),
                Arguments.of("33 levels", "{\"name\":" + nested(32) + "}", "The body is nested deeper"),
                Arguments.of("100 000 levels", "[".repeat(100_000), "The body is nested deeper"),
                Arguments.of("32 levels", "{\"name\":" + nested(31) + "}", "name: must be a string."));
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    /** Bodies are given as Latin-1, one character for each byte. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aBodyThatIsNotWhatWasAskedForIsRefused(String name, String bytes, String message) throws IOException {
        String answer = post(bytes);

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + message);
        assertReply(client.get("workspaces")).listsIds(List.of());
    }

    private String post(String bytes) throws IOException {
        try (RawClient raw = new RawClient(doorward.baseUrl())) {
            raw.send("POST /v1/organizations/workspaces HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: "
                    + organization.adminKey() + "\r\nContent-Length: " + bytes.length() + "\r\n\r\n" + bytes);
            return raw.readAll(5_000);
        }
    }

    @Test
    void aBodyWhereNoneIsNeededIsNoneOrAnEmptyObject() {
        String path =
                "workspaces/" + client.post("workspaces", "{\"name\":\"W\"}").at("/id") + "/archive";

        assertReply(client.post(path, "[]")).isInvalid("The body must be a JSON object.");
        assertReply(client.post(path, "{\"x\":1}")).isInvalid("x: Extra inputs are not permitted");
        assertReply(client.post(path, "x")).isInvalid("The body is not valid JSON");
        assertReply(client.post(path, "{}")).isOk();
        assertReply(client.post(path)).isOk();
    }
}
