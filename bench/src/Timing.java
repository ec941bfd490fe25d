import static java.util.Locale.ROOT;

import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Whether the time that the digest path takes ({@link Secret#parse}, {@link Pepper#mac}) tells what key was presented: one
 * that nobody made, one that is a character off a real one, or a real one that was revoked. Welch's t between each two of
 * them, over the measurements below several percentiles, as dudect does it: outliers, which are the machine's, hide a
 * difference.
 *
 * <p>The same with a comparison behind it that ends at the first byte that differs must be noticed, or nothing was measured.
 */
final class Timing {
    private static final int SAMPLES = 1_000_000;
    private static final int BLOCK = 3_000;
    private static final double LIMIT = 4.5;
    private static final double[] PERCENTILES = {100, 99, 95, 90, 75, 50};
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKSUM = 6;

    private final Random random;
    private final Pepper pepper;

    /** So that no compiler leaves out what is measured. */
    private long sink;

    /** What is presented, beside the key that the database has. */
    private enum Kind {
        UNKNOWN,
        ONE_OFF,
        REVOKED
    }

    private record Sample(Kind kind, String stored, String presented) {}

    private interface Path {
        long run(Sample sample);
    }

    private Timing(long seed) {
        this.random = new Random(seed);
        this.pepper = Pepper.mint(1, random);
    }

    /** Exits with 1 where the digest path tells something, or the comparison that ends early does not. */
    public static void main(String[] args) {
        long seed = args.length == 0 ? System.nanoTime() : Long.parseLong(args[0]);
        System.out.println("seed " + seed + ", " + SAMPLES + " samples of each kind");
        Timing timing = new Timing(seed);
        double path = timing.measure("digest path", timing::digest);
        double control = timing.measure("control: ends at the first byte that differs", timing::digestAndCompare);
        boolean good = path < LIMIT && control > LIMIT;
        System.out.println(good ? "ok" : "FAILED: |t| must be below " + LIMIT + " on the path, and above it in the control");
        System.exit(good ? 0 : 1);
    }

    private long digest(Sample sample) {
        Secret secret = Secret.parse(sample.presented()).orElseThrow();
        return pepper.mac(Pepper.Use.KEY, secret.reveal())[0];
    }

    private long digestAndCompare(Sample sample) {
        long digest = digest(sample);
        return digest + (endsEarly(sample.stored(), sample.presented()) ? 1 : 0);
    }

    private static boolean endsEarly(String stored, String presented) {
        for (int i = 0; i < stored.length(); i++) {
            if (stored.charAt(i) != presented.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Prints the t values, and returns the one that is farthest from zero, without its sign. */
    private double measure(String name, Path path) {
        for (int block = 0; block < 20; block++) { // Until it is compiled.
            block(path, new long[Kind.values().length][BLOCK / 3], 0);
        }
        long[][] nanos = new long[Kind.values().length][SAMPLES];
        for (int from = 0; from < SAMPLES; from += BLOCK / 3) {
            block(path, nanos, from);
        }
        System.out.println(name);
        double farthest = 0;
        for (Kind one : Kind.values()) {
            for (Kind other : Kind.values()) {
                if (one.compareTo(other) < 0) {
                    farthest = Math.max(farthest, compare(one, nanos[one.ordinal()], other, nanos[other.ordinal()]));
                }
            }
        }
        System.out.printf(ROOT, "  largest |t| %.2f (%d)%n", farthest, sink & 1);
        return farthest;
    }

    /** Measures as many samples of each kind, in an order that is random; they were made before, so that making them is not felt. */
    private void block(Path path, long[][] nanos, int from) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < BLOCK; i++) {
            samples.add(sample(Kind.values()[i % 3]));
        }
        Collections.shuffle(samples, random);
        int[] next = {from, from, from};
        for (Sample sample : samples) {
            long begin = System.nanoTime();
            sink += path.run(sample);
            long end = System.nanoTime();
            int kind = sample.kind().ordinal();
            nanos[kind][next[kind]++] = end - begin;
        }
    }

    private Sample sample(Kind kind) {
        String stored = Secret.mint("dw_key_", random).reveal();
        String presented = switch (kind) {
            case UNKNOWN -> Secret.mint("dw_key_", random).reveal();
            case ONE_OFF -> oneOff(stored);
            case REVOKED -> stored;
        };
        return new Sample(kind, stored, new String(presented.toCharArray())); // Each is a text of its own.
    }

    /** One of the random characters is another one, and the checksum is right. */
    private String oneOff(String key) {
        char[] body = key.substring(0, key.length() - CHECKSUM).toCharArray();
        int prefix = "dw_key_".length();
        int place = prefix + random.nextInt(body.length - prefix);
        int other = ALPHABET.indexOf(body[place]) + 1 + random.nextInt(ALPHABET.length() - 1);
        body[place] = ALPHABET.charAt(other % ALPHABET.length());
        CRC32 crc = new CRC32();
        crc.update(new String(body).getBytes(StandardCharsets.US_ASCII));
        char[] checksum = new char[CHECKSUM];
        long rest = crc.getValue();
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            checksum[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(body) + new String(checksum);
    }

    /** Prints t at each percentile of both together, and returns the farthest from zero, without its sign. */
    private static double compare(Kind one, long[] ones, Kind other, long[] others) {
        long[] all = Arrays.copyOf(ones, ones.length + others.length);
        System.arraycopy(others, 0, all, ones.length, others.length);
        Arrays.sort(all);
        StringBuilder line = new StringBuilder();
        double farthest = 0;
        for (double percentile : PERCENTILES) {
            long most = all[(int) (percentile / 100 * (all.length - 1))];
            double t = welch(ones, others, most);
            farthest = Math.max(farthest, Math.abs(t));
            line.append(String.format(ROOT, "  p%.0f %.2f", percentile, t));
        }
        System.out.printf(ROOT, "  %-8s against %-8s t below%s%n", one, other, line);
        return farthest;
    }

    /** Welch's t of the values that are not above a bound. */
    private static double welch(long[] ones, long[] others, long most) {
        Moments one = Moments.of(ones, most);
        Moments other = Moments.of(others, most);
        return (one.mean() - other.mean()) / Math.sqrt(one.variance() / one.count() + other.variance() / other.count());
    }

    private record Moments(long count, double mean, double variance) {
        private static Moments of(long[] values, long most) {
            long count = 0;
            double mean = 0;
            double squares = 0;
            for (long value : values) {
                if (value <= most) {
                    count++;
                    double off = value - mean;
                    mean += off / count;
                    squares += off * (value - mean);
                }
            }
            return new Moments(count, mean, squares / (count - 1));
        }
    }
}
