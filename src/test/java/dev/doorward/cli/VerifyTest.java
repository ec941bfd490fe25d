package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code verify} finds: each thing is broken behind Doorward's back. */
class VerifyTest {
    private static final String WITHOUT_FOREIGN_KEYS =
            TestDatabase.POSTGRES ? "SET session_replication_role = replica" : "PRAGMA foreign_keys = OFF";

    @TempDir
    private Path folder;

    @Test
    void aSoundInstallationIsWhole() {
        TestCli cli = TestCli.installed(folder.resolve("data"));

        TestCli.Result result = cli.run("verify", "--json");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.json().at("/whole").asBoolean()).isTrue();
        assertThat(result.json().at("/problems").size()).isZero();
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of("it has no admin", List.of("UPDATE member SET role = 'user'")),
                Arguments.of("it has 0 default workspaces", List.of("UPDATE workspace SET is_default = 0")),
                Arguments.of("it has 0 default workspaces", List.of("UPDATE workspace SET archived_at = 1")),
                Arguments.of(
                        "is no member",
                        List.of(
                                WITHOUT_FOREIGN_KEYS,
                                "INSERT INTO workspace_member (organization_id, workspace_id, user_id, workspace_role)"
                                        + " SELECT organization_id, id, 'user_gone', 'workspace_user' FROM workspace")),
                Arguments.of(
                        TestDatabase.POSTGRES
                                ? "constraint workspace_member_organization_id_user_id_fkey"
                                : "foreign key",
                        List.of(
                                WITHOUT_FOREIGN_KEYS,
                                "INSERT INTO workspace_member (organization_id, workspace_id, user_id, workspace_role)"
                                        + " SELECT organization_id, id, 'user_gone', 'workspace_user' FROM workspace")),
                Arguments.of("is not the only one for its address", List.of(invite("invite_1"), invite("invite_2"))),
                Arguments.of(
                        "journal: row 2 is missing",
                        List.of(
                                TestDatabase.POSTGRES
                                        ? "ALTER TABLE journal DISABLE TRIGGER ALL"
                                        : "DROP TRIGGER journal_no_delete",
                                "DELETE FROM journal WHERE seq = 2")),
                Arguments.of(
                        "journal: a trigger",
                        List.of(
                                TestDatabase.POSTGRES
                                        ? "ALTER TABLE journal DISABLE TRIGGER journal_no_change"
                                        : "DROP TRIGGER journal_no_delete")));
    }

    private static String invite(String id) {
        return "INSERT INTO invite (organization_id, id, email, email_canonical, email_untagged, role, invited_at,"
                + " expires_at, token_generation, pepper) SELECT id, '" + id
                + "', 'a@b.c', 'a@b.c', 'a@b.c', 'user', 1,"
                + " 9000000000000000, 1, 1 FROM organization";
    }

    @ParameterizedTest
    @MethodSource("damages")
    void aDamageIsOneLineAndTheExitCodeIsOne(String line, List<String> damage) throws Exception {
        TestCli cli = TestCli.installed(folder.resolve("data"));
        cli.tamper(damage.toArray(String[]::new));

        TestCli.Result result = cli.run("verify");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines()).anySatisfy(found -> assertThat(found).contains(line));
        assertThat(result.err().lines()).hasSize(1);
    }
}
