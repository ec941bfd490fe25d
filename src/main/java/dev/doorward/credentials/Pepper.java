package dev.doorward.credentials;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A numbered secret of 256 bits that lives outside the database, so that a copy of the database alone verifies nothing.
 *
 * <p>Every {@link Use} has a key of its own, derived by HMAC over a label: what one use computes means nothing to another.
 */
public final class Pepper {
    private static final int BYTES = 32;
    private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,8}):([A-Za-z0-9_-]{43})");
    private static final String ALGORITHM = "HmacSHA256";

    /** What a pepper is used for. */
    public enum Use {
        CHECK,
        KEY,
        INVITE,
        SESSION,
        SEAL,
        JOURNAL
    }

    private final int number;
    private final String line;
    private final Map<Use, SecretKeySpec> keys = new EnumMap<>(Use.class);

    private Pepper(int number, byte[] secret, String line) {
        this.number = number;
        this.line = line;
        SecretKeySpec root = new SecretKeySpec(secret, ALGORITHM);
        for (Use use : Use.values()) {
            String label = "doorward " + use.name() + " 1";
            keys.put(use, new SecretKeySpec(hmac(root, label.getBytes(StandardCharsets.US_ASCII)), ALGORITHM));
        }
    }

    /** A new pepper with 256 random bits. */
    public static Pepper mint(int number, RandomGenerator random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new Pepper(
                number,
                secret,
                number + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Reads {@code NUMBER:BASE64URL}, the form that {@link #line()} writes. */
    public static Optional<Pepper> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new Pepper(
                        Integer.parseInt(matcher.group(1)),
                        Base64.getUrlDecoder().decode(matcher.group(2)),
                        line))
                : Optional.empty();
    }

    /** Its number, which every digest made with it carries. */
    public int number() {
        return number;
    }

    /** Its form in the pepper file. This is the secret itself. */
    public String line() {
        return line;
    }

    /** HMAC-SHA-256 of the bytes under the key for this use: 32 bytes. */
    public byte[] mac(Use use, byte[] message) {
        return hmac(keys.get(use), message);
    }

    /** HMAC-SHA-256 of a text in UTF-8. */
    public byte[] mac(Use use, String message) {
        return mac(use, message.getBytes(StandardCharsets.UTF_8));
    }

    /** A value by which the database recognises this pepper, and from which nothing about it can be learnt. */
    public byte[] checkValue() {
        return mac(Use.CHECK, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private static byte[] hmac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "Pepper " + number;
    }
}
