package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.CheckCredential;
import dev.doorward.credentials.Minted;
import dev.doorward.credentials.Secret;
import dev.doorward.db.IdKind;
import dev.doorward.http.Route;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every route of the product before every kind of credential. It walks the routes themselves, so a route that is added is
 * covered without a change here.
 */
class EveryRouteTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern REQUIRED = Pattern.compile("([a-z_]+): Field required");
    private static final Pattern CHOICE = Pattern.compile("([a-z_]+): must be one of ([a-z_]+).*");
    private static final Pattern NUMBER = Pattern.compile("([a-z_]+): must be a whole number from ([0-9]+) to .*");
    private static final Set<String> OF_EACH_REQUEST = Set.of("request-id", "date");

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();

    static Stream<Named<Route>> guarded() {
        return TestDoorward.shared().app().routes().stream()
                .filter(route -> !(route instanceof Route.Open || route instanceof Route.Gate))
                .map(route -> Named.of(route.method() + " " + route.path(), route));
    }

    static Stream<Named<Route>> guardedWithIds() {
        return guarded().filter(route -> RoutePath.hasIds(route.getPayload()));
    }

    static Stream<Named<Route>> lists() {
        return guarded()
                .filter(route -> route.getPayload() instanceof Route.Read && !RoutePath.hasIds(route.getPayload()));
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void noCredentialIs401(Route route) {
        TestClient.Reply reply = send(new TestClient(doorward.baseUrl()), route);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.at("/error/type")).isEqualTo("authentication_error");
        assertThat(reply.at("/error/message")).isEqualTo("x-api-key header is required");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void everyCredentialThatIsNotValidIs401WithOneAndTheSameAnswer(Route route) {
        Map<String, String> answers = new LinkedHashMap<>();
        DeadCredentials.ALL.forEach((what, key) -> answers.put(what, comparable(send(client(key), route))));

        Map<String, String> expected = new LinkedHashMap<>();
        DeadCredentials.ALL.keySet().forEach(what -> expected.put(what, answers.get("malformed")));
        assertThat(answers).isEqualTo(expected);
        assertThat(answers.get("malformed")).startsWith("401 ").contains("\"API key is invalid.\"");
    }

    /** One secret for each way of not being valid. Made once: no test changes them. */
    private static final class DeadCredentials {
        private static final Map<String, String> ALL = make(TestDoorward.shared());

        private static Map<String, String> make(TestDoorward doorward) {
            TestOrganization organization = doorward.newOrganization();
            TestOrganization disabled = doorward.newOrganization();
            TestClient client = organization.client();
            String workspace = organization.defaultWorkspaceId();
            String closed = client.post("workspaces", "{\"name\":\"closed\"}").at("/id");
            Minted<AdminKey> revoked = organization.addAdminKey();
            Minted<CheckCredential> revokedCheck = organization.addCheckCredential();
            doorward.app().checkCredentials.revoke(doorward.app().operator(organization.id()), revokedCheck.id());
            Minted<ApiKey> expired = organization.addApiKey(
                    workspace,
                    "expired",
                    Optional.empty(),
                    Optional.of(doorward.clock().instant().plusSeconds(60)));
            Minted<ApiKey> inactive = organization.addApiKey(workspace, "inactive");
            Minted<ApiKey> archived = organization.addApiKey(workspace, "archived");
            Minted<ApiKey> inClosed = organization.addApiKey(closed, "in a closed workspace");
            Minted<ApiKey> ofDisabled = disabled.addApiKey(disabled.defaultWorkspaceId(), "of a disabled organization");
            doorward.app()
                    .adminKeys
                    .revoke(
                            doorward.app().operator(organization.id()),
                            revoked.key().id());
            client.post("api_keys/" + inactive.key().id(), "{\"status\":\"inactive\"}");
            client.post("api_keys/" + archived.key().id(), "{\"status\":\"archived\"}");
            client.post("workspaces/" + closed + "/archive");
            doorward.app().organizations.setDisabled(doorward.app().operator(disabled.id()), true);
            doorward.clock().advance(Duration.ofSeconds(60));
            String right = organization.adminKey();
            return Map.ofEntries(
                    Map.entry("malformed", "x"),
                    Map.entry("too long", "dw_adm_" + "x".repeat(1_000)),
                    Map.entry(
                            "wrong checksum",
                            right.substring(0, right.length() - 1) + (right.endsWith("0") ? "1" : "0")),
                    Map.entry(
                            "unknown",
                            Secret.mint("dw_adm_", new SecureRandom()).reveal()),
                    Map.entry("revoked admin key", revoked.secret().reveal()),
                    Map.entry("revoked check credential", revokedCheck.revealed()),
                    Map.entry(
                            "check credential of a disabled organization",
                            disabled.addCheckCredential().revealed()),
                    Map.entry("expired API key", expired.secret().reveal()),
                    Map.entry("inactive API key", inactive.secret().reveal()),
                    Map.entry("archived API key", archived.secret().reveal()),
                    Map.entry(
                            "API key in an archived workspace",
                            inClosed.secret().reveal()),
                    Map.entry("admin key of a disabled organization", disabled.adminKey()),
                    Map.entry(
                            "API key of a disabled organization",
                            ofDisabled.secret().reveal()));
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void anApiKeyIs403(Route route) {
        Minted<ApiKey> key = organization.addApiKey(organization.defaultWorkspaceId(), "live");

        TestClient.Reply reply = send(client(key.secret().reveal()), route);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.at("/error/type")).isEqualTo("permission_error");
        assertThat(reply.at("/error/message")).isEqualTo("This is an API key; the Admin API needs an admin key.");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void anAdminKeyWithEveryScopeButTheNeededOneIs403NamingIt(Route route) {
        Scope needed = needed(route);
        Set<Scope> others = EnumSet.complementOf(EnumSet.of(needed));

        TestClient.Reply reply = send(
                client(organization
                        .addAdminKey(others.toArray(Scope[]::new))
                        .secret()
                        .reveal()),
                route);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.at("/error/type")).isEqualTo("permission_error");
        assertThat(reply.at("/error/message")).isEqualTo("This admin key lacks the scope " + needed + ".");
    }

    private static Scope needed(Route route) {
        Action action = action(route);
        return Stream.of(Scope.values())
                .filter(scope -> action.permits(new Caller.AdminKey("o", "k", Set.of(scope), Optional.empty(), "r")))
                .findFirst()
                .orElseThrow();
    }

    private static Action action(Route route) {
        return switch (route) {
            case Route.Read read -> read.action();
            case Route.Write write -> write.action();
            case Route.Ask ask -> ask.action();
            case Route.Open _, Route.Gate _ -> throw new IllegalArgumentException(route.path());
        };
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void aCheckCredentialIs403ButWhereKeysAreChecked(Route route) {
        Minted<CheckCredential> credential = organization.addCheckCredential();

        TestClient.Reply reply = send(client(credential.revealed()), route);

        if (action(route) == Action.CHECK_KEYS) {
            assertThat(reply.status()).isEqualTo(400); // There is no token in it.
        } else {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.at("/error/message"))
                    .isEqualTo("This is a check credential; the Admin API needs an admin key.");
        }
    }

    @ParameterizedTest
    @MethodSource("guardedWithIds")
    void anotherOrganizationsIdsAnswerAsUnknownOnesDo(Route route) {
        Map<IdKind, String> theirs = contents(doorward.newOrganization());
        Map<IdKind, String> ours = contents(organization);
        Map<String, String> answers = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        for (IdKind foreign : IdKind.values()) {
            String path = RoutePath.fill(route, kind -> (kind == foreign ? theirs : ours).get(kind));
            String unknown = RoutePath.fill(route, kind -> kind == foreign ? RoutePath.unknown(kind) : ours.get(kind));
            if (!path.equals(RoutePath.fill(route, ours::get))) {
                answers.put(path, comparable(sendWithBody(organization.client(), route, path, ours)));
                expected.put(path, comparable(sendWithBody(organization.client(), route, unknown, ours)));
            }
        }
        TestClient.Reply own = sendWithBody(organization.client(), route, RoutePath.fill(route, ours::get), ours);

        assertThat(answers).isEqualTo(expected);
        assertThat(answers)
                .isNotEmpty()
                .allSatisfy((_, answer) -> assertThat(answer).startsWith("404 "));
        assertThat(own.status())
                .as("with one's own ids the same request is no 404")
                .isIn(200, 400);
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aListShowsNothingOfAnotherOrganization(Route route) {
        Map<IdKind, String> theirs = contents(doorward.newOrganization());

        TestClient.Reply reply = organization.client().get(route.path() + "?limit=1000&include_default=true");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).doesNotContain(theirs.values());
    }

    /** One of each kind of thing; the user is a member of the workspace. */
    private static Map<IdKind, String> contents(TestOrganization organization) {
        TestClient client = organization.client();
        Map<IdKind, String> ids = new EnumMap<>(IdKind.class);
        ids.put(IdKind.USER, organization.addMember("ada@example.com", Role.DEVELOPER));
        ids.put(IdKind.WORKSPACE, client.post("workspaces", "{\"name\":\"w\"}").at("/id"));
        ids.put(
                IdKind.INVITE,
                client.post("invites", "{\"email\":\"x@example.com\",\"role\":\"user\"}")
                        .at("/id"));
        ids.put(
                IdKind.API_KEY,
                organization.addApiKey(ids.get(IdKind.WORKSPACE), "k").key().id());
        ids.put(IdKind.ADMIN_KEY, organization.addAdminKey().id());
        ids.put(IdKind.CHECK_CREDENTIAL, organization.addCheckCredential().id());
        client.post(
                "workspaces/" + ids.get(IdKind.WORKSPACE) + "/members",
                "{\"user_id\":\"" + ids.get(IdKind.USER) + "\",\"workspace_role\":\"workspace_user\"}");
        return ids;
    }

    @Test
    void aVerbThatAPathDoesNotHaveIs405() {
        Map<String, Set<String>> verbs = doorward.app().routes().stream()
                .filter(route -> !(route instanceof Route.Gate))
                .collect(Collectors.groupingBy(
                        route -> RoutePath.fill(route, RoutePath::unknown),
                        TreeMap::new,
                        Collectors.mapping(Route::method, Collectors.toCollection(TreeSet::new))));
        List<String> wrong = new ArrayList<>();
        verbs.forEach((path, known) -> {
            for (String verb : List.of("GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS")) {
                if (!known.contains(verb)) {
                    TestClient.Reply reply = organization.client().send(verb, path, null);
                    Set<String> allowed = new TreeSet<>(List.of(Optional.ofNullable(reply.header("allow"))
                            .orElse("")
                            .split(", ")));
                    if (reply.status() != 405
                            || !reply.at("/error/type").equals("invalid_request_error")
                            || !allowed.equals(known)) {
                        wrong.add(verb + " " + path + ": " + reply.status() + " " + reply.text());
                    }
                }
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsOpenToEverybodyIsTheTwoProbesAndTheDescription() {
        List<String> open = doorward.app().routes().stream()
                .filter(route -> route instanceof Route.Open)
                .map(Route::path)
                .toList();

        assertThat(open).containsExactlyInAnyOrder("/livez", "/readyz", "/openapi.json");
        assertThat(open)
                .allMatch(path -> new TestClient(doorward.baseUrl()).get(path).status() == 200);
    }

    private TestClient client(String key) {
        return new TestClient(doorward.baseUrl()).with("x-api-key", key);
    }

    private static TestClient.Reply send(TestClient client, Route route) {
        return client.send(route.method(), RoutePath.fill(route, RoutePath::unknown), null);
    }

    /** What an answer is, without what every answer has of its own. */
    private static String comparable(TestClient.Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>(reply.headers().map());
        headers.keySet().removeAll(OF_EACH_REQUEST);
        return reply.status() + " " + headers + " " + reply.text().replace(reply.header("request-id"), "REQUEST_ID");
    }

    /** Sends a body that is right in shape, learnt from what the server says is wrong with it. */
    private static TestClient.Reply sendWithBody(TestClient client, Route route, String path, Map<IdKind, String> ids) {
        TestClient.Reply reply = client.send(route.method(), path, null);
        ObjectNode body = JSON.createObjectNode();
        while (reply.status() == 400 && mend(body, reply.at("/error/message"), ids)) {
            reply = client.send(route.method(), path, body.toString());
        }
        return reply;
    }

    /** Puts into the body what the message asks for. Returns whether that was anything new. */
    private static boolean mend(ObjectNode body, String message, Map<IdKind, String> ids) {
        String before = body.toString();
        Matcher required = REQUIRED.matcher(message);
        Matcher choice = CHOICE.matcher(message);
        Matcher number = NUMBER.matcher(message);
        if (required.matches()) {
            String field = required.group(1);
            body.put(field, field.endsWith("_id") ? ids.get(RoutePath.kindOfField(field)) : "x@example.com");
        } else if (choice.matches()) {
            body.put(choice.group(1), choice.group(2));
        } else if (number.matches()) {
            body.put(number.group(1), Integer.parseInt(number.group(2)));
        }
        return message.startsWith("The body is empty") || !body.toString().equals(before);
    }
}
