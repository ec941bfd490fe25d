package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.access.Role;
import dev.doorward.credentials.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No secret gets out. The whole test run is searched, each answer as it comes and the rest at the end
 * ({@link CanaryAtTheEnd}); here it is proved that the search knows what was made and finds what is there.
 */
class CanaryTest {
    private static final String SECRET =
            Secret.mint("dw_key_", new SecureRandom()).reveal();

    @TempDir
    private Path folder;

    static Stream<String> forms() {
        byte[] bytes = SECRET.getBytes(StandardCharsets.US_ASCII);
        return Stream.of(
                SECRET,
                "{\"name\":\"" + SECRET + "\"}",
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(("x" + SECRET).getBytes(StandardCharsets.US_ASCII)),
                Base64.getMimeEncoder(0, new byte[0])
                        .encodeToString(("xy" + SECRET + "z").getBytes(StandardCharsets.US_ASCII)),
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
                "%" + HexFormat.ofDelimiter("%").formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aSecretIsFoundInEveryForm(String form) {
        Canary canary = new Canary();
        canary.learn(SECRET);

        canary.search("here", new ByteArrayInputStream(("before " + form + " after").getBytes(StandardCharsets.UTF_8)));

        assertThat(canary.findings()).isNotEmpty();
    }

    @Test
    void anAnswerWithASecretInItFailsTheTestThatGotIt() {
        Canary canary = new Canary();
        canary.learn(SECRET);

        assertThatThrownBy(() -> canary.look("an answer", "x" + SECRET)).isInstanceOf(AssertionError.class);
    }

    @Test
    void anInvitesTokenInAnAnswerFailsTheTestThatGotItAlsoWhenItWasNeverShown() {
        TestOrganization organization = TestDoorward.shared().newOrganization();
        String invite = organization
                .client()
                .post("invites", "{\"email\":\"x@example.com\",\"role\":\"user\"}")
                .at("/id");
        String token = organization.inviteToken(invite);

        assertThatThrownBy(() -> new Canary().look("an answer", "{\"token\":\"" + token + "\"}"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whatTheServersOfThisProcessLogIsInTheFileThatIsSearchedAtTheEnd() throws Exception {
        String requestId =
                TestDoorward.shared().newOrganization().client().get("users").header("request-id");

        while (!logHas(requestId)) { // The line is written after the answer.
            Thread.onSpinWait();
        }
    }

    private static boolean logHas(String text) throws IOException {
        try (Stream<String> lines = Files.lines(CanaryAtTheEnd.LOG)) {
            return lines.anyMatch(line -> line.contains(text));
        }
    }

    @Test
    void aHintIsNoSecret() {
        Canary canary = new Canary();
        canary.learn(SECRET);

        canary.look("an answer", Secret.parse(SECRET).orElseThrow().hint());

        assertThat(canary.findings()).isEmpty();
    }

    @Tag("sqlite")
    @Test
    void aSecretInTheDatabaseOrItsLogOrTheJournalIsFound() {
        Canary canary = new Canary();
        canary.learn(SECRET);
        Path closed;
        try (TestDoorward doorward = TestDoorward.start(Map.of())) {
            doorward.firstOrganization().addMember("ada@example.com", Role.USER);
            doorward.addMember(doorward.firstOrganization().id(), "bob@example.com", SECRET, Role.USER);

            canary.searchFolder(doorward.folder());
            canary.searchJournals(doorward.app());
            closed = doorward.folder();
        }
        canary.searchFolder(closed); // The log was written back into the database when it was closed.

        assertThat(canary.findings())
                .anyMatch(finding -> finding.contains("in the file doorward.db-wal,"))
                .anyMatch(finding -> finding.contains("in the file doorward.db,"))
                .anyMatch(finding -> finding.contains("in the journal"));
    }

    @Tag("postgres")
    @Test
    void aSecretInTheFilesOfPostgresIsFound() {
        Canary canary = new Canary();
        canary.learn(SECRET);
        TestDoorward doorward = TestDoorward.shared();
        doorward.addMember(doorward.newOrganization().id(), "bob@example.com", SECRET, Role.USER);

        TestDatabase.serverFiles().forEach(canary::searchFile);

        assertThat(canary.findings()).anyMatch(finding -> finding.contains("in the file "));
    }

    @Test
    void whateverTheTestsMakeIsKnown() throws Exception {
        try (TestDoorward doorward = TestDoorward.start(Map.of())) {
            TestOrganization organization = doorward.firstOrganization();
            String invite = organization
                    .client()
                    .post("invites", "{\"email\":\"x@example.com\",\"role\":\"user\"}")
                    .at("/id");

            assertKnown(organization.adminKey());
            assertKnown(organization.addAdminKey().secret().reveal());
            assertKnown(organization
                    .addApiKey(organization.defaultWorkspaceId(), "k")
                    .secret()
                    .reveal());
            assertKnown(organization.inviteToken(invite));
            assertKnown(Files.readString(doorward.folder().resolve("pepper")));
        }
    }

    @Test
    void whatAServerOfItsOwnLogsAndKeepsIsSearched() throws Exception {
        try (ServerProcess server = new ServerProcess(folder.resolve("data"), Map.of("DOORWARD_DRAIN_TIME", "0s"))) {
            String key = server.readAdminKey();
            new TestClient(server.baseUrl()).with("x-api-key", key).get("users");
            server.terminate();
            server.awaitExit(20);

            assertKnown(key);
            assertKnown(Files.readString(folder.resolve("data").resolve("pepper")));
        }
        assertThat(Files.readString(folder.resolve("data.log"))).contains("/v1/organizations/users");
    }

    private static void assertKnown(String secret) {
        Canary probe = Canary.run().withTheSameSecrets();
        probe.search("a text", new ByteArrayInputStream(secret.getBytes(StandardCharsets.US_ASCII)));
        assertThat(probe.findings()).isNotEmpty();
    }
}
