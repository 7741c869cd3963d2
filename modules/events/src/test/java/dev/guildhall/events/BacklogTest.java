package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BacklogTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    @Test
    void countsWhatWaitsAndWhatWasGivenUpOn() {
        var harness = new EventsHarness(BENCH);
        var acme = workspace();
        Await.result(BENCH.database()
                .inTransaction(acme, tx -> harness.events.durableSubscribers().subscribe(tx, acme, "unserved", "one")));
        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");
        BENCH.sql("update guildhall.event set time = now() - interval '1 hour' where sequence = 1");
        BENCH.sql(
                "insert into guildhall.event_dead_letter"
                        + " (tenant_id, kind, subscriber, sequence, attempts, error, created_at)"
                        + " values ($1, 'unserved', 'one', 0, 3, 'no', now())",
                acme.value());

        var backlog = Await.result(harness.events.backlog());

        assertThat(backlog)
                .filteredOn(of -> of.kind().equals("unserved"))
                .singleElement()
                .satisfies(of -> {
                    assertThat(of.waiting()).isEqualTo(2);
                    assertThat(of.oldestSeconds()).isBetween(3_600.0, 4_000.0);
                    assertThat(of.dead()).isEqualTo(1);
                });
        assertThat(backlog).extracting(Backlog::kind).contains("webhook-delivery");
    }
}
