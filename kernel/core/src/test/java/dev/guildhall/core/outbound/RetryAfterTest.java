package dev.guildhall.core.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-08T08:49:37Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120                           | PT2M",
                "0                             | PT0S",
                "86401                         | PT24H",
                "999999999999999999            | PT24H",
                "Sun, 08 Nov 2026 08:50:07 GMT | PT30S",
                "Sun, 08 Nov 2026 08:00:00 GMT | PT0S",
                "Sun, 08 Nov 2099 08:00:00 GMT | PT24H",
                "-5                            | PT0S",
                "soon                          | PT0S"
            })
    void isSecondsOrADateAndNoLongerThanADay(String header, Duration pause) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(pause);
    }
}
