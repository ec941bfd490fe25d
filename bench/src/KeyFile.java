import dev.doorward.credentials.Secret;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntPredicate;

/**
 * The keys that a load presents: a file of lines {@code STATUS KEY}, all equally long, so that wrk's script and the open
 * loop can take any of them. The status is what a check must answer.
 */
final class KeyFile {
    private static final int STATUS = 3;
    private static final int WIDTH = 61;

    /** With no factor in common with any size here: numbers one after the other become lines all over the file. */
    private static final long STRIDE = 15_485_863;

    private final Path path;
    private final byte[] lines;

    private KeyFile(Path path) throws IOException {
        this.path = path;
        this.lines = Files.readAllBytes(path);
        if (lines.length % WIDTH != 0) {
            throw new IOException(path + " has lines of another length");
        }
    }

    /** Writes lines to a file. */
    interface Content {
        void write(Lines lines) throws IOException;
    }

    static KeyFile of(Path path, Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            content.write(new Lines(out));
        }
        return new KeyFile(path);
    }

    Path path() {
        return path;
    }

    /** The request of a number, to a path. */
    OpenLoop.Request request(String target, long number) {
        int begin = (int) (number * STRIDE % (lines.length / WIDTH)) * WIDTH;
        int status = Integer.parseInt(new String(lines, begin, STATUS, StandardCharsets.US_ASCII));
        String key = new String(lines, begin + STATUS + 1, WIDTH - STATUS - 2, StandardCharsets.US_ASCII);
        return new OpenLoop.Request("GET " + target + " HTTP/1.1\r\nhost: bench\r\nx-api-key: " + key + "\r\n\r\n", status);
    }

    /** The lines of a file that is being written. */
    record Lines(OutputStream out) {
        /** Keys that {@link Seed} made: those of the numbers that are asked for. */
        Lines seeded(int status, IntPredicate numbers) throws IOException {
            Random random = Seed.secrets();
            for (int number = 0; number < Seed.KEYS; number++) {
                Secret secret = Seed.secret(random);
                if (numbers.test(number)) {
                    line(status, secret.reveal());
                }
            }
            return this;
        }

        /** Keys of the right form, with a right checksum, that nobody ever made. */
        Lines unknown(int count) throws IOException {
            Random random = new Random(2);
            for (int i = 0; i < count; i++) {
                line(401, Seed.secret(random).reveal());
            }
            return this;
        }

        /** Keys whose checksum is wrong. */
        Lines malformed(int count) throws IOException {
            Random random = new Random(3);
            for (int i = 0; i < count; i++) {
                StringBuilder text = new StringBuilder(Seed.secret(random).reveal());
                int last = text.length() - 1;
                text.setCharAt(last, text.charAt(last) == 'A' ? 'B' : 'A');
                line(401, text.toString());
            }
            return this;
        }

        private void line(int status, String key) throws IOException {
            out.write((status + " " + key + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }
}
