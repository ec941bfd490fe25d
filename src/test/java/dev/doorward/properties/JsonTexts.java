package dev.doorward.properties;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Any JSON value as its text: what a parser may meet, and what the contract's fields nearly or really take. */
final class JsonTexts {
    /** What some field somewhere takes, and what is next to it. */
    private static final List<String> KNOWN = List.of(
            "user",
            "developer",
            "admin",
            "claude_code_user",
            "billing",
            "workspace_admin",
            "workspace_billing",
            "workspace_user",
            "active",
            "archived",
            "expired",
            "us",
            "global",
            "unrestricted",
            "#6C5BB9",
            "#6C5BB",
            "",
            " ",
            "ada@example.com",
            "ada+tag@EXAMPLE.com",
            "ada@exämple.com",
            "ada@example.com@example.com",
            "@",
            "a@b",
            "a@-b",
            "a@.",
            "a@xn--",
            "a@\u3002",
            "\u0130@\u0130.com",
            "anthropic-tag");

    private JsonTexts() {}

    static Arbitrary<String> any() {
        return Arbitraries.lazyOf(
                () -> scalar(),
                () -> strings(),
                () -> strings(),
                () -> any().list().ofMaxSize(3).map(JsonTexts::array),
                () -> Combinators.combine(strings(), any())
                        .as(Tuple::of)
                        .list()
                        .ofMaxSize(3)
                        .map(fields -> fields.stream()
                                .map(field -> field.get1() + ":" + field.get2())
                                .collect(Collectors.joining(",", "{", "}"))));
    }

    /** A JSON string of any characters; addresses of any characters too. */
    static Arbitrary<String> strings() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(40);
        Arbitrary<String> address = Combinators.combine(
                        text, Arbitraries.strings().ofMaxLength(12))
                .as((local, domain) -> local + "@" + domain);
        return Arbitraries.frequencyOf(
                        Tuple.of(5, Arbitraries.of(KNOWN)),
                        Tuple.of(2, text),
                        Tuple.of(2, address),
                        Tuple.of(1, Arbitraries.strings().ofMinLength(200).ofMaxLength(600)))
                .map(JsonTexts::quoted);
    }

    private static Arbitrary<String> scalar() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "null", "true", "false", "NaN", "-Infinity", "0", "-0", "1e400", "1e-400", "[]", "{}", "01"),
                Arbitraries.bigIntegers().map(Object::toString),
                Arbitraries.bigDecimals().map(Object::toString),
                Arbitraries.integers().between(1, 2_000).map("9"::repeat));
    }

    private static String array(List<String> items) {
        return "[" + String.join(",", items) + "]";
    }

    /** Half of a surrogate pair cannot be sent as UTF-8, so it goes as an escape, as control characters must. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.codePoints().forEach(character -> {
            boolean escaped = character < ' '
                    || character == '"'
                    || character == '\\'
                    || Character.getType(character) == Character.SURROGATE;
            json.append(escaped ? "\\u%04x".formatted(character) : Character.toString(character));
        });
        return json.append('"').toString();
    }
}
