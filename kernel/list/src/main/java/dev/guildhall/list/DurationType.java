package dev.guildhall.list;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.Field;

/** A span of time, written in seconds. */
final class DurationType extends OrderedType<Number, Duration> {

    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,9}(\\.\\d{1,9})?s");

    private final BigDecimal unitsPerSecond;

    DurationType(ChronoUnit columnUnit) {
        if (columnUnit.compareTo(ChronoUnit.SECONDS) > 0) {
            throw new IllegalArgumentException("a column of durations counts seconds or less, not " + columnUnit);
        }
        this.unitsPerSecond = BigDecimal.valueOf(Duration.ofSeconds(1).dividedBy(columnUnit.getDuration()));
    }

    @Override
    String expectation() {
        return "a duration in seconds such as 1.5s";
    }

    @Override
    Optional<Duration> parse(String text) {
        if (!SECONDS.matcher(text).matches()) {
            return Optional.empty();
        }
        var seconds = new BigDecimal(text.substring(0, text.length() - 1));
        var nanos = seconds.movePointRight(9).longValueExact();
        return Optional.of(Duration.ofNanos(nanos));
    }

    @Override
    boolean isSigned() {
        return true;
    }

    @Override
    Comparator<Duration> order() {
        return Comparator.naturalOrder();
    }

    @Override
    Field<?> bind(Duration value) {
        return NumberType.bind(seconds(value).multiply(unitsPerSecond));
    }

    @Override
    String encode(Duration value) {
        return seconds(value).toPlainString() + "s";
    }

    private static BigDecimal seconds(Duration value) {
        return BigDecimal.valueOf(value.getSeconds()).add(BigDecimal.valueOf(value.getNano(), 9));
    }
}
