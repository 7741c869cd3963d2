package dev.guildhall.host;

import static dev.guildhall.host.ManifestReader.distinct;
import static dev.guildhall.host.ManifestReader.matching;
import static dev.guildhall.host.ManifestReader.words;

import dev.guildhall.host.ExtensionManifest.DeclaredJob;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of {@code extension.json} on jobs. */
final class JobFields {

    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,59}");
    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    private JobFields() {}

    static List<DeclaredJob> jobs(ManifestFields fields) {
        return distinct(fields, "jobs", DeclaredJob::id, job -> {
            var id = job.requiredText("id", matching(ID, "must be a name like invoices.send"));
            var schedule = schedule(job);
            var timeout = job.text("timeout", JobFields::timeout).orElse(USUAL_TIMEOUT);
            var summary = job.text("summary", words(0, 200)).orElse("");
            return id.map(known -> new DeclaredJob(known, schedule, timeout, summary));
        });
    }

    private static Optional<JobSchedule> schedule(ManifestFields job) {
        var zone = job.text("timeZone", JobSchedule::zone);
        if (!job.isAbsent("timeZone") && job.isAbsent("cron")) {
            return job.fault("timeZone", "is for a job with cron only");
        }
        if (!job.isAbsent("cron") && !job.isAbsent("every")) {
            return job.fault("every", "is for a job without cron only");
        }
        ZoneId where = zone.orElse(ZoneOffset.UTC);
        return job.<JobSchedule>text("cron", expression -> JobSchedule.cron(expression, where))
                .or(() -> job.text("every", text -> JobSchedule.every(duration(text))));
    }

    private static Duration timeout(String text) {
        var timeout = duration(text);
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("must be from PT1S to PT1H");
        }
        return timeout;
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException("must be a duration like PT15M", malformed);
        }
    }
}
