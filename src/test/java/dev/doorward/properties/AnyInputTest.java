package dev.doorward.properties;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever a client sends, the answer is a 200 or an error of the contract, and what was kept can be read. */
@AddLifecycleHook(Sizes.class)
class AnyInputTest {
    private static final String V = "<value>";

    /** Bodies with one value left open: each field of each POST, a field too many, and the body itself. */
    private enum Body {
        USER("users/<user>", "{'role':<value>}"),
        INVITE_EMAIL("invites", "{'email':<value>,'role':'user'}"),
        INVITE_ROLE("invites", "{'email':'new@example.com','role':<value>}"),
        INVITE_GROUPS("invites", "{'email':'new@example.com','role':'user','rbac_group_ids':<value>}"),
        WORKSPACE_NAME("workspaces", "{'name':<value>}"),
        WORKSPACE_COLOR("workspaces", "{'name':'w','display_color':<value>}"),
        WORKSPACE_RESIDENCY("workspaces", "{'name':'w','data_residency':<value>}"),
        WORKSPACE_GEO("workspaces", "{'name':'w','data_residency':{'workspace_geo':<value>}}"),
        WORKSPACE_ALLOWED("workspaces", "{'name':'w','data_residency':{'allowed_inference_geos':<value>}}"),
        WORKSPACE_DEFAULT("workspaces", "{'name':'w','data_residency':{'default_inference_geo':<value>}}"),
        WORKSPACE_TAGS("workspaces", "{'name':'w','tags':<value>}"),
        WORKSPACE_TAG("workspaces", "{'name':'w','tags':{'team':<value>}}"),
        WORKSPACE_EXTERNAL_KEY("workspaces", "{'name':'w','external_key_id':<value>}"),
        WORKSPACE_PROFILE("workspaces", "{'name':'w','user_profile_id':<value>}"),
        UPDATE_NAME("workspaces/<workspace>", "{'name':<value>}"),
        UPDATE_COLOR("workspaces/<workspace>", "{'display_color':<value>}"),
        UPDATE_RESIDENCY("workspaces/<workspace>", "{'data_residency':<value>}"),
        UPDATE_GEO("workspaces/<workspace>", "{'data_residency':{'workspace_geo':<value>}}"),
        UPDATE_ALLOWED("workspaces/<workspace>", "{'data_residency':{'allowed_inference_geos':<value>}}"),
        UPDATE_DEFAULT("workspaces/<workspace>", "{'data_residency':{'default_inference_geo':<value>}}"),
        UPDATE_TAGS("workspaces/<workspace>", "{'tags':<value>}"),
        UPDATE_TAG("workspaces/<workspace>", "{'tags':{'team':<value>}}"),
        UPDATE_EXTERNAL_KEY("workspaces/<workspace>", "{'external_key_id':<value>}"),
        UPDATE_PROFILE("workspaces/<workspace>", "{'user_profile_id':<value>}"),
        ARCHIVE("workspaces/<workspace>/archive", V),
        MEMBER_USER("workspaces/<workspace>/members", "{'user_id':<value>,'workspace_role':'workspace_user'}"),
        MEMBER_ROLE("workspaces/<workspace>/members", "{'user_id':'<user>','workspace_role':<value>}"),
        MEMBER_UPDATE("workspaces/<workspace>/members/<user>", "{'workspace_role':<value>}"),
        KEY_NAME("api_keys/<key>", "{'name':<value>}"),
        KEY_STATUS("api_keys/<key>", "{'status':<value>}"),
        UNKNOWN_FIELD("api_keys/<key>", "{'name':'k','more':<value>}"),
        WHOLE_USER("users/<user>", V),
        WHOLE_INVITE("invites", V),
        WHOLE_WORKSPACE("workspaces", V),
        WHOLE_UPDATE("workspaces/<workspace>", V),
        WHOLE_MEMBER("workspaces/<workspace>/members", V),
        WHOLE_KEY("api_keys/<key>", V);

        private final String path;
        private final String template;

        Body(String path, String template) {
            this.path = path;
            this.template = template.replace('\'', '"');
        }
    }

