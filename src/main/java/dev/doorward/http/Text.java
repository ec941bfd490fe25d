package dev.doorward.http;

import dev.doorward.errors.ApiError;
import java.text.Normalizer;

/** What text people may put into names and tags: no control characters, nothing that turns the direction of writing round. */
public final class Text {
    /** How many code points can become one in NFC: no canonical decomposition has more, as that of U+1F82 has. */
    private static final int MOST_COMPOSED = 4;

    private Text() {}

    /**
     * A name in NFC.
     *
     * @throws ApiError 400 naming the field, when it is blank, longer than {@code longest} code points, or has a character
     *     in it that is refused
     */
    public static String name(String field, String value, int longest) {
        String name = checked(field, value, 1, longest);
        if (name.isBlank()) {
            throw ApiError.invalid(field + ": must not be blank.");
        }
        return name;
    }

    /** Text in NFC, from {@code shortest} to {@code longest} code points; throws 400 naming the field otherwise. */
    public static String checked(String field, String value, int shortest, int longest) {
        if (!isClean(value)) {
            throw ApiError.invalid(
                    field + ": control characters, direction overrides and unpaired surrogates are not allowed.");
        }
        // To put combining marks in order takes quadratic time, so what is too long in any form is not normalised at
        // all.
        String text =
                length(value) > longest * MOST_COMPOSED ? value : Normalizer.normalize(value, Normalizer.Form.NFC);
        if (length(text) < shortest || length(text) > longest) {
            throw ApiError.invalid(field + ": must be " + shortest + " to " + longest + " characters long.");
        }
        return text;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether no character of the text is refused. */
    public static boolean isClean(String value) {
        return value.codePoints().noneMatch(Text::isRefused);
    }

    private static boolean isRefused(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> isDirectionOverride(character);
        };
    }

    private static boolean isDirectionOverride(int character) {
        return character >= 0x202A && character <= 0x202E || character >= 0x2066 && character <= 0x2069;
    }

    /** What a caller sent, cut and cleaned so that it can stand in a message. */
    static String printable(String value) {
        String shown = value.length() > 64 ? value.substring(0, 64) + "…" : value;
        return shown.codePoints()
                .filter(character -> !isRefused(character))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
