package dev.doorward.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules for scanners in {@code examples/leaks}: they find every key, and what is none fails the checksum. */
class LeakRulesTest {
    private static final int KEYS = 1_000;
    private static final int RANDOM_STRINGS = 1_000_000;
    private static final List<String> PREFIXES = List.of("dw_key_", "dw_adm_", "dw_chk_");
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final List<String> WORDS =
            List.of("dw_key", "dw_adm", "dw_chk", "key", "const", "String", "admin", "value", "0", "_", "=", " ", "\"");

    /** What RE2, PCRE, Hyperscan, JavaScript and Java read in the same way: letters, one class, one number. */
    private static final String COMMON_SYNTAX = "[a-z_]+\\[0-9A-Za-z]\\{49}";

    /** Where a key has letters and digits on neither side. */
    private static final List<String> APART = List.of(
            "%s",
            "String key = \"%s\";",
            "export DOORWARD_KEY=%s\n",
            "{\"key\":\"%s\",\"n\":1}",
            "https://gate.example.com/?key=%s&x=1",
            "  x-api-key: '%s' # todo",
            "curl -H \"Authorization: Bearer %s\" https://gate.example.com",
            "[%s]");

    /** Where it has. */
    private static final List<String> GLUED = List.of("x%s", "%s0", "a%sz", "dw_key_%sdw_key_", "%2F%s\\n");

    private final long seed = Long.getLong("doorward.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** A file of rules, and how a rule is written in it. */
    enum Rules {
        GITLEAKS("gitleaks.toml", "(?m)^regex = '''(.*)'''$", ""),
        TRUFFLEHOG("trufflehog.yaml", "(?m)^      key: '(.*)'$", ""),
        SECRETLINT("secretlintrc.json", "\"patterns\": \\[\"/(.*)/\"]", ""),
        GITHUB("github-patterns.md", "(?m)^\\| Secret format \\| `(.*)` \\|$", "[^0-9A-Za-z]");

        private final String file;
        private final Pattern rule;
        private final String beside;

        Rules(String file, String rule, String beside) {
            this.file = file;
            this.rule = Pattern.compile(rule);
            this.beside = beside;
        }

        /** The regular expressions, as they stand there. */
        private List<String> expressions() {
            return rule.matcher(text()).results().map(match -> match.group(1)).toList();
        }

        private String text() {
            try {
                return Files.readString(Path.of("examples/leaks", file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The rules, each with what its scanner wants beside a secret; the secret itself is the first group. */
        private List<Pattern> patterns() {
            return expressions().stream()
                    .map(expression -> beside.isEmpty()
                            ? "(" + expression + ")"
                            : "(?:\\A|" + beside + ")(" + expression + ")(?:\\z|" + beside + ")")
                    .map(Pattern::compile)
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void thereIsARuleForEachKindInTheSyntaxThatAllScannersShare(Rules rules) {
        assertThat(rules.expressions())
                .allMatch(expression -> expression.matches(COMMON_SYNTAX))
                .extracting(expression -> expression.substring(0, 7))
                .containsExactlyElementsOf(PREFIXES);
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyIsFoundByTheRuleOfItsKindAndByNoOther(Rules rules) {
        List<String> around = new ArrayList<>(APART);
        if (rules.beside.isEmpty()) {
            around.addAll(GLUED);
        }
        for (int i = 0; i < KEYS; i++) {
            String prefix = PREFIXES.get(i % PREFIXES.size());
            String key = Secret.mint(prefix, random).reveal();
            String text = noise() + "\n" + around.get(i % around.size()).replace("%s", key) + "\n" + noise();

            List<String> found = find(rules.patterns(), text).stream()
                    .filter(each -> Secret.parse(each).isPresent())
                    .toList();

            assertThat(found).as("seed " + seed + ", key " + i).containsExactly(key);
        }
    }

    @Test
    void ofAMillionRandomStringsNonePassesTheChecksum() {
        List<Pattern> patterns = Arrays.stream(Rules.values())
                .flatMap(rules -> rules.patterns().stream())
                .collect(Collectors.toMap(Pattern::pattern, pattern -> pattern, (one, same) -> one))
                .values()
                .stream()
                .toList();
        int matched = 0;
        int passed = 0;
        for (int i = 0; i < RANDOM_STRINGS; i++) {
            List<String> found = find(patterns, randomString(i % 5));
            matched += found.isEmpty() ? 0 : 1;
            passed += (int) found.stream()
                    .filter(text -> Secret.parse(text).isPresent())
                    .count();
        }
        System.out.println("LeakRulesTest: -Ddoorward.seed=" + seed + ": of " + RANDOM_STRINGS
                + " random strings, a fifth of them with a right prefix, the expressions alone match in " + matched
                + ", the checksum leaves " + passed);

        assertThat(passed).as("seed " + seed).isZero();
        assertThat(matched)
                .as("seed " + seed)
                .isGreaterThanOrEqualTo(RANDOM_STRINGS / 5); // Words make one now and then.
    }

    @Test
    void theTestStringsForGitHubAreFoundAndHaveARightChecksum() {
        List<String> strings = Pattern.compile("(?m)^\\| Test string \\| `(.*)` \\|$")
                .matcher(Rules.GITHUB.text())
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(strings).hasSize(PREFIXES.size()).allSatisfy(text -> {
            assertThat(Secret.parse(text)).isPresent();
            assertThat(find(Rules.GITHUB.patterns(), text)).containsExactly(text);
        });
    }

    private static List<String> find(List<Pattern> patterns, String text) {
        List<String> found = new ArrayList<>();
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(text);
            matcher.results().map((MatchResult match) -> match.group(1)).forEach(found::add);
        }
        return found;
    }

    private String noise() {
        return randomString(random.nextInt(4));
    }

    /** A string of one of the alphabets that occur: base62, hexadecimal, base64, words, and a right prefix before base62. */
    private String randomString(int kind) {
        return switch (kind) {
            case 0 -> base62(49 + random.nextInt(60));
            case 1 -> base62(100).replaceAll("[^0-9a-f]", "f");
            case 2 -> {
                byte[] bytes = new byte[36 + random.nextInt(40)];
                random.nextBytes(bytes);
                yield new String(
                        (random.nextBoolean() ? Base64.getEncoder() : Base64.getUrlEncoder()).encode(bytes),
                        StandardCharsets.US_ASCII);
            }
            case 3 -> {
                StringBuilder words = new StringBuilder();
                while (words.length() < 80) {
                    words.append(WORDS.get(random.nextInt(WORDS.size())));
                }
                yield words.toString();
            }
            default -> PREFIXES.get(random.nextInt(PREFIXES.size())) + base62(49);
        };
    }

    private String base62(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return text.toString();
    }
}
