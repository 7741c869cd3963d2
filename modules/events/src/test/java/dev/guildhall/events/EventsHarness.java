package dev.guildhall.events;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.security.Principal;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A running events module with the little that its tests need around it. */
final class EventsHarness {

    private static final Duration SOON = Duration.ofMillis(50);

    final TestBench bench;
    final TestAccess access = new TestAccess();
    final OutboundGuard outbound;
    final EventsNode events;
    final HttpTester http;

    EventsHarness(TestBench bench) {
        this(bench, bench.outbound());
    }

    EventsHarness(TestBench bench, OutboundGuard outbound) {
        this.bench = bench;
        this.outbound = outbound;
        this.events = node("node");
        bench.start(events.product());
        this.http = serveOnceMore();
    }

    /** Another node with the same database; not started. */
    EventsNode node(String name) {
        return EventsNode.of(bench.node(name).with(outbound).environment(), access);
    }

    /** As in production, but for the patience. */
    static final EventsConfig CONFIG = new EventsConfig(
            Duration.ofMillis(1500),
            List.of(SOON, SOON),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            List.of(Duration.ZERO, SOON, SOON));

    /** Serves the module at another port. */
    HttpTester serveOnceMore() {
        return bench.serve(new ShortLivedAuthenticator(), access, Served.of(events.product()));
    }

    static WorkspaceId workspace() {
        return new WorkspaceId(Ids.next());
    }

    static NewEvent event(String type) {
        return new NewEvent(type, "subject", Principal.SYSTEM, new JsonObject().put("n", 1));
    }

    /** A client of a new user who has these permissions in the workspace. */
    HttpTester clientWith(WorkspaceId workspace, String... permissions) {
        return http.withBearer(TestAuthenticator.user(access.userWith(workspace, permissions)));
    }

    UUID record(Tenant tenant, String type) {
        return Await.result(recordAsync(tenant, type));
    }

    Future<UUID> recordAsync(Tenant tenant, String type) {
        return bench.database()
                .inTransaction(
                        tenant, tx -> Future.succeededFuture(events.outbox().append(tx, tenant, event(type))));
    }

    /** Everything this node is told from now on. */
    List<Event> listen() {
        var heard = new CopyOnWriteArrayList<Event>();
        events.feed().listen(heard::add);
        return heard;
    }

    List<Event> listen(Tenant tenant) {
        var heard = new CopyOnWriteArrayList<Event>();
        events.feed().listen(tenant, heard::add);
        return heard;
    }

    static String path(WorkspaceId workspace) {
        return "/api/workspaces/" + workspace + "/events";
    }
}
