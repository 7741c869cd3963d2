package dev.guildhall.core.outbound;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** How long whoever answers wants to be left alone: the header {@code Retry-After} (RFC 9110, section 10.2.3). */
public final class RetryAfter {

    /** Of more, an endpoint would hold back events for longer than they are tried. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private RetryAfter() {}

    /** Zero when it says nothing that can be understood. */
    public static Duration parse(String header, Instant now) {
        var text = header.strip();
        var wanted = text.matches("\\d{1,18}") ? Duration.ofSeconds(Long.parseLong(text)) : until(text, now);
        if (wanted.isNegative()) {
            return Duration.ZERO;
        }
        return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    }

    private static Duration until(String text, Instant now) {
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException noDate) {
            return Duration.ZERO;
        }
    }
}
