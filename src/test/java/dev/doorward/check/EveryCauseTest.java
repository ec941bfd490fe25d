package dev.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.Minted;
import dev.doorward.credentials.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason to stop a key, at every door: the key passed right before, and is refused right after, like one that never was. */
class EveryCauseTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient admin = organization.client();
    private final String workspace =
            admin.post("workspaces", "{\"name\":\"w\"}").at("/id");

    /** Where a key is shown. */
    private enum Door {
        CHECK_OF_THE_ORGANIZATION {
            @Override
            TestClient.Reply ask(EveryCauseTest test, String key) {
                return test.check(test.organization.id(), key);
            }
        },
        CHECK_OF_THE_WORKSPACE {
            @Override
            TestClient.Reply ask(EveryCauseTest test, String key) {
                return test.check(test.workspace, key);
            }
        },
        INTROSPECTION_BY_A_CHECK_CREDENTIAL {
            @Override
            TestClient.Reply ask(EveryCauseTest test, String key) {
                return test.introspect(test.asking, key);
            }
        },
        INTROSPECTION_BY_AN_ADMIN_KEY {
            @Override
            TestClient.Reply ask(EveryCauseTest test, String key) {
                return test.introspect(test.organization.adminKey(), key);
            }
        };

        abstract TestClient.Reply ask(EveryCauseTest test, String key);

        boolean isIntrospection() {
            return name().startsWith("INTROSPECTION");
        }
    }

    /** What stops a key, as a user does it. */
    private enum Cause {
        INACTIVE((test, key) -> test.admin.post("api_keys/" + key.id(), "{\"status\":\"inactive\"}")),
        ARCHIVED((test, key) -> test.admin.post("api_keys/" + key.id(), "{\"status\":\"archived\"}")),
        EXPIRED((test, _) -> test.doorward.clock().advance(Duration.ofHours(1))),
        ROTATED_AT_ONCE((test, key) ->
                test.admin.post("/doorward/v1/api_keys/" + key.id() + "/rotate", "{\"overlap_seconds\":0}")),
        ROTATED_AND_THE_OVERLAP_OVER((test, key) -> {
            test.admin.post("/doorward/v1/api_keys/" + key.id() + "/rotate", "{\"overlap_seconds\":60}");
            test.doorward.clock().advance(Duration.ofSeconds(60));
        }),
        WORKSPACE_ARCHIVED((test, _) -> test.admin.post("workspaces/" + test.workspace + "/archive")),
        ORGANIZATION_DISABLED((test, _) -> test.doorward
                .app()
                .organizations
                .setDisabled(test.doorward.app().operator(test.organization.id()), true));

        private interface Step {
            void take(EveryCauseTest test, Minted<ApiKey> key);
        }

        private final Step step;

        Cause(Step step) {
            this.step = step;
        }
    }

    private final String asking = organization.addCheckCredential().revealed();

    static Stream<Arguments> causesAndDoors() {
        return Arrays.stream(Cause.values())
                .flatMap(cause -> Arrays.stream(Door.values()).map(door -> Arguments.of(cause, door)));
    }

    private Minted<ApiKey> key() {
        return organization.addApiKey(
                workspace,
                "k",
                Optional.empty(),
                Optional.of(doorward.clock().instant().plus(Duration.ofHours(1))));
    }

    private TestClient.Reply check(String demanded, String key) {
        return new TestClient(doorward.baseUrl()).with("x-api-key", key).get("/doorward/v1/check/" + demanded);
    }

    private TestClient.Reply introspect(String credential, String key) {
        return new TestClient(doorward.baseUrl())
                .with("authorization", "Bearer " + credential)
                .with("content-type", "application/x-www-form-urlencoded")
                .post("/doorward/v1/introspect", "token=" + key);
    }

    @ParameterizedTest
    @MethodSource("causesAndDoors")
    void theKeyPassesUntilThen(Cause cause, Door door) {
        Minted<ApiKey> key = key();
        TestClient.Reply before = door.ask(this, key.revealed());

        cause.step.take(this, key);

        assertThat(before.status()).isEqualTo(200);
        assertThat(before.text().contains("\"active\":true")).isEqualTo(door.isIntrospection());
        TestClient.Reply after = door.ask(this, key.revealed());
        boolean callerStopped = cause == Cause.ORGANIZATION_DISABLED;
        if (door.isIntrospection() && !callerStopped) {
            assertThat(after.status()).isEqualTo(200);
            assertThat(after.text()).isEqualTo("{\"active\":false}");
        } else {
            assertThat(after.status()).isEqualTo(401);
            assertThat(after.at("/error/message")).isEqualTo("API key is invalid.");
        }
    }

    /** What never was a key of the organization that asks. */
    private List<String> strangers() {
        TestOrganization other = doorward.newOrganization();
        String live = key().revealed();
        List<String> strangers = new ArrayList<>();
        strangers.add(Secret.mint("dw_key_", new SecureRandom()).reveal());
        strangers.add("x");
        strangers.add("dw_key_" + "x".repeat(2_000));
        strangers.add(live.substring(0, live.length() - 1) + (live.endsWith("0") ? "1" : "0"));
        strangers.add(live.toUpperCase(java.util.Locale.ROOT));
        strangers.add(organization.adminKey());
        strangers.add(asking);
        strangers.add(other.addApiKey(other.defaultWorkspaceId(), "k").revealed());
        strangers.add(other.adminKey());
        return strangers;
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whateverIsNoKeyOfTheOrganizationIsRefusedWithOneAndTheSameAnswer(Door door) {
        List<String> answers = strangers().stream()
                .map(stranger -> comparable(door.ask(this, stranger)))
                .distinct()
                .toList();

        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst())
                .startsWith(door.isIntrospection() ? "200 {\"active\":false}" : "401 ")
                .contains(door.isIntrospection() ? "active" : "API key is invalid.");
    }

    private static String comparable(TestClient.Reply reply) {
        String headers = reply.headers().map().entrySet().stream()
                .filter(header -> !List.of("date", "request-id").contains(header.getKey()))
                .map(Object::toString)
                .sorted()
                .toList()
                .toString();
        return reply.status() + " " + reply.text().replace(reply.header("request-id"), "") + headers;
    }

    @Test
    void aStoppedCallerIsNotTold() {
        Minted<ApiKey> key = key();
        var credential = organization.addCheckCredential();
        var adminKey = organization.addAdminKey();
        Consumer<String> passes = caller ->
                assertThat(introspect(caller, key.revealed()).status()).isEqualTo(200);
        passes.accept(credential.revealed());
        passes.accept(adminKey.revealed());

        admin.post("/doorward/v1/check_credentials/" + credential.id() + "/revoke");
        admin.post("/doorward/v1/admin_keys/" + adminKey.id() + "/revoke");

        assertThat(introspect(credential.revealed(), key.revealed()).status()).isEqualTo(401);
        assertThat(introspect(adminKey.revealed(), key.revealed()).status()).isEqualTo(401);
    }
}
