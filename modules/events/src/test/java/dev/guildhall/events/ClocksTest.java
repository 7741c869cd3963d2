package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes whose clocks differ by ten minutes, and a database with a clock of its own. */
class ClocksTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness node(Duration off) {
        return new EventsHarness(BENCH, EventsHarness.CONFIG, node -> node.at(Clock.offset(Clock.systemUTC(), off)));
    }

    @Test
    void theyDeliverEachEventOnceAndTakeOverFromEachOther() {
        var slow = node(Duration.ofMinutes(-5));
        var fast = node(Duration.ofMinutes(5));
        var acme = workspace();
        var receiver = WebhookReceiver.start(BENCH.vertx());
        for (var name : List.of("one", "two")) {
            var sink = new JsonObject().put("kind", "WEBHOOK").put("url", receiver.url() + "?to=" + name);
            slow.clientWith(acme, "subscriptions.manage")
                    .post(
                            "/api/workspaces/" + acme + "/subscriptions",
                            new JsonObject()
                                    .put("name", name)
                                    .put("types", JsonArray.of("order.*"))
                                    .put("ordered", true)
                                    .put("sink", sink))
                    .expect(201);
        }
        var ids = new ArrayList<UUID>();
        for (var round = 0; round < 40; round++) {
            ids.add((round % 2 == 0 ? slow : fast).record(acme, "order.made"));
        }
        eachHasArrived(receiver, ids);

        Await.result(fast.events.product().stop());
        for (var round = 0; round < 10; round++) {
            ids.add(slow.record(acme, "order.made"));
        }

        eachHasArrived(receiver, ids);
        assertThat(receiver.calls().size())
                .as("but for what was slow, or under way as a node stopped")
                .isLessThan(2 * ids.size() + 16);
    }

    private static void eachHasArrived(WebhookReceiver receiver, List<UUID> ids) {
        for (var id : ids) {
            Await.until(() -> assertThat(receiver.calls().stream()
                            .filter(call -> call.event().getString("id").equals(id.toString())))
                    .hasSizeGreaterThanOrEqualTo(2));
        }
    }
}
