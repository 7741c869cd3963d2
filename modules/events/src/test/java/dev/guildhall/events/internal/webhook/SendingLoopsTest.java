package dev.guildhall.events.internal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several event loops that share the work of one. */
class SendingLoopsTest {

    private final Vertx vertx = Vertx.vertx();
    private final SendingLoops loops = new SendingLoops(vertx);

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static Future<Thread> thread() {
        return Future.succeededFuture(Thread.currentThread());
    }

    @Test
    void eachHasItsTurn() {
        var processors = Runtime.getRuntime().availableProcessors();

        var used = new HashSet<Thread>();
        IntStream.range(0, processors).forEach(i -> used.add(Await.result(loops.run(SendingLoopsTest::thread))));

        assertThat(used).hasSize(processors).noneMatch(Thread.currentThread()::equals);
    }

    @Test
    void theResultArrivesWhereItWasAskedFor() {
        var asking = vertx.getOrCreateContext();

        var same = Future.<Boolean>future(done -> asking.runOnContext(here -> loops.run(SendingLoopsTest::thread)
                .map(sent -> Vertx.currentContext() == asking)
                .onComplete(done)));

        assertThat(Await.result(same)).isTrue();
    }

    @Test
    void whatIsThrownIsTheFailureOfTheResult() {
        var broken = loops.run(() -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(() -> Await.result(broken)).hasMessageContaining("broken");
    }
}
