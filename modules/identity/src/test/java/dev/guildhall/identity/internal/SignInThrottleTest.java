package dev.guildhall.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final String ADA = "ada@example.org";
    private static final String HOME = "203.0.113.7";

    private final TestClock clock = new TestClock();
    private final SignInThrottle throttle = new SignInThrottle(VERTX, clock, Duration.ofSeconds(10));

    @AfterAll
    static void close() {
        Await.result(VERTX.close());
    }

    @Test
    void refusesTheEleventhGuessAndSaysWhenToComeBack() {
        guessWrong(ADA, HOME, 10);

        var refusal = Await.problem(right(ADA, HOME), IdentityError.AUTH_TOO_MANY_ATTEMPTS);

        assertThat(refusal.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void admitsAgainAfterFiveMinutes() {
        guessWrong(ADA, HOME, 10);
        clock.forward(Duration.ofMinutes(5).plusSeconds(1));

        assertThat(Await.result(right(ADA, HOME))).isEqualTo("in");
    }

    @Test
    void countsPerAccountAndAddress() {
        guessWrong(ADA, HOME, 10);

        assertThat(Await.result(right("bob@example.org", HOME))).isEqualTo("in");
        assertThat(Await.result(right(ADA, "203.0.113.8"))).isEqualTo("in");
    }

    @Test
    void takesSpellingsOfOneAddressForOneAccount() {
        for (var spelling : List.of(
                ADA,
                " ADA@Example.ORG ",
                "\uFF21da@example.org",
                "ada@\uFF45xample.org",
                "ada@example\u3002org",
                "a\u034Fda@example.org")) {
            guessWrong(spelling, HOME, spelling.equals(ADA) ? 5 : 1);
        }

        Await.problem(right(ADA, HOME), IdentityError.AUTH_TOO_MANY_ATTEMPTS);
    }

    @Test
    void takesANetworkOfIpv6ForOneAddress() {
        guessWrong(ADA, "2001:db8:1:2::1", 5);
        guessWrong(ADA, "2001:db8:1:2:ffff:ffff:ffff:ffff", 5);

        Await.problem(right(ADA, "2001:0db8:0001:0002::7"), IdentityError.AUTH_TOO_MANY_ATTEMPTS);
        assertThat(Await.result(right(ADA, "2001:db8:1:3::1"))).isEqualTo("in");
    }

    @Test
    void countsAllAccountsThatANetworkTries() {
        for (var i = 0; i < 100; i++) {
            guessWrong("sprayed" + i + "@example.org", HOME, 1);
        }

        Await.problem(right("another@example.org", HOME), IdentityError.AUTH_TOO_MANY_ATTEMPTS);
        assertThat(Await.result(right("another@example.org", "203.0.113.8"))).isEqualTo("in");
    }

    @Test
    void countsStrangersFromEverywhereWhoTryOneAccount() {
        for (var i = 0; i < 50; i++) {
            Await.problem(
                    throttle.guardFromStrangers(ADA, SignInThrottleTest::wrong), IdentityError.AUTH_BAD_CREDENTIALS);
        }

        Await.problem(
                throttle.guardFromStrangers(ADA, SignInThrottleTest::wrong), IdentityError.AUTH_TOO_MANY_ATTEMPTS);
        assertThat(Await.result(right(ADA, HOME))).isEqualTo("in");
        assertThat(Await.result(throttle.guardFromStrangers("bob@example.org", () -> Future.succeededFuture("in"))))
                .isEqualTo("in");
    }

    @Test
    void countsWhoIsSignedInByTheirSessionAlone() {
        for (var i = 0; i < 20; i++) {
            guessWrong("sprayed" + i % 10 + "@example.org", HOME, 5);
        }
        guessWrong(ADA, "203.0.113.8", 10);
        var signedIn = new Client(new Origin(HOME, null), "test", Optional.of(actor(ADA)));

        assertThat(Await.result(throttle.guard(ADA, signedIn, () -> Future.succeededFuture("in"))))
                .isEqualTo("in");
        Await.problem(
                throttle.guard("bob@example.org", signedIn, () -> Future.succeededFuture("in")),
                IdentityError.AUTH_TOO_MANY_ATTEMPTS);
    }

    private static Future<String> wrong() {
        return IdentityError.AUTH_BAD_CREDENTIALS.because("wrong").asFuture();
    }

    private static Authentication actor(String email) {
        var credential = new Authentication.Credential(
                Authentication.Credential.Kind.SESSION_COOKIE,
                Ids.next(),
                Optional.empty(),
                Optional.empty(),
                Instant.MAX);
        return new Authentication(new UserId(Ids.next()), email, Set.of(PlatformRole.USER), credential);
    }

    @Test
    void neverLimitsRightOnes() {
        for (var i = 0; i < 100; i++) {
            assertThat(Await.result(right(ADA, HOME))).isEqualTo("in");
        }
    }

    @Test
    void doesNotCountWhatWasNoGuess() {
        for (var i = 0; i < 100; i++) {
            Await.problem(
                    throttle.guard(
                            ADA,
                            at(HOME),
                            () -> CommonError.UNAVAILABLE.because("busy").asFuture()),
                    CommonError.UNAVAILABLE);
            Await.failure(throttle.guard(ADA, at(HOME), () -> {
                throw new IllegalStateException("a bug");
            }));
        }

        assertThat(Await.result(right(ADA, HOME))).isEqualTo("in");
    }

    @Test
    void letsNoMoreThanTenOfManyGuessesAtOnceThrough() {
        var checks = new CopyOnWriteArrayList<Promise<String>>();
        var outcomes = begin(64, checks);
        assertThat(checks).hasSize(10);

        checks.forEach(check -> check.fail(IdentityError.AUTH_BAD_CREDENTIALS.because("wrong")));

        Await.result(Future.join(outcomes).otherwiseEmpty());
        assertThat(checks).hasSize(10);
        assertThat(outcomes.stream().filter(outcome -> failedWith(outcome, IdentityError.AUTH_TOO_MANY_ATTEMPTS)))
                .hasSize(54);
    }

    @Test
    void admitsEveryOneOfManyRightSignInsAtOnce() {
        var checks = new CopyOnWriteArrayList<Promise<String>>();
        var outcomes = begin(64, checks);

        for (var next = 0; next < 64; next++) {
            var waitingFor = next;
            Await.until(() -> assertThat(checks).hasSizeGreaterThan(waitingFor));
            checks.get(next).complete("in");
        }

        Await.result(Future.all(outcomes));
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.result()).isEqualTo("in"));
    }

    @Test
    void refusesWhoWaitsForTooLongForTheGuessesBefore() {
        var impatient = new SignInThrottle(VERTX, clock, Duration.ofMillis(100));
        for (var i = 0; i < 10; i++) {
            impatient.guard(ADA, at(HOME), () -> Promise.<String>promise().future());
        }

        Await.problem(impatient.guard(ADA, at(HOME), () -> Future.succeededFuture("in")), CommonError.UNAVAILABLE);
    }

    @Test
    void refusesThoseWhoWaitOnceTheGuessesBeforeThemWereWrong() {
        guessWrong(ADA, HOME, 9);
        var checks = new CopyOnWriteArrayList<Promise<String>>();
        var outcomes = begin(3, checks);
        assertThat(checks).hasSize(1);

        checks.get(0).fail(IdentityError.AUTH_BAD_CREDENTIALS.because("wrong"));

        Await.result(Future.join(outcomes).otherwiseEmpty());
        assertThat(checks).hasSize(1);
        assertThat(failedWith(outcomes.get(1), IdentityError.AUTH_TOO_MANY_ATTEMPTS))
                .isTrue();
        assertThat(failedWith(outcomes.get(2), IdentityError.AUTH_TOO_MANY_ATTEMPTS))
                .isTrue();
    }

    private List<Future<String>> begin(int attempts, List<Promise<String>> checks) {
        var outcomes = new ArrayList<Future<String>>();
        for (var i = 0; i < attempts; i++) {
            outcomes.add(throttle.guard(ADA, at(HOME), () -> {
                var check = Promise.<String>promise();
                checks.add(check);
                return check.future();
            }));
        }
        return outcomes;
    }

    private void guessWrong(String account, String address, int times) {
        for (var i = 0; i < times; i++) {
            Await.problem(
                    throttle.guard(
                            EmailAddress.keyOf(account),
                            at(address),
                            () -> IdentityError.AUTH_BAD_CREDENTIALS
                                    .because("wrong")
                                    .asFuture()),
                    IdentityError.AUTH_BAD_CREDENTIALS);
        }
    }

    private Future<String> right(String account, String address) {
        return throttle.guard(account, at(address), () -> Future.succeededFuture("in"));
    }

    private static Client at(String address) {
        return new Client(new Origin(address, null), "test", Optional.empty());
    }

    private static boolean failedWith(Future<String> outcome, ErrorCode code) {
        return outcome.failed() && outcome.cause() instanceof Problem problem && problem.is(code);
    }
}
