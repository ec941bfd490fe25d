package dev.doorward.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.errors.ApiError;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When two addresses are the same, and what is none. */
class EmailTest {
    @ParameterizedTest
    @CsvSource({
        "Ada@Example.COM, ada@example.com",
        "INES@example.com, ines@example.com",
        "ada@BÜCHER.example, ada@xn--bcher-kva.example",
        "ada@xn--bcher-kva.EXAMPLE, ada@xn--bcher-kva.example",
        "ｊｏｓｅ@example.com, jose@example.com",
        "ada+work@example.com, ada+work@example.com"
    })
    void addressesCompareByTheirCanonicalForm(String typed, String canonical) {
        Email email = Email.parse("email", typed);

        assertThat(email.canonical()).isEqualTo(canonical);
        assertThat(email.typed()).isEqualTo(typed);
    }

    @Test
    void composedAndDecomposedLettersAreTheSame() {
        assertThat(Email.parse("email", "jose\u0301@example.com").canonical())
                .isEqualTo(Email.parse("email", "JOS\u00c9@example.com").canonical());
    }

    /** In Turkish the lower case of I is a dotless ı: two admins of two machines must not disagree about an address. */
    @Test
    void theMachinesLanguageDecidesNothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr", "TR"));

            Email email = Email.parse("email", "INIT@WIKI.EXAMPLE");

            assertThat(email.canonical()).isEqualTo("init@wiki.example");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void theUntaggedFormLeavesOutWhatFollowsThePlus() {
        assertThat(Email.parse("email", "ada+x+y@example.com").untagged()).isEqualTo("ada@example.com");
        assertThat(Email.parse("email", "+ada@example.com").untagged()).isEqualTo("+ada@example.com");
        assertThat(Email.parse("email", "ada@example.com").tagged()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@example.com",
                "ada@",
                "ada @example.com",
                "a..b@example.com",
                ".a@example.com",
                "a.@example.com",
                "ada@exa mple.com",
                "ada@-x.example",
                "ada@example.com.",
                "a@b@example.com",
                "ada\u202e@example.com",
                "ada\n@example.com",
                "ada@example.com\r\nBcc: x@example.com"
            })
    void whatIsNoAddressIsRefused(String typed) {
        assertThatThrownBy(() -> Email.parse("email", typed))
                .isInstanceOf(ApiError.class)
                .hasMessageStartingWith("email:");
    }
}
