package dev.doorward.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.db.Work;
import dev.doorward.errors.ApiError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How one pepper follows another while keys made with either go on. */
class PeppersTest {
    private static final Random RANDOM = new Random(7);

    @Test
    void afterANewPepperKeysOfBothWork() throws IOException {
        try (TestDoorward doorward = TestDoorward.start(Map.of())) {
            TestOrganization organization = doorward.firstOrganization();
            distribute(doorward, Pepper.mint(2, RANDOM));

            change(doorward, tx -> {
                doorward.app().peppers.use(tx, 2);
                return null;
            });
            String newKey = organization.addAdminKey().secret().reveal();

            assertThat(organization.client().get("me").status()).isEqualTo(200);
            assertThat(organization.client().with("x-api-key", newKey).get("me").status())
                    .isEqualTo(200);
            assertThat(doorward.app()
                            .journal
                            .verify(
                                    doorward.app().db,
                                    doorward.app().operator(organization.id()),
                                    java.util.Optional.empty()))
                    .isEmpty();
        }
    }

    @Test
    void aPepperThatThisInstanceLacksCannotBecomeCurrent() {
        try (TestDoorward doorward = TestDoorward.start(Map.of())) {
            assertThatThrownBy(() -> change(doorward, tx -> {
                        doorward.app().peppers.use(tx, 2);
                        return null;
                    }))
                    .isInstanceOf(ApiError.class)
                    .hasMessageContaining("lacks pepper 2");
        }
    }

    /** Another instance made keys with a pepper that was not distributed to this one: they may be good, so not 401. */
    @Test
    void anInstanceThatLacksAPepperAnswers503AndNeverUnknownKey() throws IOException {
        try (TestDoorward doorward = TestDoorward.start(Map.of())) {
            TestOrganization organization = doorward.firstOrganization();
            String unknown = Secret.mint("dw_adm_", RANDOM).reveal();
            change(doorward, tx -> {
                PepperSql.insert(tx, Pepper.mint(2, RANDOM));
                return null;
            });

            TestClient.Reply reply =
                    organization.client().with("x-api-key", unknown).get("me");
            TestClient.Reply ready = organization.client().get("/readyz");
            TestClient.Reply known = organization.client().get("me");

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.at("/error/type")).isEqualTo("api_error");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(known.status()).isEqualTo(200);
        }
    }

    /** A journal row made with it would break the chain for good, and a key could never be recognised. */
    @Test
    void nothingIsMadeWithAWrongPepperAndTheRightOneCountsAsSoonAsItIsThere() throws IOException {
        try (TestDoorward doorward = TestDoorward.start(Map.of())) {
            TestClient client = doorward.firstOrganization().client();
            Path file = doorward.folder().resolve("pepper");
            String first = Files.readString(file);
            Pepper right = Pepper.mint(2, RANDOM);
            distribute(doorward, Pepper.mint(2, RANDOM));
            change(doorward, tx -> {
                PepperSql.insert(tx, right);
                PepperSql.makeCurrent(tx, 2);
                return null;
            });

            int withWrong = client.post("workspaces", "{\"name\":\"W\"}").status();
            Files.writeString(file, first + right.line() + "\n");
            int withRight = client.post("workspaces", "{\"name\":\"W\"}").status();

            assertThat(withWrong).isEqualTo(503);
            assertThat(withRight).isEqualTo(200);
            assertThat(client.get("/readyz").status()).isEqualTo(200);
            assertThat(doorward.app()
                            .journal
                            .verify(
                                    doorward.app().db,
                                    doorward.app()
                                            .operator(
                                                    doorward.firstOrganization().id()),
                                    Optional.empty()))
                    .isEmpty();
        }
    }

    @Test
    void aPepperIsRetiredOnlyWhenNothingDependsOnIt() throws IOException {
        try (TestDoorward doorward = TestDoorward.start(Map.of())) {
            distribute(doorward, Pepper.mint(2, RANDOM));
            distribute(doorward, Pepper.mint(3, RANDOM));
            change(doorward, tx -> {
                doorward.app().peppers.use(tx, 2);
                doorward.app().peppers.use(tx, 3);
                return null;
            });

            assertThatThrownBy(() -> retire(doorward, 1))
                    .hasMessageContaining("1 admin keys")
                    .hasMessageContaining("journal rows");
            assertThatThrownBy(() -> retire(doorward, 3)).hasMessageContaining("current");
            retire(doorward, 2);
            assertThatThrownBy(() -> change(doorward, tx -> {
                        doorward.app().peppers.use(tx, 2);
                        return null;
                    }))
                    .hasMessageContaining("retired");
        }
    }

    @Test
    void eachUseHasAKeyOfItsOwn() {
        Pepper pepper = Pepper.mint(1, RANDOM);

        assertThat(java.util.Arrays.stream(Pepper.Use.values())
                        .map(use -> java.util.HexFormat.of().formatHex(pepper.mac(use, "the same text")))
                        .distinct())
                .hasSize(Pepper.Use.values().length);
    }

    private static void retire(TestDoorward doorward, int number) {
        change(doorward, tx -> {
            doorward.app().peppers.retire(tx, number);
            return null;
        });
    }

    private static void change(TestDoorward doorward, Work<Void> work) {
        doorward.app().db.writeInstallation(work);
    }

    private static void distribute(TestDoorward doorward, Pepper pepper) throws IOException {
        Path file = doorward.folder().resolve("pepper");
        Files.writeString(file, pepper.line() + "\n", StandardOpenOption.APPEND);
    }
}
