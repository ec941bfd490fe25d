package dev.doorward.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a secret looks like, and what gives a wrong one away. */
class SecretTest {
    private static final Random RANDOM = new Random(11);

    @Test
    void aSecretIsItsPrefixFortyThreeRandomCharactersAndSixOfChecksum() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String text = Secret.mint("dw_key_", RANDOM).reveal();

            assertThat(text).matches("dw_key_[0-9A-Za-z]{49}");
            assertThat(Secret.parse(text)).isPresent();
            all.add(text);
        }

        assertThat(all).hasSize(1_000);
    }

    @Test
    void oneWrongCharacterAnywhereIsRefused() {
        String text = Secret.mint("dw_key_", RANDOM).reveal();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'a' ? 'b' : 'a';

            assertThat(Secret.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "dw_key_", "dw_key_short", "dw key_0123456789012345678901234567890123456789012345678"})
    void whatHasNotTheFormIsRefused(String text) {
        assertThat(Secret.parse(text)).isEmpty();
        assertThat(Secret.parse(text + "a".repeat(200))).isEmpty();
    }

    @Test
    void theHintIsThePrefixThreeCharactersAndTheLastFour() {
        Secret secret = Secret.mint("sk-ant-admin", RANDOM);
        String text = secret.reveal();

        assertThat(secret.hint()).isEqualTo(text.substring(0, 15) + "..." + text.substring(text.length() - 4));
    }

    @Test
    void aSecretDoesNotShowItselfByAccident() {
        Secret secret = Secret.mint("dw_key_", RANDOM);

        assertThat(secret.toString()).doesNotContain(secret.reveal().substring(7, 20));
    }

    @ParameterizedTest
    @CsvSource({
        "sk-ant-api03-,dw_adm_",
        "dw_key_,sk-ant-admin01-",
        "sk-,dw_adm_",
        "same_,same_",
        "ab,dw_adm_",
        "a b_,dw_adm_"
    })
    void aPrefixThatAScannerOrAPersonWouldMistakeIsRefused(String apiKey, String adminKey) {
        assertThatThrownBy(() -> new Prefixes(apiKey, adminKey, "dw_chk_"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thePrefixThatStrictToolsInsistOnCanBeServed() {
        assertThatCode(() -> new Prefixes("sk-ant-key-", "sk-ant-admin", "dw_chk_"))
                .doesNotThrowAnyException();
    }
}
