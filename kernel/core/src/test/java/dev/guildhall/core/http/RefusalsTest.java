package dev.guildhall.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final String SOMEBODY = "198.51.100.7";
    private static final Duration PACE = Duration.ofSeconds(1).dividedBy(Refusals.PER_SECOND);

    private final AtomicLong nanos = new AtomicLong();
    private final Refusals refusals = new Refusals(new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void aFewAreToldAtOnce() {
        for (var refused = 0; refused < Refusals.AT_ONCE; refused++) {
            assertThat(refusals.waitOf(SOMEBODY, 1)).isZero();
        }
    }

    @Test
    void moreAreToldOneAfterTheOther() {
        refuse(SOMEBODY, Refusals.AT_ONCE);

        var waits = IntStream.range(0, 5)
                .mapToObj(refused -> refusals.waitOf(SOMEBODY, 1))
                .toList();

        assertThat(waits)
                .containsExactly(
                        PACE, PACE.multipliedBy(2), PACE.multipliedBy(3), PACE.multipliedBy(4), PACE.multipliedBy(5));
    }

    @Test
    void nobodyWaitsForTheRefusalsOfAnother() {
        refuse(SOMEBODY, 10_000);

        assertThat(refusals.waitOf("somebody else", 1)).isZero();
    }

    @Test
    void noneWaitsLongAndNoneForWhatWasLongAgo() {
        refuse(SOMEBODY, 10_000);
        assertThat(refusals.waitOf(SOMEBODY, 1)).isEqualTo(Refusals.LONGEST_WAIT);

        nanos.addAndGet(Refusals.LONGEST_WAIT.plusSeconds(1).toNanos());

        assertThat(refusals.waitOf(SOMEBODY, 1)).isZero();
    }

    @Test
    void oneThatWasMuchToRefuseCountsForMany() {
        refusals.waitOf(SOMEBODY, Refusals.PER_SECOND);

        var left = Refusals.PER_SECOND - Refusals.AT_ONCE;
        assertThat(refusals.waitOf(SOMEBODY, 1)).isEqualTo(PACE.multipliedBy(left + 1L));
    }

    private void refuse(String line, int times) {
        for (var refused = 0; refused < times; refused++) {
            refusals.waitOf(line, 1);
        }
    }
}
