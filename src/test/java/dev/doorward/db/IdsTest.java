package dev.doorward.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ids sort as bytes in the order of creation, whatever the clock does. */
class IdsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

    private final Ids ids = new Ids(new Random(3));

    @Test
    void anIdIsItsPrefixAVersionAndTwentyTwoBase58Characters() {
        String id = ids.next(IdKind.INVITE, NOW);

        assertThat(id).matches("invite_01[1-9A-HJ-NP-Za-km-z]{22}");
        assertThat(IdKind.INVITE.isId(id)).isTrue();
        assertThat(IdKind.USER.isId(id)).isFalse();
    }

    @Test
    void laterMicrosecondsMakeGreaterIds() {
        String before = "";
        for (int i = 0; i < 10_000; i++) {
            String id =
                    new Ids(new Random(i)).next(IdKind.USER, NOW.plusNanos(1_000L * i)); // Another process each time.

            assertThat(id).isGreaterThan(before);
            before = id;
        }
    }

    @Test
    void idsRiseWhileTheClockStandsStillAndWhenItStepsBack() {
        String before = "";
        for (int i = 0; i < 10_000; i++) {
            String id = ids.next(IdKind.USER, i < 5_000 ? NOW : NOW.minusSeconds(i));

            assertThat(id).isGreaterThan(before);
            before = id;
        }
    }

    @Test
    void everyIdHasTheSameWidthFromTheFirstYearToTheLast() {
        assertThat(new Ids(new Random(1)).next(IdKind.USER, Instant.EPOCH)).hasSize(29);
        assertThat(new Ids(new Random(1)).next(IdKind.USER, Instant.parse("9999-12-31T23:59:59.999999Z")))
                .hasSize(29);
    }
}
