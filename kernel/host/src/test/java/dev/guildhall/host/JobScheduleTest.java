package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class JobScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void isDueByTheClocksOfItsPlace() {
        var mornings = JobSchedule.cron("30 7 * * 1-5", BERLIN);

        var friday = mornings.next(Instant.parse("2026-03-26T12:00:00Z"));
        var monday = mornings.next(friday);

        assertThat(friday).isEqualTo(Instant.parse("2026-03-27T06:30:00Z"));
        assertThat(monday).as("after the clocks went on").isEqualTo(Instant.parse("2026-03-30T05:30:00Z"));
    }

    @Test
    void passesOverATimeThatADayDoesNotHaveAndComesOnceForOneThatItHasTwice() {
        var nights = JobSchedule.cron("30 2 * * *", BERLIN);

        var inSpring = nights.next(Instant.parse("2026-03-28T12:00:00Z"));
        var inAutumn = nights.next(Instant.parse("2026-10-24T12:00:00Z"));

        assertThat(inSpring).isEqualTo(Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(inAutumn).isIn(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-25T01:30:00Z"));
        assertThat(nights.next(inAutumn)).isEqualTo(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void passesOverWhatWasMissed() {
        var due = Instant.parse("2026-01-01T00:00:00Z");
        var now = Instant.parse("2026-01-01T10:20:00Z");

        assertThat(JobSchedule.cron("0 * * * *", ZoneOffset.UTC).nextAfter(due, now))
                .isEqualTo(Instant.parse("2026-01-01T11:00:00Z"));
        assertThat(JobSchedule.every(Duration.ofMinutes(15)).nextAfter(due.plusSeconds(60), now))
                .as("it keeps its beat")
                .isEqualTo(Instant.parse("2026-01-01T10:31:00Z"));
    }
}
