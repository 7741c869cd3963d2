package dev.guildhall.membership.internal.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.membership.InvitationError;
import dev.guildhall.testkit.Await;
import io.vertx.core.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenThrottleTest {

    private final TokenThrottle throttle = new TokenThrottle();

    @Test
    void soManyWrongTokensFromANetworkAreEnough() {
        IntStream.range(0, TokenThrottle.WRONG_TOKENS)
                .forEach(i -> Await.problem(wrong("192.0.2.1"), InvitationError.NOT_FOUND));

        var refused = Await.problem(right("192.0.2.1"), InvitationError.TOO_MANY_ATTEMPTS);

        assertThat(refused.retryAfter()).isPositive();
        Await.result(right("192.0.2.2"));
    }

    @Test
    void addressesOfOneNetworkAreCountedTogether() {
        IntStream.range(0, TokenThrottle.WRONG_TOKENS)
                .forEach(i ->
                        Await.problem(wrong("2001:db8:1:2::" + Integer.toHexString(i + 1)), InvitationError.NOT_FOUND));

        Await.problem(right("2001:db8:1:2:ffff::1"), InvitationError.TOO_MANY_ATTEMPTS);
        Await.result(right("2001:db8:1:3::1"));
    }

    @Test
    void tokensThatExistAndOtherFailuresCostNothing() {
        IntStream.range(0, 2 * TokenThrottle.WRONG_TOKENS).forEach(i -> {
            Await.result(right("192.0.2.1"));
            Await.problem(
                    throttle.guard(
                            "192.0.2.1",
                            () -> InvitationError.NOT_PENDING
                                    .because("It is over.")
                                    .asFuture()),
                    InvitationError.NOT_PENDING);
        });
    }

    private Future<Void> right(String address) {
        return throttle.guard(address, Future::succeededFuture);
    }

    private Future<Void> wrong(String address) {
        return throttle.guard(address, () -> {
            throw InvitationError.NOT_FOUND.because("There is none.");
        });
    }
}
