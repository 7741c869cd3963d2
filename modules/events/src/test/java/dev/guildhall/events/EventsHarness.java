package dev.guildhall.events;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestAuthorizer;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestNode;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A test product of everything up to the events module, where who may do what is by decree. */
final class EventsHarness {

    private static final Duration SOON = Duration.ofMillis(50);

    final TestBench bench;
    final TestAuthorizer access = new TestAuthorizer();
    private final EventsConfig config;
    private final UnaryOperator<TestNode> told;
    final EventsNode events;
    final HttpTester http;
    private final TestProduct product;

    EventsHarness(TestBench bench) {
        this(bench, CONFIG, node -> node);
    }

    EventsHarness(TestBench bench, OutboundGuard outbound) {
        this(bench, CONFIG, node -> node.with(outbound));
    }

    EventsHarness(TestBench bench, EventsConfig config, UnaryOperator<TestNode> told) {
        this.bench = bench;
        this.config = config;
        this.told = told;
        this.events = node("node");
        this.product = TestProduct.start(bench, events.product());
        this.http = product.asNobody();
    }

    /** Another node with the same database; not started. */
    EventsNode node(String name) {
        return EventsNode.of(told.apply(bench.node(name)).environment(), access, config);
    }

    /** As in production, but for the patience. */
    static final EventsConfig CONFIG = new EventsConfig(
            Duration.ofMillis(1500),
            List.of(SOON, SOON),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            List.of(Duration.ZERO, SOON, SOON),
            Duration.ofDays(5));

    /** Serves the module at another port. */
    HttpTester serveOnceMore() {
        return bench.serve(new TestAuthenticator(), access, Served.of(events.product()));
    }

    static WorkspaceId workspace() {
        return new WorkspaceId(Ids.next());
    }

    static NewEvent event(String type) {
        return new NewEvent(type, "subject", Principal.SYSTEM, Cause.NONE, new JsonObject().put("n", 1));
    }

    /** A client of a new user who has these permissions in the workspace. */
    HttpTester clientWith(WorkspaceId workspace, String... permissions) {
        return product.as(access.userWith(workspace, permissions));
    }

    /** A client of an administrator of the platform. */
    HttpTester administrator() {
        return http.withBearer(TestAuthenticator.admin(new UserId(Ids.next())));
    }

    /** Does a module's periodic work now. */
    void doNow(String purpose) {
        product.doNow(purpose);
    }

    UUID record(Tenant tenant, String type) {
        return Await.result(recordAsync(tenant, type));
    }

    /** So many by one transaction. */
    void recordAtOnce(Tenant tenant, int number, String type) {
        Await.result(bench.database().inTransaction(tenant, tx -> {
            for (var i = 0; i < number; i++) {
                events.outbox().append(tx, tenant, event(type));
            }
            return Future.succeededFuture();
        }));
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