    private static final List<String> LISTS =
            List.of("users", "invites", "workspaces", "workspaces/<workspace>/members", "api_keys");

    private static final List<String> PARAMETERS = List.of(
            "limit",
            "after_id",
            "before_id",
            "email",
            "roles",
            "roles[]",
            "statuses",
            "statuses[]",
            "status",
            "workspace_id",
            "created_by_user_id",
            "ids",
            "ids[]",
            "include_archived",
            "include_default",
            "unknown");

    private static final List<String> ONE =
            List.of("users/", "invites/", "workspaces/", "api_keys/", "workspaces/<workspace>/members/");

    private TestClient client;
    private String user;
    private String workspace;
    private String key;

    @BeforeTry
    void makeOneOfEach() {
        TestOrganization organization = TestDoorward.shared().newOrganization();
        client = organization.client();
        user = organization.addMember("ada@example.com", Role.BILLING);
        workspace = client.post("workspaces", "{\"name\":\"Research\"}").at("/id");
        key = organization.addApiKey(workspace, "key").key().id();
    }

    @Property(tries = 300)
    void anyJsonInAnyFieldIsAnsweredByTheContract(@ForAll Body body, @ForAll("json") String value) {
        String text = body.template.replace("<user>", user).replace(V, value);

        TestClient.Reply reply = client.post(path(body.path), text);

        Answers.assertInContract(reply, 200, 400, 404);
        assertThat(readable()).isTrue();
    }

    @Property(tries = 60)
    void anyTextIsAnsweredByTheContractWhereJsonIsExpected(@ForAll Body body, @ForAll("bytes") byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);

        TestClient.Reply reply = client.post(path(body.path), text);

        Answers.assertInContract(reply, 200, 400);
    }

    @Property(tries = 150)
    void anyTextInAnyParameterIsAnsweredByTheContract(
            @ForAll("lists") String list, @ForAll("parameters") String parameter, @ForAll("values") String value) {
        String query = encoded(parameter) + "=" + value;

        TestClient.Reply once = client.get(path(list) + "?" + query);
        TestClient.Reply twice = client.get(path(list) + "?" + query + "&" + query);

        Answers.assertInContract(once, 200, 400);
        Answers.assertInContract(twice, 200, 400);
    }

    @Property(tries = 150)
    void anyTextInThePlaceOfAnIdIsNotFound(@ForAll("ones") String one, @ForAll("values") String segment) {
        TestClient.Reply read = client.get(path(one) + "x" + segment);
        TestClient.Reply written = client.post(path(one) + segment + "x", "{}");
        TestClient.Reply deleted = client.delete(path(one) + segment + "x");

        // The HTTP parser itself refuses a zero byte in a path.
        int refused = segment.contains("%00") ? 400 : 404;
        Answers.assertInContract(read, refused);
        Answers.assertInContract(written, 400, refused, 405);
        Answers.assertInContract(deleted, refused, 405);
    }

    @Provide
    Arbitrary<String> json() {
        return JsonTexts.any();
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    }

    @Provide
    Arbitrary<String> lists() {
        return Arbitraries.of(LISTS);
    }

    @Provide
    Arbitrary<String> parameters() {
        return Arbitraries.of(PARAMETERS);
    }

    @Provide
    Arbitrary<String> ones() {
        return Arbitraries.of(ONE);
    }

    /** Percent-encoded text or bytes, or what some parameter takes. */
    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(120).map(AnyInputTest::encoded),
                bytes().map(AnyInputTest::encoded),
                Arbitraries.of("user", "pending", "active", "true", "20", "1001", "%", "%zz", "%2F", "..", "a@b.c")
                        .map(text -> text.startsWith("%z") || text.equals("%") ? encoded(text) : text));
    }

    private String path(String template) {
        return template.replace("<user>", user)
                .replace("<workspace>", workspace)
                .replace("<key>", key);
    }

    private boolean readable() {
        return LISTS.stream()
                .allMatch(list -> client.get(path(list) + "?include_archived=true&limit=1000")
                                .status()
                        == 200);
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : bytes) {
            encoded.append("%%%02X".formatted(b & 0xFF));
        }
        return encoded.toString();
    }
}
