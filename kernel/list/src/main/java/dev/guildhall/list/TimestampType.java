package dev.guildhall.list;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** A point in time. PostgreSQL keeps microseconds, so that filters compare no finer. */
final class TimestampType extends OrderedType<OffsetDateTime, Instant> {

    // Java's own parser takes more than RFC 3339: years of nine digits, offsets with seconds, times without.
    static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

    @Override
    String expectation() {
        return "an RFC 3339 time such as 2026-01-31T12:00:00Z";
    }

    @Override
    Optional<Instant> parse(String text) {
        return decode(text).map(TimestampType::toMicros);
    }

    @Override
    Instant comparable(Instant value) {
        return toMicros(value);
    }

    private static Instant toMicros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    Comparator<Instant> order() {
        return Comparator.naturalOrder();
    }

    @Override
    Field<?> bind(Instant value) {
        return DSL.val(value.atOffset(ZoneOffset.UTC));
    }

    @Override
    Optional<Instant> decode(String encoded) {
        if (!RFC_3339.matcher(encoded).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(encoded).toInstant());
        } catch (DateTimeException noSuchTime) {
            return Optional.empty();
        }
    }
}
