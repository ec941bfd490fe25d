package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.access.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the operator does in an organization from the command line. */
class CommandsTest {
    @TempDir
    private Path folder;

    private TestCli cli;

    @BeforeEach
    void install() {
        cli = TestCli.installed(folder.resolve("data"));
    }

    @Test
    void anAdminKeysSecretStandsAloneOnStandardOutput() {
        TestCli.Result result = cli.run("admin-keys", "create", "--name", "@deploy");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).matches("dw_adm_[0-9A-Za-z]{49}\n");
        assertThat(cli.run("admin-keys", "list", "--json").at("/0/name")).isEqualTo("@deploy");
    }

    @Test
    void anAdminKeyHasTheScopesThatWereAskedForAndOtherwiseAll() {
        TestCli.Result some =
                cli.run("admin-keys", "create", "--name", "x", "--scope", "members", "--scope", "read", "--json");
        TestCli.Result all = cli.run("admin-keys", "create", "--name", "y", "--json");

        assertThat(some.json().at("/scopes").values())
                .extracting(JsonNode::asString)
                .containsExactlyInAnyOrder("read", "members");
        assertThat(some.at("/key")).startsWith("dw_adm_");
        assertThat(all.json().at("/scopes").size()).isEqualTo(Scope.ALL.size());
    }

    @Test
    void aRevokedAdminKeyIsListedAsRevoked() {
        String id = cli.run("admin-keys", "create", "--name", "x", "--json").at("/id");

        TestCli.Result revoked = cli.run("admin-keys", "revoke", id, "--json");

        assertThat(revoked.at("/revoked_at")).isNotNull();
        assertThat(cli.run("admin-keys", "list", "--json").at("/0/revoked_at")).isEqualTo(revoked.at("/revoked_at"));
    }

    @Test
    void anUnknownIdIsRefusedInOneLine() {
        TestCli.Result result = cli.run("admin-keys", "revoke", "adminkey_nonsense");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("doorward: Admin key not found.\n");
    }

    @Test
    void theLastAdminIsNeitherDemotedNorRemoved() {
        String admin = cli.run("members", "list", "--json").at("/0/id");
        cli.run("members", "add", "--email", "a@example.com", "--name", "A", "--role", "user");

        TestCli.Result demoted = cli.run("members", "set-role", admin, "developer");
        TestCli.Result removed = cli.run("members", "remove", admin);

        assertThat(demoted.exit()).isEqualTo(1);
        assertThat(demoted.err().lines()).singleElement().asString().contains("last admin");
        assertThat(removed.exit()).isEqualTo(1);
        assertThat(removed.err().lines()).singleElement().asString().contains("last admin");
    }

    @Test
    void anAdminIsMadeDemotedAndRemovedHere() {
        String first = cli.run("members", "list", "--json").at("/0/id");
        String second = cli.run("members", "add", "--email", "a@example.com", "--name", "A", "--role", "user", "--json")
                .at("/id");

        TestCli.Result made = cli.run("members", "set-role", second, "admin", "--json");
        TestCli.Result demoted = cli.run("members", "set-role", first, "billing", "--json");
        TestCli.Result removed = cli.run("members", "remove", first, "--json");

        assertThat(made.at("/role")).isEqualTo("admin");
        assertThat(demoted.at("/role")).isEqualTo("billing");
        assertThat(removed.at("/type")).isEqualTo("user_deleted");
    }

    @Test
    void aListOfMembersCanBeNarrowedByRoleAndAddress() {
        cli.run("members", "add", "--email", "a@example.com", "--name", "A", "--role", "user");
        cli.run("members", "add", "--email", "b@example.com", "--name", "B", "--role", "billing");

        TestCli.Result byRole = cli.run("members", "list", "--role", "user", "--role", "billing", "--json");
        TestCli.Result byEmail = cli.run("members", "list", "--email", "B@EXAMPLE.com", "--json");

        assertThat(byRole.json().size()).isEqualTo(2);
        assertThat(byEmail.json().size()).isEqualTo(1);
        assertThat(byEmail.at("/0/name")).isEqualTo("B");
    }

    @Test
    void aLongListIsShownWhole() throws Exception {
        cli.tamper("""
                INSERT INTO member (organization_id, id, email, email_canonical, email_untagged, name, role, added_at)
                WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 2500)
                SELECT organization.id, 'user_01' || substr('1111111111111111111111' || (n + 20000000), -22),
                    n || '@example.com', n || '@example.com', n || '@example.com', 'Member', 'user', n
                FROM number, organization
                """);

        TestCli.Result table = cli.run("members", "list");
        TestCli.Result json = cli.run("members", "list", "--json");

        assertThat(table.lines()).hasSize(2502);
        Set<String> ids = new HashSet<>();
        json.json().forEach(member -> ids.add(member.get("id").asString()));
        assertThat(json.json().size()).isEqualTo(2501);
        assertThat(ids).hasSize(2501);
    }

    @Test
    void aTablesColumnsAreAligned() {
        cli.run("members", "add", "--email", "a@example.com", "--name", "A", "--role", "claude_code_user");

        TestCli.Result result = cli.run("members", "list");

        assertThat(result.lines()).hasSize(3);
        int column = result.lines().getFirst().indexOf("ROLE");
        assertThat(result.lines().get(1).substring(column)).startsWith("claude_code_user  ");
        assertThat(result.lines().get(2).substring(column)).startsWith("admin  ");
    }

    @Test
    void anEmptyListIsAnEmptyArray() {
        TestCli.Result result = cli.run("invites", "list", "--json");

        assertThat(result.json().isArray()).isTrue();
        assertThat(result.json().size()).isZero();
    }

    @Test
    void workspacesAreListedWithTheDefaultOne() {
        TestCli.Result result = cli.run("workspaces", "list");

        assertThat(result.lines()).hasSize(2);
        assertThat(result.lines().getLast()).contains("Default");
    }

    @Test
    void archivedWorkspacesAreListedWhenAskedFor() throws Exception {
        cli.tamper("UPDATE workspace SET archived_at = 1");

        TestCli.Result without = cli.run("workspaces", "list", "--json");
        TestCli.Result with = cli.run("workspaces", "list", "--include-archived", "--json");

        assertThat(without.json().size()).isZero();
        assertThat(with.json().size()).isEqualTo(1);
    }

    @Test
    void anApiKeyIsMadeWithItsSecretAndItsEnd() {
        String admin = cli.run("members", "list", "--json").at("/0/id");

        TestCli.Result result = cli.run(
                "api-keys",
                "create",
                "--workspace",
                "default",
                "--name",
                "ci",
                "--created-by",
                admin,
                "--expires-in",
                "30d",
                "--json");

        assertThat(result.at("/key")).matches("dw_key_[0-9A-Za-z]{49}");
        assertThat(result.at("/created_by/id")).isEqualTo(admin);
        assertThat(result.at("/scope/workspace_id"))
                .isEqualTo(cli.run("workspaces", "list", "--json").at("/0/id"));
        Duration lifetime =
                Duration.between(Instant.parse(result.at("/created_at")), Instant.parse(result.at("/expires_at")));
        assertThat(lifetime).isCloseTo(Duration.ofDays(30), Duration.ofMinutes(5));
    }

    @Test
    void anApiKeysSecretStandsAloneOnStandardOutputAndInNoList() {
        String secret = cli.run("api-keys", "create", "--workspace", "default", "--name", "ci")
                .out()
                .strip();

        TestCli.Result table = cli.run("api-keys", "list", "--workspace", "default", "--status", "active");
        TestCli.Result json = cli.run("api-keys", "list", "--json");

        assertThat(secret).matches("dw_key_[0-9A-Za-z]{49}");
        assertThat(table.lines()).hasSize(2);
        assertThat(table.out() + json.out()).doesNotContain(secret.substring(10));
    }

    @Test
    void anApiKeyForAnUnknownWorkspaceIsRefused() {
        TestCli.Result result = cli.run("api-keys", "create", "--workspace", "wrkspc_1", "--name", "ci");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("doorward: Workspace not found.\n");
    }

    @Test
    void oneMoreOrganizationShowsWhatInitShows() {
        TestCli.Result result =
                cli.run("organizations", "create", "--name", "Second", "--admin-email", "b@example.com", "--json");

        assertThat(result.json().propertyNames())
                .containsExactly("organization_id", "default_workspace_id", "admin_user_id", "admin_key");
        assertThat(cli.run("organizations", "list", "--json").at("/1/id")).isEqualTo(result.at("/organization_id"));
    }

    @Test
    void theOrganizationMustBeNamedOnceThereAreTwo() {
        String first = cli.run("organizations", "list", "--json").at("/0/id");
        String second = cli.run(
                        "organizations", "create", "--name", "Second", "--admin-email", "b@example.com", "--json")
                .at("/organization_id");

        TestCli.Result unnamed = cli.run("members", "list");
        TestCli.Result named = cli.run("members", "list", "--organization", second, "--json");
        TestCli.Result unknown = cli.run("members", "list", "--organization", "nonsense");

        assertThat(unnamed.exit()).isEqualTo(2);
        assertThat(unnamed.err().lines()).singleElement().asString().contains("--organization", first, second);
        assertThat(named.at("/0/email")).isEqualTo("b@example.com");
        assertThat(unknown.exit()).isEqualTo(1);
    }

    @Test
    void anOrganizationIsDisabledAndEnabledAgain() {
        String id = cli.run("organizations", "list", "--json").at("/0/id");

        TestCli.Result disabled = cli.run("organizations", "disable", id, "--json");
        TestCli.Result enabled = cli.run("organizations", "enable", id, "--json");
        TestCli.Result unknown = cli.run("organizations", "disable", "nonsense");

        assertThat(disabled.at("/disabled_at")).isNotNull();
        assertThat(enabled.at("/disabled_at")).isNull();
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err().lines()).hasSize(1);
    }

    @Test
    void theJournalIsExportedOneObjectALine() {
        cli.run("admin-keys", "create", "--name", "x");

        TestCli.Result result = cli.run("journal", "export");

        assertThat(result.lines()).hasSize(5).allMatch(line -> line.startsWith("{\"organization_id\":"));
        assertThat(result.lines().getLast()).contains("\"seq\":5,", "\"action\":\"admin_key.created\"");
        assertThat(cli.run("journal", "list").lines()).hasSize(6);
        assertThat(cli.run("journal", "list", "--json").json().size()).isEqualTo(5);
    }

    @Test
    void aWholeJournalIsVerifiedAgainstItsHead() {
        String head = cli.run("journal", "head").out().strip();
        cli.run("admin-keys", "create", "--name", "x");

        TestCli.Result result = cli.run("journal", "verify", "--head", head);

        assertThat(head).matches("4:[0-9a-f]{64}");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEmpty();
    }

    @Tag("sqlite")
    @Test
    void anEditedJournalIsNamedByItsFirstWrongRow() throws Exception {
        cli.tamper("DROP TRIGGER journal_no_update", "UPDATE journal SET actor_id = 'nobody' WHERE seq = 3");

        TestCli.Result result = cli.run("journal", "verify");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("row 3 was changed");
    }

    @Tag("sqlite")
    @Test
    void aCutTailIsFoundOnlyAgainstAHeadThatWasNoted() throws Exception {
        String head = cli.run("journal", "head").out().strip();
        cli.tamper("DROP TRIGGER journal_no_delete", "DELETE FROM journal WHERE seq = 4");

        TestCli.Result alone = cli.run("journal", "verify");
        TestCli.Result against = cli.run("journal", "verify", "--head", head, "--json");

        assertThat(alone.exit()).isZero();
        assertThat(against.exit()).isEqualTo(1);
        assertThat(against.json().get("whole").asBoolean()).isFalse();
        assertThat(against.err().lines()).singleElement().asString().contains("ends at row 3");
    }

    @Test
    void aNewPepperTakesOverOnceItIsHeld() throws Exception {
        String line = cli.run("pepper", "new").out();
        TestCli.Result early = cli.run("pepper", "use", "2");
        Path file = cli.data().resolve("pepper");
        Files.writeString(file, Files.readString(file) + line);

        TestCli.Result used = cli.run("pepper", "use", "2", "--json");
        TestCli.Result stillNeeded = cli.run("pepper", "retire", "1");
        TestCli.Result current = cli.run("pepper", "retire", "2");

        assertThat(line).matches("2:[A-Za-z0-9_-]{43}\n");
        assertThat(early.exit()).isEqualTo(1);
        assertThat(early.err().lines()).singleElement().asString().contains("not held");
        assertThat(used.json().get("current").asBoolean()).isTrue();
        assertThat(stillNeeded.exit()).isEqualTo(1);
        assertThat(stillNeeded.err().lines()).singleElement().asString().contains("journal rows");
        assertThat(current.exit()).isEqualTo(1);
        assertThat(cli.run("pepper", "list").lines()).hasSize(3);
        assertThat(cli.run("journal", "verify").exit()).isZero();
    }

    @Test
    void aPepperOnWhichNothingDependsIsRetired() throws Exception {
        Path file = cli.data().resolve("pepper");
        String first = Files.readString(file);
        Files.writeString(file, first + cli.run("pepper", "new").out());
        cli.run("pepper", "use", "2");
        cli.run("pepper", "use", "1");

        TestCli.Result retired = cli.run("pepper", "retire", "2", "--json");
        Files.writeString(file, first);

        assertThat(retired.exit()).isZero();
        assertThat(retired.at("/retired_at")).isNotNull();
        assertThat(cli.run("members", "list").exit()).isZero();
    }

    @Tag("sqlite")
    @Test
    void theFirstPepperCanBeMadeBeforeThereIsAFolder() {
        String line =
                new TestCli(folder.resolve("later")).run("pepper", "new").out().strip();
        TestCli later = new TestCli(folder.resolve("later")).with("DOORWARD_PEPPER", line);

        TestCli.Result init = later.run("init");

        assertThat(line).startsWith("1:");
        assertThat(init.exit()).isZero();
        assertThat(later.data().resolve("pepper")).doesNotExist();
        assertThat(later.run("journal", "verify").exit()).isZero();
    }

    @Test
    void aLinkNeedsAnAddressThatIsKnown() throws Exception {
        String id = insertInvite();

        TestCli.Result unknown = cli.run("invites", "link", id);
        TestCli.Result known =
                cli.with("DOORWARD_PUBLIC_URL", "https://doorward.example.com/").run("invites", "link", id);

        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err().lines()).singleElement().asString().contains("public-url");
        assertThat(known.out()).startsWith("https://doorward.example.com/console/invites/accept?token=" + id + ".1.1.");
    }

    @Test
    void anInviteIsAcceptedByALinkOrByABareTokenOnlyOnce() throws Exception {
        String id = insertInvite();
        String link = cli.with("DOORWARD_PUBLIC_URL", "https://doorward.example.com")
                .run("invites", "link", id)
                .out();
        Path file = Files.writeString(folder.resolve("token"), link.replaceAll(".*token=", ""));

        TestCli.Result accepted =
                cli.runWithInput(link, "invites", "accept", "--token-file", "-", "--name", "Ada", "--json");
        TestCli.Result again = cli.run("invites", "accept", "--token-file", file.toString(), "--name", "Ada");

        assertThat(accepted.at("/email")).isEqualTo("ada@example.com");
        assertThat(accepted.at("/role")).isEqualTo("developer");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err().lines()).singleElement().asString().contains("not valid any more");
        assertThat(cli.run("invites", "list", "--json").at("/0/status")).isEqualTo("accepted");
    }

    @Test
    void aWrongTokenIsRefusedInOneLineThatDoesNotRepeatIt() throws Exception {
        String id = insertInvite();
        String forged = id + ".1.1." + "A".repeat(43);

        TestCli.Result mac = cli.runWithInput(forged, "invites", "accept", "--token-file", "-", "--name", "Ada");
        TestCli.Result noise = cli.runWithInput("noise", "invites", "accept", "--token-file", "-", "--name", "Ada");
        TestCli.Result absent = cli.run("invites", "accept", "--token-file", "/nowhere/token", "--name", "Ada");

        assertThat(mac.exit()).isEqualTo(1);
        assertThat(mac.err().lines()).singleElement().asString().doesNotContain("AAAA");
        assertThat(noise.exit()).isEqualTo(1);
        assertThat(noise.err()).doesNotContain("noise");
        assertThat(absent.exit()).isEqualTo(1);
        assertThat(absent.err().lines()).hasSize(1);
    }

    /** The API makes invites, and no command does. */
    private String insertInvite() throws Exception {
        String id = "invite_01" + "1".repeat(22);
        cli.tamper("""
                INSERT INTO invite (organization_id, id, email, email_canonical, email_untagged, role, invited_at,
                    expires_at, token_generation, pepper)
                SELECT id, '%s', 'ada@example.com', 'ada@example.com', 'ada@example.com', 'developer',
                    1, 9000000000000000, 1, 1
                FROM organization
                """.formatted(id));
        return id;
    }
}
