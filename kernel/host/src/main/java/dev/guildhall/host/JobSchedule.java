package dev.guildhall.host;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** When a job is due again and again: at times of the calendar in some place, or every so often. */
public sealed interface JobSchedule {

    Duration SHORTEST = Duration.ofMinutes(1);
    Duration LONGEST = Duration.ofDays(366);

    /** The first time after {@code last}, one at which it was due or when it began. */
    Instant next(Instant last);

    /** The first time after {@code last} that is after {@code now} as well; those between are passed over. */
    default Instant nextAfter(Instant last, Instant now) {
        return next(last.isAfter(now) ? last : now);
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    static JobSchedule cron(String expression, ZoneId zone) {
        return new Calendar(expression, zone, Calendar.parse(expression));
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    static JobSchedule every(Duration pause) {
        if (pause.compareTo(SHORTEST) < 0 || pause.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("must be from PT1M to P366D");
        }
        return new Interval(pause);
    }

    /** A time zone by its name, such as {@code Europe/Berlin}. */
    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("must be a time zone like Europe/Berlin or UTC", unknown);
        }
    }

    /** Five fields, as crontab has them. */
    record Calendar(String expression, ZoneId zone, Cron cron) implements JobSchedule {

        private static final int MAX_LENGTH = 100;
        private static final String RULE =
                "must be five fields of a crontab like 30 7 * * 1-5: minute, hour, day, month, weekday";

        private static Cron parse(String expression) {
            if (expression.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("must have at most " + MAX_LENGTH + " characters");
            }
            var cron = parsed(expression);
            if (ExecutionTime.forCron(cron)
                    .nextExecution(Instant.EPOCH.atZone(ZoneOffset.UTC))
                    .isEmpty()) {
                throw new IllegalArgumentException("must be a time that comes");
            }
            return cron;
        }

        private static Cron parsed(String expression) {
            try {
                return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                        .parse(expression)
                        .validate();
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException(RULE, malformed);
            }
        }

        @Override
        public Instant next(Instant last) {
            return ExecutionTime.forCron(cron)
                    .nextExecution(last.atZone(zone))
                    .orElseThrow(() -> new IllegalStateException("The schedule " + this + " is over"))
                    .toInstant();
        }

        @Override
        public String toString() {
            return expression + " " + zone;
        }
    }

    record Interval(Duration every) implements JobSchedule {

        @Override
        public Instant next(Instant last) {
            return last.plus(every);
        }

        /** It keeps its beat. */
        @Override
        public Instant nextAfter(Instant last, Instant now) {
            var missed = last.isAfter(now) ? 0 : Duration.between(last, now).dividedBy(every);
            return last.plus(every.multipliedBy(missed + 1));
        }

        @Override
        public String toString() {
            return every.toString();
        }
    }
}
