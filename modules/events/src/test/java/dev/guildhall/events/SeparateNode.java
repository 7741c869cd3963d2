package dev.guildhall.events;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.outbound.GuardedRequest;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.trace.Tracing;
import dev.guildhall.testkit.TestAuthorizer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A node with a pool of its own, in this process or, as a program, in another that can be stopped like a machine. It
 * delivers webhooks, and the events of one durable kind by posting them to the URL that is the subscriber's name.
 */
final class SeparateNode {

    static final String KIND = "reported";
    static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private SeparateNode() {}

    /** A node that is not started, with keys of its own. */
    static EventsNode of(Vertx vertx, PgConnectOptions login, String name, OutboundGuard outbound) {
        var database = new Database(vertx, DatabasePool.create(vertx, login));
        var key = MasterKey.of(new Secret(KEY));
        var folder = Path.of("target", "separate-node");
        var node = EventsNode.of(
                new Environment(
                        vertx,
                        database,
                        new ForeignSessions(vertx, database, Future.succeededFuture(login), key::databasePassword),
                        new SecretBox(key),
                        outbound,
                        CacheBudget.ofHeap(),
                        new SimpleMeterRegistry(),
                        Tracing.OFF,
                        Settings.DEFAULTS,
                        Clock.systemUTC(),
                        name,
                        URI.create("http://localhost"),
                        folder,
                        folder),
                new TestAuthorizer());
        node.durableSubscribers().register(KIND, new Reports(outbound));
        return node;
    }

    private record Reports(OutboundGuard outbound) implements DurableSubscribers.Delivery {

        @Override
        public Future<Void> deliver(DurableSubscribers.Recipient to, Event event, BooleanSupplier wanted) {
            var body = event.toCloudEvent().toBuffer();
            var request = new GuardedRequest(
                    HttpMethod.POST, URI.create(to.subscriber()), Map.of(), body, Duration.ofSeconds(1));
            return outbound.send(request, wanted).mapEmpty();
        }

        @Override
        public Future<Boolean> wants(DurableSubscribers.Recipient by, Event event) {
            return Future.succeededFuture(true);
        }
    }

    /** Runs a node until its input ends. */
    public static void main(String[] login) throws IOException {
        var vertx = Vertx.vertx();
        var options = new PgConnectOptions()
                .setHost(login[0])
                .setPort(Integer.parseInt(login[1]))
                .setDatabase(login[2])
                .setUser(login[3])
                .setPassword(login[4]);
        var outbound = OutboundGuard.create(vertx, true);
        of(vertx, options, "separate", outbound).product().start();
        System.in.readAllBytes();
        System.exit(0);
    }
}
