package dev.doorward.workspaces;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract's section 5 promises of a workspace's fields, at creation and in an update. */
class WorkspaceFieldsTest {
    private final TestClient client = TestDoorward.shared().newOrganization().client();

    @Test
    void aWorkspaceHasExactlyTheFieldsOfTheContract() {
        Reply reply = create("Research");

        assertReply(reply).isExactly("""
                {"id":"%s","type":"workspace","name":"Research","created_at":"%s","archived_at":null,
                 "display_color":"%s","compartment_id":"%s","external_key_id":null,
                 "data_residency":{"workspace_geo":"us","allowed_inference_geos":"unrestricted",
                                   "default_inference_geo":"global"},
                 "tags":{},"user_profile_id":null}""".formatted(
                reply.at("/id"), reply.at("/created_at"), reply.at("/display_color"), reply.at("/compartment_id")));
        assertThat(reply.at("/id")).matches("wrkspc_01[1-9A-HJ-NP-Za-km-z]{22}");
        assertThat(reply.at("/created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(reply.at("/display_color")).matches("#[0-9A-F]{6}");
        assertThat(reply.at("/compartment_id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(client.get("workspaces/" + reply.at("/id")).text()).isEqualTo(reply.text());
    }

    @Test
    void everythingCanBeChosenAtCreation() {
        Reply reply = client.post("workspaces", """
                {"name":"Research","display_color":"#a0B1c2","tags":{"team":"R&D","empty":""},
                 "data_residency":{"workspace_geo":"us","allowed_inference_geos":["us"],"default_inference_geo":"us"},
                 "external_key_id":null,"user_profile_id":null}""");

        assertReply(reply)
                .isOk()
                .has("/display_color", "#a0B1c2")
                .has("/tags/team", "R&D")
                .has("/tags/empty", "");
        assertThat(reply.json().get("data_residency").toString())
                .isEqualTo(
                        "{\"workspace_geo\":\"us\",\"allowed_inference_geos\":[\"us\"],\"default_inference_geo\":\"us\"}");
        assertThat(client.get("workspaces/" + reply.at("/id")).text()).isEqualTo(reply.text());
    }

    @Test
    void nullInAnOptionalFieldIsAsGoodAsNothing() {
        Reply reply = client.post("workspaces", """
                {"name":"W","display_color":null,"data_residency":null,"tags":null,"external_key_id":null,
                 "user_profile_id":null}""");
        Reply inside = client.post("workspaces", """
                {"name":"W","data_residency":{"workspace_geo":null,"allowed_inference_geos":null,
                 "default_inference_geo":null}}""");

        assertReply(reply).isOk().has("/data_residency/allowed_inference_geos", "unrestricted");
        assertReply(inside).isOk().has("/data_residency/default_inference_geo", "global");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {} | name: Field required
                {"name":null} | name: must be a string.
                {"name":1} | name: must be a string.
                {"name":""} | name: must be 1 to 255 characters long.
                {"name":" "} | name: must not be blank.
                {"name":"a\\nb"} | name:
                {"name":"a\\u202eb"} | name:
                {"name":"W","color":"#000000"} | color: Extra inputs are not permitted
                {"name":"W","display_color":"#00000"} | display_color:
                {"name":"W","display_color":"#0000000"} | display_color:
                {"name":"W","display_color":"#00000g"} | display_color:
                {"name":"W","display_color":"#000000\\n"} | display_color:
                {"name":"W","display_color":"000000"} | display_color:
                {"name":"W","external_key_id":"x"} | external_key_id: is not supported here.
                {"name":"W","user_profile_id":"x"} | user_profile_id: is not supported here.
                {"name":"W","data_residency":"us"} | data_residency: must be an object.
                {"name":"W","data_residency":{"geo":1}} | data_residency.geo: Extra inputs
                {"name":"W","data_residency":{"workspace_geo":"eu"}} | data_residency.workspace_geo:
                {"name":"W","data_residency":{"workspace_geo":"global"}} | data_residency.workspace_geo:
                {"name":"W","data_residency":{"default_inference_geo":"eu"}} | data_residency.default_inference_geo:
                {"name":"W","data_residency":{"allowed_inference_geos":"us"}} | data_residency.allowed_inference_geos:
                {"name":"W","data_residency":{"allowed_inference_geos":[]}} | data_residency.allowed_inference_geos:
                {"name":"W","data_residency":{"allowed_inference_geos":["eu"]}} | data_residency.allowed_inference_geos:
                {"name":"W","data_residency":{"allowed_inference_geos":[1]}} | data_residency.allowed_inference_geos
                {"name":"W","data_residency":{"allowed_inference_geos":["us"]}} | data_residency.default_inference_geo:
                {"name":"W","data_residency":{"allowed_inference_geos":["us"],"default_inference_geo":"global"}} | data_residency.default_inference_geo:
                {"name":"W","tags":[]} | tags: must be an object.
                {"name":"W","tags":{"a":1}} | tags.a: must be a string.
                {"name":"W","tags":{"a":null}} | tags.a: must be a string.
                {"name":"W","tags":{"":"a"}} | tags:
                {"name":"W","tags":{"anthropic-a":"b"}} | tags:
                {"name":"W","tags":{"AnthroPIC":"b"}} | tags:
                """)
    void aFaultInACreationIsNamed(String body, String message) {
        Reply reply = client.post("workspaces", body);

        assertReply(reply).isInvalid(message);
    }

    @Test
    void lengthsAreCountedInCharacters() {
        String longest = "\ud83d\ude80".repeat(255); // Two UTF-16 units each, and one character.

        assertReply(create(longest)).isOk().has("/name", longest);
        assertReply(create(longest + "x")).isInvalid("name: must be 1 to 255 characters long.");
    }

    @Test
    void namesAreKeptInNfcAndNeedNotBeUnique() {
        Reply composed = create("Caf\u00e9");
        Reply decomposed = create("Cafe\u0301");

        assertReply(composed).isOk();
        assertReply(decomposed).isOk().has("/name", "Caf\u00e9");
    }

    @ParameterizedTest
    @CsvSource({
        "128, 256, 50, true",
        "129, 256,  1, false",
        "128, 257,  1, false",
        "  8, 256, 51, false",
    })
    void tagsHaveLimits(int keyLength, int valueLength, int count, boolean fits) {
        String tags = IntStream.range(0, count)
                .mapToObj(number ->
                        "\"" + "k".repeat(keyLength - 2) + (10 + number) + "\":\"" + "v".repeat(valueLength) + "\"")
                .collect(Collectors.joining(","));

        Reply reply = client.post("workspaces", "{\"name\":\"W\",\"tags\":{" + tags + "}}");

        if (fits) {
            assertReply(reply).isOk();
        } else {
            assertReply(reply).isInvalid("tags");
        }
    }

    @Test
    void anUpdateChangesWhatItNames() {
        String id = create("Old").at("/id");

        Reply reply = client.post("workspaces/" + id, """
                {"name":"New","display_color":"#123456","tags":{"a":"1"},
                 "data_residency":{"allowed_inference_geos":["us","global"],"default_inference_geo":"us"}}""");

        assertReply(reply)
                .isOk()
                .has("/name", "New")
                .has("/display_color", "#123456")
                .has("/tags/a", "1")
                .has("/data_residency/default_inference_geo", "us");
        assertThat(reply.json().at("/data_residency/allowed_inference_geos").toString())
                .isEqualTo("[\"us\",\"global\"]");
        assertThat(client.get("workspaces/" + id).text()).isEqualTo(reply.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"tags\":null}",
                "{\"tags\":{}}",
                "{\"data_residency\":null}",
                "{\"data_residency\":{}}",
                "{\"data_residency\":{\"allowed_inference_geos\":null,\"default_inference_geo\":null}}"
            })
    void anUpdateThatNamesNothingChangesNothing(String body) {
        Reply before = client.post("workspaces", """
                {"name":"W","tags":{"a":"1"},"data_residency":{"allowed_inference_geos":["us"],
                 "default_inference_geo":"us"}}""");

        Reply after = client.post("workspaces/" + before.at("/id"), body);

        assertReply(after).isOk();
        assertThat(after.text()).isEqualTo(before.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {"name":null}                                        | name:
                {"name":""}                                          | name:
                {"display_color":null}                               | display_color:
                {"display_color":"red"}                              | display_color:
                {"external_key_id":null}                             | external_key_id: is not supported here.
                {"external_key_id":"x"}                              | external_key_id: is not supported here.
                {"user_profile_id":null}                             | user_profile_id: is not supported here.
                {"user_profile_id":"x"}                              | user_profile_id: is not supported here.
                {"archived_at":null}                                 | archived_at: Extra inputs are not permitted
                {"data_residency":{"workspace_geo":"us"}}            | data_residency.workspace_geo: Extra inputs
                {"data_residency":{"allowed_inference_geos":["us"]}} | data_residency.default_inference_geo:
                {"tags":{"anthropic":null}}                          | tags:
                """)
    void aFaultInAnUpdateIsNamed(String body, String message) {
        String id = create("W").at("/id");

        Reply reply = client.post("workspaces/" + id, body);

        assertReply(reply).isInvalid(message);
    }

    @Test
    void tagsAreMergedAndNullRemovesOne() {
        String id = client.post("workspaces", "{\"name\":\"W\",\"tags\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}}")
                .at("/id");

        Reply reply = client.post("workspaces/" + id, "{\"tags\":{\"a\":null,\"b\":\"two\",\"d\":\"4\",\"x\":null}}");

        assertThat(reply.json().get("tags").toString()).isEqualTo("{\"b\":\"two\",\"c\":\"3\",\"d\":\"4\"}");
    }

    private Reply create(String name) {
        return client.post("workspaces", """
                {"name":"%s"}""".formatted(name));
    }
}
