package dev.doorward.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How single values look on the wire (contract 1.3). */
class JsonTest {
    @ParameterizedTest
    @CsvSource({
        "2024-10-30T23:58:27.427722Z,    2024-10-30T23:58:27.427722Z",
        "2026-01-01T00:00:00Z,           2026-01-01T00:00:00.000000Z",
        "2026-01-01T00:00:00.5Z,         2026-01-01T00:00:00.500000Z",
        "2026-01-01T00:00:00.123456789Z, 2026-01-01T00:00:00.123456Z",
    })
    void aTimeAlwaysHasSixFractionDigits(Instant time, String wire) {
        assertThat(Json.time(time)).isEqualTo(wire);
    }
}
