package dev.doorward.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.ObjLongConsumer;

/**
 * Finds secrets in text by their form: a known prefix, the characters behind it, and a right checksum. What stands before and
 * after a secret does not matter, and nothing but a secret is taken for one. Input of any size is read with the same memory,
 * and need not be text: NUL bytes are passed over, so that UTF-16, which some shells write, is read too.
 */
public final class SecretFinder {
    private static final int BLOCK = 1 << 16;

    private final List<byte[]> prefixes;
    private final int longest;

    /** @param prefixes what the secrets may begin with, each in the form that {@link Prefixes} demands */
    public SecretFinder(Collection<String> prefixes) {
        this.prefixes = prefixes.stream()
                .distinct()
                .map(prefix -> prefix.getBytes(StandardCharsets.US_ASCII))
                .toList();
        this.longest = this.prefixes.stream().mapToInt(Secret::length).max().orElseThrow();
    }

    /**
     * Reads the input to its end.
     *
     * @param found given each secret, in the order in which they begin, as often as it stands there, with the number of its
     *     line, counted from 1
     */
    public void find(InputStream in, ObjLongConsumer<Secret> found) throws IOException {
        byte[] buffer = new byte[BLOCK + longest];
        int kept = 0;
        long line = 1;
        for (int read = 0; read >= 0; ) {
            read = in.read(buffer, kept, BLOCK);
            int end = kept + withoutNul(buffer, kept, read);
            int whole =
                    read < 0 ? end : Math.max(0, end - longest); // What begins later may not have been read to its end.
            for (int i = 0; i < whole; i++) {
                for (byte[] prefix : prefixes) {
                    at(buffer, i, end, prefix, found, line);
                }
                if (buffer[i] == '\n') {
                    line++;
                }
            }
            kept = end - whole;
            System.arraycopy(buffer, whole, buffer, 0, kept);
        }
    }

    /** How many bytes are left of those that were read at this place, moved together. */
    private static int withoutNul(byte[] buffer, int from, int length) {
        int to = from;
        for (int i = from; i < from + length; i++) {
            if (buffer[i] != 0) {
                buffer[to++] = buffer[i];
            }
        }
        return to - from;
    }

    private static void at(byte[] buffer, int from, int end, byte[] prefix, ObjLongConsumer<Secret> found, long line) {
        int to = from + Secret.length(prefix);
        if (to <= end && startsWith(buffer, from, prefix)) {
            Secret.parse(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1))
                    .ifPresent(secret -> found.accept(secret, line));
        }
    }

    private static boolean startsWith(byte[] buffer, int from, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (buffer[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
