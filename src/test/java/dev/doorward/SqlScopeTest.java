package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every statement in the sources names the organization that it is about, and every list has an end. */
class SqlScopeTest {
    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"\\s*\\n(.*?)\"\"\"", Pattern.DOTALL);
    private static final Pattern STATEMENT =
            Pattern.compile("(SELECT|INSERT|UPDATE|DELETE|WHERE)\\b.*", Pattern.DOTALL);
    private static final Pattern CONSTANT = Pattern.compile(".*static final String ([A-Z_]+) =\\s*$", Pattern.DOTALL);
    private static final Pattern LISTED = Pattern.compile(".*(\\.list\\(|String sql =)\\s*$", Pattern.DOTALL);

    /** Classes all of whose statements are about no organization, or about organizations themselves. */
    private static final Map<String, String> WITHOUT_ORGANIZATION = Map.of(
            "OrganizationSql", "the id in its WHERE is the organization's own",
            "PepperSql", "peppers are the installation's; dependents are counted over all organizations",
            "Postgres", "locks rows, and asks for the server's settings",
            "RestoreMarkSql", "the mark is the installation's",
            "Copy", "copies every organization",
            "SqliteChecks", "asks the database about itself",
            "PostgresChecks", "asks the database about itself",
            "Db", "reads the version of the installation's schema");

    /** Single statements that find an organization, and so cannot name it. */
    private static final Map<String, String> FINDS_ORGANIZATION = Map.of(
            "WHERE admin_key.digest = ?", "from an admin key",
            "LEFT JOIN api_key ON api_key.digest = ?", "from an API key",
            "WHERE check_credential.digest = ?", "from a check credential",
            "invite.organization_id = organization.id AND invite.id = ?", "from an invite's token");

    /** Lists that end by themselves. */
    private static final Map<String, String> WITHOUT_LIMIT = Map.of(
            "FROM installation", "one row, by a CHECK",
            "FROM pepper", "as many as an operator ever made",
            "FOR NO KEY UPDATE", "a lock on rows, all of them");

    /** A text block of the sources that is SQL, with the code around it. */
    private record Statement(String type, String sql, String before, String method) {}

    @Test
    void everyStatementNamesTheOrganization() {
        List<String> unscoped = new ArrayList<>();
        TreeSet<String> used = new TreeSet<>();
        for (Statement statement : statements()) {
            if (!isScoped(statement)) {
                if (WITHOUT_ORGANIZATION.containsKey(statement.type())) {
                    used.add(statement.type());
                } else {
                    FINDS_ORGANIZATION.keySet().stream()
                            .filter(statement.sql()::contains)
                            .findFirst()
                            .ifPresentOrElse(used::add, () -> unscoped.add(statement.type() + ": " + statement.sql()));
                }
            }
        }

        assertThat(unscoped).isEmpty();
        TreeSet<String> listed = new TreeSet<>(WITHOUT_ORGANIZATION.keySet());
        listed.addAll(FINDS_ORGANIZATION.keySet());
        assertThat(used)
                .as("an exception that nothing needs any more is struck from its list")
                .isEqualTo(listed);
    }

    private static boolean isScoped(Statement statement) {
        if (statement.sql().startsWith("INSERT")) {
            return statement.sql().contains("(organization_id,");
        }
        if (statement.sql().contains("WHERE")) {
            return Stream.of(statement.sql().split("WHERE"))
                    .skip(1)
                    .allMatch(where -> where.contains("organization_id = "));
        }
        Matcher constant = CONSTANT.matcher(statement.before());
        return constant.matches()
                ? usesOf(constant.group(1), statement).allMatch(SqlScopeTest::addsTheOrganization)
                : addsTheOrganization(statement.method());
    }

    private static boolean addsTheOrganization(String method) {
        return method.contains("organization_id = ?");
    }

    private static Stream<String> usesOf(String constant, Statement statement) {
        return methods(Sources.byClass().get(statement.type()))
                .filter(method -> method.contains(constant) && !method.contains("String " + constant));
    }

    @Test
    void everyListHasAnOrderAndAnEnd() {
        List<String> endless = new ArrayList<>();
        for (Statement statement : statements()) {
            boolean ends =
                    statement.sql().contains("ORDER BY") && statement.sql().contains("LIMIT");
            boolean excepted = WITHOUT_LIMIT.keySet().stream().anyMatch(statement.sql()::contains);
            if (LISTED.matcher(statement.before()).matches() && !ends && !excepted) {
                endless.add(statement.type() + ": " + statement.sql());
            }
        }

        assertThat(endless).isEmpty();
        assertThat(Sources.byClass().get("Cursor"))
                .as("the lists that a cursor pages get both from it")
                .contains("ORDER BY", "LIMIT ?");
    }

    @Test
    void aStatementWithoutTheOrganizationWouldBeFound() {
        Statement without =
                new Statement("InviteSql", "DELETE FROM invite\nWHERE id = ?", "tx.update(", "tx.update(…)");
        Statement with = new Statement(
                "InviteSql", "DELETE FROM invite\nWHERE organization_id = ? AND id = ?", "tx.update(", "tx.update(…)");

        assertThat(isScoped(without)).isFalse();
        assertThat(isScoped(with)).isTrue();
        assertThat(statements()).hasSizeGreaterThan(40);
    }

    private static List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        Sources.byClass().forEach((type, source) -> {
            Matcher block = TEXT_BLOCK.matcher(source);
            while (block.find()) {
                String sql = block.group(1).strip();
                if (STATEMENT.matcher(sql).matches()) {
                    String before = source.substring(0, block.start());
                    statements.add(new Statement(type, sql, before, methodAround(source, block.start())));
                }
            }
        });
        return statements;
    }

    /** The member of the class that the position is in: members end with a brace or a semicolon at four spaces. */
    private static String methodAround(String source, int position) {
        int start = Math.max(source.lastIndexOf("\n    }\n", position), 0);
        int end = source.indexOf("\n    }\n", position);
        return source.substring(start, end < 0 ? source.length() : end);
    }

    private static Stream<String> methods(String source) {
        return Stream.of(source.split("\n    }\n"));
    }
}
