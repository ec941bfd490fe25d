package dev.doorward.db;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes object ids: a prefix, {@code 01}, and 22 base58 characters that are a UUIDv7 at fixed width (contract 1.2).
 *
 * <p>The UUID's time, down to the microsecond, is the object's own time, and the alphabet is in byte order; so the order
 * of ids as text is the order of creation. Within a process every id is greater than the one before, also when the clock
 * stands still or steps back.
 */
public final class Ids {
    static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    static final int WIDTH = 22;

    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_BITS = 0x3FFF_FFFF_FFFF_FFFFL;

    private final RandomGenerator random;
    private long lastHigh;
    private long lastLow;

    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** A new id for an object made at the given time. */
    public synchronized String next(IdKind kind, Instant time) {
        long fraction =
                time.getNano() / 1_000 % 1_000 * 4_096 / 1_000; // Microseconds, spread over the version 7's 12 bits.
        long high = time.toEpochMilli() << 16 | 0x7000L | fraction;
        long low = VARIANT | random.nextLong() & RANDOM_BITS;
        boolean sameTime = high == lastHigh;
        if (Long.compareUnsigned(high, lastHigh) < 0 || sameTime && Long.compareUnsigned(low, lastLow) <= 0) {
            high = lastHigh;
            low = lastLow + 1 + (random.nextInt() & 0xFFFF);
            if ((low & ~RANDOM_BITS) != VARIANT) {
                throw new IllegalStateException("2^62 ids in one microsecond");
            }
        }
        lastHigh = high;
        lastLow = low;
        return kind.prefix() + "_01" + base58(high, low);
    }

    private static String base58(long high, long low) {
        long[] limbs = {high >>> 32, high & 0xFFFF_FFFFL, low >>> 32, low & 0xFFFF_FFFFL};
        char[] out = new char[WIDTH];
        for (int i = WIDTH - 1; i >= 0; i--) {
            long remainder = 0;
            for (int limb = 0; limb < limbs.length; limb++) {
                long part = remainder << 32 | limbs[limb];
                limbs[limb] = part / ALPHABET.length();
                remainder = part % ALPHABET.length();
            }
            out[i] = ALPHABET.charAt((int) remainder);
        }
        return new String(out);
    }

    /** A random UUID in lower case, for what the wire identifies by UUID. */
    String uuid() {
        long high = random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L;
        long low = VARIANT | random.nextLong() & RANDOM_BITS;
        return new UUID(high, low).toString();
    }
}
