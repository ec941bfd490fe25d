package dev.doorward.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a secret is found, and what is not taken for one. */
class SecretFinderTest {
    private static final int BLOCK = 1 << 16;

    private final long seed = Long.getLong("doorward.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final SecretFinder finder = new SecretFinder(List.of("dw_key_", "dw_adm_", "dw_", "dw_"));

    /** A secret as it was found. */
    private record Found(String secret, long line) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "\"%s\"",
                "{\"key\":\"%s\"}",
                "https://user:%s@example.com/?key=%s&x=1",
                "DOORWARD_KEY=%s",
                "key=%s;",
                "xdw_key_%s",
                "dw_key_%s",
                "dw_key_dw_adm_%s0",
                "%s%s",
                "%sAndMoreOfTheAlphabet0123456789",
                "%s_%s-%s",
                "x-api-key: %s\r\n",
                "€%s€"
            })
    void aSecretIsFoundWhateverStandsAroundIt(String text) {
        String secret = mint("dw_key_");

        List<Found> found = find(text.replace("%s", secret));

        assertThat(found)
                .as("seed " + seed)
                .hasSize(text.split("%s", -1).length - 1)
                .containsOnly(new Found(secret, 1));
    }

    @Test
    void eachIsFoundOnItsLineAndAsOftenAsItStandsThere() {
        String one = mint("dw_key_");
        String two = mint("dw_adm_");
        String three = mint("dw_");

        assertThat(find(one + "\n\r\n" + two + three + "\n" + one + " " + one))
                .containsExactly(
                        new Found(one, 1),
                        new Found(two, 3),
                        new Found(three, 3),
                        new Found(one, 4),
                        new Found(one, 4));
    }

    @Test
    void whatIsCutBrokenMistypedOrOfAnotherPrefixIsNotFound() {
        String secret = mint("dw_key_");
        String other = mint("sk-other-");
        char wrong = secret.charAt(20) == 'a' ? 'b' : 'a';

        assertThat(find(secret.substring(0, 55))).isEmpty();
        assertThat(find(secret.substring(1))).isEmpty();
        assertThat(find(secret.substring(0, 30) + "\n" + secret.substring(30))).isEmpty();
        assertThat(find(secret.substring(0, 30) + "\r" + secret.substring(30))).isEmpty();
        assertThat(find(secret.substring(0, 20) + wrong + secret.substring(21))).isEmpty();
        assertThat(find(other)).isEmpty();
        assertThat(find("")).isEmpty();
    }

    @Test
    void aSecretIsFoundAtEveryPlaceAroundTheEndOfABuffer() {
        String secret = mint("dw_key_");
        for (int before = BLOCK - 2 * secret.length(); before <= BLOCK + 2 * secret.length(); before++) {
            String text = "\n".repeat(before) + secret;

            assertThat(find(text)).as("after " + before).containsExactly(new Found(secret, before + 1));
            assertThat(find(text + "\n" + secret))
                    .as("after " + before)
                    .containsExactly(new Found(secret, before + 1), new Found(secret, before + 2));
        }
    }

    @Test
    void aSecretIsFoundHoweverLittleIsReadAtOnce() {
        String secret = mint("dw_adm_");
        byte[] text = ("xx" + secret + "\n" + secret).getBytes(StandardCharsets.US_ASCII);
        for (int most = 1; most < text.length; most++) {
            assertThat(find(trickling(text, most)))
                    .as("at most " + most)
                    .containsExactly(new Found(secret, 1), new Found(secret, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE"})
    void wideTextIsReadToo(String charset) {
        String secret = mint("dw_key_");

        assertThat(find(new ByteArrayInputStream(("a\nb " + secret + "\n").getBytes(Charset.forName(charset)))))
                .containsExactly(new Found(secret, 2));
    }

    @Test
    void secretsAmongRandomBytesAreFoundAndNothingElseIs() {
        List<String> expected = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 500; i++) {
            byte[] garbage = new byte[random.nextInt(5_000)];
            random.nextBytes(garbage);
            bytes.writeBytes(garbage);
            String secret = mint(random.nextBoolean() ? "dw_key_" : "dw_adm_");
            bytes.writeBytes(secret.getBytes(StandardCharsets.US_ASCII));
            expected.add(secret);
        }

        assertThat(find(new ByteArrayInputStream(bytes.toByteArray())))
                .as("seed " + seed)
                .extracting(Found::secret)
                .containsExactlyElementsOf(expected);
    }

    private String mint(String prefix) {
        return Secret.mint(prefix, random).reveal();
    }

    private static InputStream trickling(byte[] text, int most) {
        return new FilterInputStream(new ByteArrayInputStream(text)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(most, length));
            }
        };
    }

    private List<Found> find(String text) {
        return find(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<Found> find(InputStream in) {
        List<Found> all = new ArrayList<>();
        try {
            finder.find(in, (secret, line) -> all.add(new Found(secret.reveal(), line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
