package dev.guildhall.events.internal.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.work.Heartbeat;
import dev.guildhall.events.internal.durable.NodeTable;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueueTableTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    @Test
    void claimsTheQueuesOfWorkspacesInTurn() {
        var busy = new WorkspaceId(Ids.next());
        var quiet = new WorkspaceId(Ids.next());
        for (var i = 0; i < 5; i++) {
            makeDue(busy, "1 hour");
        }
        makeDue(quiet, "1 minute");
        var node = new Heartbeat(BENCH.vertx(), new NodeTable(BENCH.database()), "node");
        Await.result(node.start());

        var claims = Await.result(new QueueTable(BENCH.database(), new DueTable()).claim(node.current(), 2));

        node.retire();
        assertThat(claims).extracting(claim -> claim.key().tenant()).containsExactlyInAnyOrder(busy, quiet);
    }

    private static void makeDue(WorkspaceId workspace, String since) {
        var id = Ids.next();
        BENCH.sql(
                "insert into guildhall.event_subscription (tenant_kind, tenant_id, id, name, types, sink_kind, sink, ordered,"
                        + " secret, from_sequence, created_by, created_at, updated_at)"
                        + " values ('WORKSPACE', $1, $2, 'one', '{*}', 'WEBHOOK', '{}', false, '', 0, 'system', now(), now())",
                workspace.value(),
                id);
        BENCH.sql(
                "insert into guildhall.webhook_queue (tenant_kind, tenant_id, subscription_id, due_at)"
                        + " values ('WORKSPACE', $1, $2, now() - interval '" + since + "')",
                workspace.value(),
                id);
    }
}
