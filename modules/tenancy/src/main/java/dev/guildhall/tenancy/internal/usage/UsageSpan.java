package dev.guildhall.tenancy.internal.usage;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.http.ApiRequest;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * From one day to another, both included, in UTC.
 *
 * @param byMonth whether it is summed up by month and not by day
 */
record UsageSpan(LocalDate from, LocalDate to, boolean byMonth) {

    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 366;

    static UsageSpan of(ApiRequest request, LocalDate today) {
        var faults = new Faults();
        var to = request.query("to").flatMap(text -> day("to", text, faults)).orElse(today);
        var from =
                request.query("from").flatMap(text -> day("from", text, faults)).orElse(to.minusDays(USUAL_DAYS - 1));
        faults.require(
                !from.isAfter(to) && ChronoUnit.DAYS.between(from, to) < MOST_DAYS,
                "from",
                "from must be a day before to, and at most " + (MOST_DAYS - 1) + " days before it");
        faults.refuse();
        return new UsageSpan(
                from,
                to,
                request.query("groupBy").filter("month"::equalsIgnoreCase).isPresent());
    }

    private static Optional<LocalDate> day(String field, String text, Faults faults) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException malformed) {
            faults.add(field, field + " must be a day such as 2026-11-30");
            return Optional.empty();
        }
    }

    /** The day itself, or its month. */
    String period(LocalDate day) {
        return byMonth ? day.toString().substring(0, "2026-11".length()) : day.toString();
    }
}
