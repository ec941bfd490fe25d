package dev.doorward.db;

import java.math.BigInteger;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Makes object ids: a prefix, {@code 01}, and 22 base58 characters that are a UUIDv7 at fixed width (contract 1.2).
 *
 * <p>The UUID's time, down to the microsecond, is the object's own time, and the alphabet is in byte order; so the order
 * of ids as text is the order of creation. Within a process every id is greater than the one before, also when the clock
 * stands still or steps back.
 */
public final class Ids {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int WIDTH = 22;
    private static final Pattern TAIL = Pattern.compile("01[" + ALPHABET + "]{" + WIDTH + "}");
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
    private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(64);

    private final RandomGenerator random;
    private long lastHigh;
    private long lastLow;

    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** Whether the text has the form of an id of the given kind, such as {@code "invite"}. */
    public static boolean isId(String prefix, String text) {
        return text.startsWith(prefix + "_")
                && TAIL.matcher(text).region(prefix.length() + 1, text.length()).matches();
    }

    /** A new id for an object made at the given time. */
    synchronized String next(String prefix, Instant time) {
        long millis = time.toEpochMilli();
        long fraction = time.getNano() / 1_000 % 1_000 * 4096 / 1_000;
        long high = millis << 16 | 7L << 12 | fraction;
        long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        boolean rises = Long.compareUnsigned(high, lastHigh) > 0 || high == lastHigh && Long.compareUnsigned(low, lastLow) > 0;
        if (!rises) {
            high = lastHigh;
            low = lastLow + 1 + (random.nextInt() & 0xFFFF);
            if (low >= 0 || (low & 0x4000_0000_0000_0000L) != 0) { // The variant's 62 bits ran over: go to the next fraction.
                high = lastHigh + 1;
                low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
            }
        }
        lastHigh = high;
        lastLow = low;
        return prefix + "_01" + base58(high, low);
    }

    private static String base58(long high, long low) {
        BigInteger value = unsigned(high).shiftLeft(64).or(unsigned(low));
        char[] out = new char[WIDTH];
        for (int i = WIDTH - 1; i >= 0; i--) {
            BigInteger[] parts = value.divideAndRemainder(BASE);
            out[i] = ALPHABET.charAt(parts[1].intValue());
            value = parts[0];
        }
        return new String(out);
    }

    private static BigInteger unsigned(long bits) {
        BigInteger value = BigInteger.valueOf(bits);
        return value.signum() < 0 ? value.add(UNSIGNED) : value;
    }

    /** A random UUID in lower case, for what the wire identifies by UUID. */
    String uuid() {
        long high = random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L;
        long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new java.util.UUID(high, low).toString();
    }
}
