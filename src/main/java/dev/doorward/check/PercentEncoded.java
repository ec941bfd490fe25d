package dev.doorward.check;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Text as ASCII for a header: all but RFC 3986's unreserved characters as {@code %XX} of their UTF-8. */
final class PercentEncoded {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** A gateway gives all headers of an answer a few KiB, and refuses the request when they are longer. */
    private static final int LONGEST = 512;

    private PercentEncoded() {}

    /** The text, or as many of its first characters as fit in 512 bytes. */
    static String of(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        int[] characters = text.codePoints().toArray();
        for (int character : characters) {
            String next = isUnreserved(character) ? Character.toString(character) : escaped(character);
            if (encoded.length() + next.length() > LONGEST) {
                break;
            }
            encoded.append(next);
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(int character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || "-._~".indexOf(character) >= 0;
    }

    private static String escaped(int character) {
        StringBuilder escaped = new StringBuilder();
        for (byte part : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
            escaped.append('%');
            HEX.toHexDigits(escaped, part);
        }
        return escaped.toString();
    }
}
