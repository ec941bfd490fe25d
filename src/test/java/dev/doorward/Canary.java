package dev.doorward;

import dev.doorward.access.Caller;
import dev.doorward.credentials.Secret;
import dev.doorward.http.Json;
import dev.doorward.organization.Organization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Knows every secret that the tests make, and searches whatever the product lets out for them: plain, in base64,
 * percent-encoded, in hexadecimal.
 *
 * <p>It learns secrets where they are made, from the random bits themselves, so a test need not tell it. It keeps sixteen
 * bytes from the middle of each form, and looks at every sixteen bytes of a text: long texts cost little.
 */
public final class Canary {
    private static final Canary RUN = new Canary();

    private static final int WINDOW = 16;
    private static final int SECRET_BYTES = 32;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern SHOWN_KEY = Pattern.compile("[A-Za-z0-9_-]{50,128}");
    private static final Pattern SHOWN_TOKEN = Pattern.compile("invite_01\\w{22}\\.[0-9]+\\.[0-9]+\\.[\\w-]{43}");

    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final long FACTOR_OF_THE_OLDEST = power(WINDOW);
    private static final int FILTER_BITS = 22;

    private final Map<Long, String> needles = new ConcurrentHashMap<>();
    private final AtomicLongArray filter = new AtomicLongArray(1 << FILTER_BITS - 6);
    private final Queue<String> findings = new ConcurrentLinkedQueue<>();

    /** The one of this test run. */
    public static Canary run() {
        return RUN;
    }

    /** The same source of randomness; what is drawn as a key's or a pepper's bits is learnt. */
    RandomGenerator learningFrom(RandomGenerator random) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public int nextInt() {
                return random.nextInt();
            }

            @Override
            public void nextBytes(byte[] bytes) {
                random.nextBytes(bytes);
                if (bytes.length == SECRET_BYTES) {
                    learn(bytes);
                }
            }
        };
    }

    private void learn(byte[] bits) {
        learnForms("raw bits", bits);
        learn(base62(new BigInteger(1, bits)));
        learn(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    private static String base62(BigInteger value) {
        StringBuilder text = new StringBuilder();
        for (BigInteger rest = value; rest.signum() > 0; rest = rest.divide(BigInteger.valueOf(62))) {
            text.append(BASE62.charAt(rest.mod(BigInteger.valueOf(62)).intValue()));
        }
        return text.reverse().toString();
    }

    /** Learns a secret. */
    public void learn(String secret) {
        learnForms("a secret", secret.getBytes(StandardCharsets.US_ASCII));
    }

    /** Learns the pepper of a data folder. */
    public void learnPepper(Path folder) {
        try {
            learn(Files.readString(folder.resolve("pepper")).strip().replaceFirst("^[0-9]+:", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Learns the keys and tokens in what the product showed where it may. Returns whether there were any. */
    public boolean learnFromReveal(String shown) {
        List<String> secrets = Stream.concat(matches(SHOWN_KEY, shown), matches(SHOWN_TOKEN, shown))
                .toList();
        secrets.forEach(this::learn);
        return !secrets.isEmpty();
    }

    private static Stream<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(found -> pattern == SHOWN_TOKEN || Secret.parse(found).isPresent());
    }

    private void learnForms(String what, byte[] secret) {
        learnNeedle(what, secret);
        String hex = HexFormat.of().formatHex(secret);
        learnNeedle(what + " in hexadecimal", hex);
        learnNeedle(what + " in hexadecimal", hex.toUpperCase(Locale.ROOT));
        learnNeedle(what + " percent-encoded", hex.replaceAll("..", "%$0"));
        learnNeedle(what + " percent-encoded", hex.toUpperCase(Locale.ROOT).replaceAll("..", "%$0"));
        for (int offset = 0; offset < 3; offset++) { // Base64 looks different at each place in a group of three bytes.
            byte[] moved = new byte[offset + secret.length];
            System.arraycopy(secret, 0, moved, offset, secret.length);
            learnNeedle(what + " in base64", Base64.getEncoder().encodeToString(moved));
            learnNeedle(what + " in base64", Base64.getUrlEncoder().encodeToString(moved));
        }
    }

    private void learnNeedle(String what, String form) {
        learnNeedle(what, form.getBytes(StandardCharsets.US_ASCII));
    }

    private void learnNeedle(String what, byte[] form) {
        int from = (form.length - WINDOW) / 2;
        long hash = 0;
        for (byte next : Arrays.copyOfRange(form, from, from + WINDOW)) {
            hash = hash * FACTOR + next;
        }
        learnHash(hash, what);
    }

    private void learnHash(long hash, String what) {
        needles.put(hash, what);
        int bit = bit(hash);
        filter.accumulateAndGet(bit >>> 6, 1L << bit, (before, one) -> before | one);
    }

    /** Looks at an answer, and fails at once if there is a secret in it. */
    public void look(String where, String text) {
        long before = findings.size();
        search(where, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        if (SHOWN_TOKEN
                .matcher(text)
                .find()) { // Also one that no test has asked for, and that is not learnt therefore.
            findings.add("an invite's token is in " + where);
        }
        if (findings.size() > before) {
            throw new AssertionError(String.join("\n", findings));
        }
    }

    /** Looks through the files of a data folder but the pepper's, read by another process: SQLite's locks stay. */
    public void searchFolder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file) && !file.endsWith("pepper")) {
                    searchFile(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks through a file, read by another process. */
    public void searchFile(Path file) {
        try {
            Process cat = new ProcessBuilder("cat", file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD) // A write-ahead log may be gone by now.
                    .start();
            try (InputStream in = cat.getInputStream()) {
                search("the file " + file.getFileName(), in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks through every organization's journal as it is exported. */
    void searchJournals(App app) {
        for (Organization.Listed organization : app.db.read(app.organizations::list)) {
            Caller operator = app.operator(organization.id());
            app.journal.export(app.db, operator, row -> searchText("the journal", Json.text(row)));
        }
    }

    private void searchText(String where, String text) {
        search(where, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    void search(String where, InputStream in) {
        byte[] chunk = new byte[1 << 16];
        byte[] window = new byte[WINDOW];
        long position = 0;
        long hash = 0;
        try {
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                for (int i = 0; i < length; i++) {
                    int slot = (int) (position++ & WINDOW - 1);
                    hash = hash * FACTOR + chunk[i] - window[slot] * FACTOR_OF_THE_OLDEST;
                    window[slot] = chunk[i];
                    int bit = bit(hash);
                    if ((filter.getPlain(bit >>> 6) & 1L << bit) != 0 && needles.containsKey(hash)) {
                        findings.add(needles.get(hash) + " is in " + where + ", before byte " + position);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int bit(long hash) {
        return (int) (hash >>> Long.SIZE - FILTER_BITS);
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= FACTOR;
        }
        return power;
    }

    /** Another one that knows what this one knows now, and has found nothing. */
    Canary withTheSameSecrets() {
        Canary other = new Canary();
        needles.forEach(other::learnHash);
        return other;
    }

    /** What was found so far. */
    List<String> findings() {
        return List.copyOf(findings);
    }
}
