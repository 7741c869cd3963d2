package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.host.CircuitBreaker.Reason;
import dev.guildhall.host.CircuitBreaker.Rest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The fuse of an installation. */
class CircuitBreakerTest {

    private static final Duration QUICK = Duration.ofMillis(1);
    private static final Duration SLOW = Duration.ofSeconds(6);

    private final List<Optional<Reason>> told = new ArrayList<>();

    private CircuitBreaker breaker(Duration pause) {
        return new CircuitBreaker(new ExecutionLimits.Breaker(3, 50, Duration.ofSeconds(5), pause), "it", told::add);
    }

    @Test
    void blowsWhenHalfOfTheCallsFailed() {
        var breaker = breaker(Duration.ofMinutes(1));
        for (var i = 0; i < CircuitBreaker.WINDOW / 2; i++) {
            breaker.answered(QUICK);
        }
        for (var i = 0; i < CircuitBreaker.WINDOW / 2 - 1; i++) {
            breaker.failed(QUICK);
        }
        assertThat(breaker.refusal()).isNull();

        breaker.failed(QUICK);

        assertThat(breaker.rest().map(Rest::reason)).contains(Reason.FAILING);
        assertThat(breaker.refusal()).hasMessage("it failed again and again");
        assertThat(told).containsExactly(Optional.of(Reason.FAILING));
    }

    @Test
    void blowsWhenAnswersAreSlowAndLooksWhetherTheyStillAre() {
        var breaker = breaker(Duration.ZERO);
        for (var i = 0; i < CircuitBreaker.WINDOW; i++) {
            breaker.answered(SLOW);
        }
        var rest = breaker.rest();
        assertThat(rest.map(Rest::reason)).contains(Reason.SLOW);

        assertThat(breaker.refusal()).as("of the call that shows how it is").isNull();
        assertThat(breaker.refusal()).as("of others meanwhile").isNotNull();
        breaker.answered(SLOW);
        assertThat(breaker.rest()).isEqualTo(rest);
        assertThat(breaker.refusal()).isNull();
        breaker.answered(QUICK);

        assertThat(breaker.rest()).isEmpty();
        assertThat(told).containsExactly(Optional.of(Reason.SLOW), Optional.empty());
        breaker.failed(QUICK);
        assertThat(breaker.rest()).as("what was before counts no more").isEmpty();
    }

    @Test
    void doesNotBlowForAFewFaults() {
        var breaker = breaker(Duration.ofMinutes(1));

        for (var i = 0; i < 10 * CircuitBreaker.WINDOW; i++) {
            if (i % 3 == 0) {
                breaker.failed(QUICK);
            } else {
                breaker.answered(QUICK);
            }
        }

        assertThat(breaker.rest()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void blowsForTimeOutsInARowLongBeforeTheWindowIsFull() {
        var breaker = breaker(Duration.ofMinutes(1));

        breaker.timedOut();
        breaker.timedOut();
        assertThat(breaker.refusal()).isNull();
        breaker.timedOut();

        assertThat(breaker.rest().map(Rest::reason)).contains(Reason.TIMED_OUT);
    }
}
