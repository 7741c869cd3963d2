package dev.guildhall.events.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.work.Lease;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodeSignalsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private final List<NodeSignals> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(signals -> Await.result(signals.stop()));
    }

    private static NodeLease node(boolean hasOthers) {
        return new NodeLease() {

            @Override
            public Lease current() {
                throw new AssertionError("It claims nothing");
            }

            @Override
            public boolean hasOthers() {
                return hasOthers;
            }
        };
    }

    private NodeSignals started(NodeLease node, Runnable wake) {
        var signals = new NodeSignals(BENCH.vertx(), BENCH.database(), node, wake, () -> {});
        var ready = Promise.<Void>promise();
        BENCH.vertx().runOnContext(here -> {
            signals.start();
            ready.complete();
        });
        Await.result(ready.future());
        started.add(signals);
        return signals;
    }

    @Test
    void wakeTheOtherNodesAndNotTheirOwn() {
        var here = new AtomicInteger();
        var there = new AtomicInteger();
        var signals = started(node(true), here::incrementAndGet);
        started(node(true), there::incrementAndGet);

        Await.until(() -> {
            signals.send();
            assertThat(there).hasPositiveValue();
        });

        assertThat(here).hasValue(0);
    }

    @Test
    void areNotSentByANodeThatIsAlone() {
        var heard = new CopyOnWriteArrayList<String>();
        var listening = Await.result(BENCH.database().listen("guildhall_events", heard::add, () -> {}));
        var alone = started(node(false), () -> {});
        var together = started(node(true), () -> {});

        Await.until(() -> {
            alone.send();
            together.send();
            assertThat(heard).hasSizeGreaterThan(3);
        });

        assertThat(heard.stream().distinct()).hasSize(1);
        Await.result(listening.close());
    }

    @Test
    void areHeardAgainAfterTheConnectionWasLost() {
        var there = new AtomicInteger();
        var signals = started(node(true), () -> {});
        started(node(true), there::incrementAndGet);
        Await.until(() -> {
            signals.send();
            assertThat(there).hasPositiveValue();
        });

        BENCH.sql("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'");
        there.set(0);

        Await.until(() -> {
            signals.send();
            assertThat(there).hasPositiveValue();
        });
    }
}
