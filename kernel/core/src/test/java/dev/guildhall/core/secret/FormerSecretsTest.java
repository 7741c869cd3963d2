package dev.guildhall.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FormerSecretsTest {

    private static final Instant NOON = Instant.parse("2026-04-13T12:00:00Z");

    private static Instant after(int hours) {
        return NOON.plus(Duration.ofHours(hours));
    }

    @Test
    void areUsedForADayEachTheLatestFirst() {
        var former = FormerSecrets.NONE.replacing("first", NOON).replacing("second", after(20));

        assertThat(former.at(after(23))).containsExactly("second", "first");
        assertThat(former.at(after(24))).containsExactly("second");
        assertThat(former.at(after(44))).isEmpty();
    }

    @Test
    void forgetWhatIsOverWithTheNext() {
        var former = FormerSecrets.NONE
                .replacing("first", NOON)
                .replacing("second", after(20))
                .replacing("third", after(30));

        assertThat(former.sealed()).containsExactly("third", "second");
        assertThat(FormerSecrets.of(former.sealed(), former.until())).isEqualTo(former);
    }

    @Test
    void areFewAndSayWhenThereIsRoomForMore() {
        var former = FormerSecrets.NONE;
        for (var hour = 0; hour < FormerSecrets.MOST; hour++) {
            former = former.replacing("secret " + hour, after(hour));
        }
        var full = former;

        assertThatThrownBy(() -> full.replacing("more", after(10))).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.is(CommonError.SECRET_ROTATED_TOO_OFTEN)).isTrue();
            assertThat(problem.retryAfter()).isEqualTo(Duration.ofHours(14));
        });
        assertThat(full.replacing("more", after(24)).sealed())
                .containsExactly("more", "secret 3", "secret 2", "secret 1");
    }
}
