package dev.doorward.credentials;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * The secret of a key: a prefix, 43 base62 characters that are 256 random bits, and 6 base62 characters of a CRC-32 over
 * everything before them.
 *
 * <p>The checksum lets a scanner tell a secret from random text, and lets Doorward refuse a mistyped one without asking
 * the database. The prefix is for people and scanners: it decides nothing. The text leaves this object only through
 * {@link #reveal()}; {@link #toString()} hides it.
 */
public final class Secret {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
    private static final int RANDOM_BYTES = 32;
    private static final int RANDOM_WIDTH = 43;
    private static final int CHECKSUM_WIDTH = 6;
    private static final int TAIL_WIDTH = RANDOM_WIDTH + CHECKSUM_WIDTH;
    private static final int LONGEST = 128;
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** A new secret with 256 bits from the given source. */
    public static Secret mint(String prefix, RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String body = prefix + base62(new BigInteger(1, bytes), RANDOM_WIDTH);
        return new Secret(body + checksum(body));
    }

    /** The secret that a caller presented, or nothing when its form or its checksum is wrong. */
    public static Optional<Secret> parse(String text) {
        if (!hasForm(text)) {
            return Optional.empty();
        }
        String body = text.substring(0, text.length() - CHECKSUM_WIDTH);
        return text.endsWith(checksum(body)) ? Optional.of(new Secret(text)) : Optional.empty();
    }

    /** A loop and no pattern: this is done for every request. */
    private static boolean hasForm(String text) {
        int prefix = text.length() - TAIL_WIDTH;
        if (prefix < 1 || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean letterOrDigit = character >= 'a' && character <= 'z'
                    || character >= 'A' && character <= 'Z'
                    || character >= '0' && character <= '9';
            boolean punctuation = character == '_' || character == '-';
            if (!letterOrDigit && !(punctuation && i < prefix)) {
                return false;
            }
        }
        return true;
    }

    /** How long a secret with this prefix is. */
    static int length(byte[] prefix) {
        return prefix.length + TAIL_WIDTH;
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_WIDTH);
    }

    private static String base62(BigInteger value, int width) {
        char[] out = new char[width];
        BigInteger rest = value;
        for (int i = width - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            out[i] = ALPHABET.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(out);
    }

    /** The secret's text, for the one place that shows it and for its digest. */
    public String reveal() {
        return text;
    }

    /** What may be shown for ever: the prefix, three characters, and the last four, such as {@code dw_key_R2D...igAA}. */
    public String hint() {
        int prefix = text.length() - TAIL_WIDTH;
        return text.substring(0, prefix + 3) + "..." + text.substring(text.length() - 4);
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
