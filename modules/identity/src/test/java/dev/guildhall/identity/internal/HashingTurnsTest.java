package dev.guildhall.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HashingTurnsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final String ATTACKER = "attacker";

    private final HashingTurns turns = new HashingTurns(VERTX, 2, Duration.ofSeconds(15));
    /** What was begun, in this order. */
    private final List<String> begun = new CopyOnWriteArrayList<>();

    private final List<Promise<String>> running = new CopyOnWriteArrayList<>();

    @AfterAll
    static void close() {
        Await.result(VERTX.close());
    }

    @Test
    void runsTwoAtATime() {
        ask("one", true, 5);

        Await.until(() -> assertThat(begun).hasSize(2));
        endNext(2);
        Await.until(() -> assertThat(begun).hasSize(4));
        endNext(2);
        endNext(1);
    }

    @Test
    void letsNobodyWaitForTheWholeFloodOfANetwork() {
        ask(ATTACKER, false, 64);

        ask("somebody", false, 1);

        endUntilBegun("somebody");
        assertThat(begun.indexOf("somebody")).isLessThanOrEqualTo(3);
        endAll();
    }

    @Test
    void letsOneWhoIsKnownWaitForNoFloodAtAll() {
        for (var network = 0; network < 64; network++) {
            ask(ATTACKER + network, false, 1);
        }

        ask("known", true, 1);

        endUntilBegun("known");
        assertThat(begun.indexOf("known")).isLessThanOrEqualTo(3);
        endAll();
    }

    @Test
    void keepsAPlaceForThoseWhoAreKnown() {
        ask(ATTACKER, false, 64);

        ask("known", true, 1);

        Await.until(() -> assertThat(begun).containsExactly(ATTACKER, "known"));
        endAll();
    }

    @Test
    void givesStrangersEveryFifthTurn() {
        ask("known", true, 30);

        ask("stranger", false, 1);

        endUntilBegun("stranger");
        assertThat(begun.indexOf("stranger")).isLessThanOrEqualTo(7);
        endAll();
    }

    @Test
    void refusesOneNetworkTooManyAndNobodyElse() {
        var asked = ask(ATTACKER, false, 200);

        var refused = asked.stream().filter(Future::failed).map(Future::cause).toList();
        assertThat(refused).hasSizeBetween(60, 80).allSatisfy(failure -> {
            assertThat(((Problem) failure).code()).isEqualTo(CommonError.UNAVAILABLE);
            assertThat(((Problem) failure).retryAfter()).isPositive();
        });
        assertThat(ask("somebody", false, 1).get(0).failed()).isFalse();
        endAll();
    }

    @Test
    void refusesWhoHasWaitedTooLongAndGoesOnWithTheOthers() {
        var impatient = new HashingTurns(VERTX, 2, Duration.ofMillis(100));
        var first = Promise.<String>promise();
        var running = impatient.take(new Asker("one", false), first::future);

        var waited = impatient.take(new Asker("one", false), () -> Future.succeededFuture("never"));

        assertThat(((Problem) Await.failure(waited)).code()).isEqualTo(CommonError.UNAVAILABLE);
        first.complete("done");
        assertThat(Await.result(running)).isEqualTo("done");
        assertThat(Await.result(impatient.take(new Asker("one", false), () -> Future.succeededFuture("next"))))
                .isEqualTo("next");
    }

    @Test
    void goesOnAfterWorkThatFails() {
        var failed = turns.take(new Asker("one", false), () -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(Await.failure(failed)).isInstanceOf(IllegalStateException.class);

        ask("one", true, 2);

        Await.until(() -> assertThat(begun).hasSize(2));
        endAll();
    }

    private List<Future<String>> ask(String network, boolean known, int times) {
        var asked = new ArrayList<Future<String>>();
        for (var i = 0; i < times; i++) {
            asked.add(turns.take(new Asker(network, known), () -> {
                var work = Promise.<String>promise();
                running.add(work);
                begun.add(network);
                return work.future();
            }));
        }
        return asked;
    }

    private void endUntilBegun(String network) {
        while (!begun.contains(network)) {
            var before = begun.size();
            endNext(1);
            Await.until(() -> assertThat(begun).hasSizeGreaterThan(before));
        }
    }

    private void endNext(int count) {
        Await.until(() -> assertThat(running).hasSizeGreaterThanOrEqualTo(count));
        for (var i = 0; i < count; i++) {
            running.remove(0).complete("done");
        }
    }

    private void endAll() {
        while (!running.isEmpty()) {
            running.remove(0).complete("done");
        }
    }
}
