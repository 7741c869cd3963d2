package dev.guildhall.agents;

import dev.guildhall.core.error.Faults;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which usage somebody asks for: from one day to another, both included, summed up by some of its sides. */
public record UsageQuery(LocalDate from, LocalDate to, Set<By> groupedBy) {

    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 366;

    /** What usage is counted by. */
    public enum By {
        DAY,
        AGENT,
        USER,
        MODEL
    }

    /** Reads what the query of a request says. */
    public static UsageQuery of(Optional<String> from, Optional<String> to, Optional<String> groupBy, LocalDate today) {
        var faults = new Faults();
        var last = to.flatMap(text -> day("to", text, faults)).orElse(today);
        var first = from.flatMap(text -> day("from", text, faults)).orElse(last.minusDays(USUAL_DAYS - 1));
        faults.require(
                !first.isAfter(last) && first.isAfter(last.minusDays(MOST_DAYS)),
                "from",
                "from must be a day before to, and at most " + MOST_DAYS + " days before it");
        faults.refuse();
        var sides = groupBy.<Set<By>>map(name -> EnumSet.of(By.valueOf(name.toUpperCase(Locale.ROOT))))
                .orElse(EnumSet.allOf(By.class));
        return new UsageQuery(first, last, sides);
    }

    private static Optional<LocalDate> day(String field, String text, Faults faults) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException malformed) {
            faults.add(field, field + " must be a day such as 2026-11-30");
            return Optional.empty();
        }
    }
}
