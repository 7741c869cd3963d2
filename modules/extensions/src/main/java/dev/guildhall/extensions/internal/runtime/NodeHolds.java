package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the other nodes hold an installation that this one upgrades: calls that have begun there come to an end with the
 * version they began with, and those that begin meanwhile wait for the other.
 *
 * <p>Nothing of the data hangs on it: what writes too late is refused by the database. So messages may be lost, and a node
 * that does not answer in time is not waited for. It is said again and again that an installation is held, and a node that
 * hears no more of it, because the upgrading one died, lets its callers go on.
 */
public final class NodeHolds {

    private static final Logger LOG = LoggerFactory.getLogger(NodeHolds.class);

    private static final String CHANNEL = "guildhall_holds";
    private static final long AGAIN_MILLIS = 500;
    private static final long FORGET_NANOS = Duration.ofSeconds(5).toNanos();

    private final Vertx vertx;
    private final Database database;
    private final NodeLease node;
    private final ExtensionRuntime runtime;
    private final Duration patience;
    private final UUID own = UUID.randomUUID();
    private final FailureLog failures = new FailureLog(LOG, "tell other nodes of an upgrade");
    private final Map<InstallationKey, Held> held = new ConcurrentHashMap<>();
    private final Map<UUID, Heard> heard = new ConcurrentHashMap<>();
    private Future<Database.Listening> listening = Future.failedFuture("Nothing is listened to yet");
    private long timer = -1;

    /** @param patience how long the calls on other nodes may take to come to an end */
    public NodeHolds(Vertx vertx, Database database, NodeLease node, ExtensionRuntime runtime, Duration patience) {
        this.vertx = vertx;
        this.database = database;
        this.node = node;
        this.runtime = runtime;
        this.patience = patience;
    }

    /** One that this node has the others keep, until its calls have come to an end on all of them. */
    private record Held(UUID id, Set<UUID> quietOn, Promise<Void> quiet) {}

    /** One that another node has this one keep. */
    private static final class Heard {

        private final InstallationKey place;
        private volatile long last = System.nanoTime();
        private volatile boolean quiet;
        /** It is remembered for a while, for what tells of it may come in another order. */
        private volatile boolean over;

        Heard(InstallationKey place) {
            this.place = place;
        }
    }

    /** Begins to listen to the others. */
    public void start() {
        listening = database.listen(CHANNEL, this::hear, () -> {});
        timer = vertx.setPeriodic(AGAIN_MILLIS, tick -> {
            held.forEach(this::ask);
            forget();
        });
    }

    private void forget() {
        heard.forEach((id, one) -> {
            if (System.nanoTime() - one.last > FORGET_NANOS) {
                release(id);
                heard.remove(id);
            }
        });
    }

    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return listening.compose(Database.Listening::close).otherwiseEmpty();
    }

    /**
     * Has the others hold an installation until {@link #release}. Completes when no call of it is under way on any of them,
     * or they have taken too long.
     */
    public Future<Void> hold(InstallationKey place) {
        if (!node.hasOthers()) {
            return Future.succeededFuture();
        }
        var context = ((VertxInternal) vertx).getOrCreateContext();
        var one = new Held(UUID.randomUUID(), ConcurrentHashMap.newKeySet(), context.promise());
        held.put(place, one);
        ask(place, one);
        return one.quiet()
                .future()
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(late -> {
                    LOG.warn(
                            "Calls of {} in workspace {} still run on other nodes after {}",
                            place.extensionKey(),
                            place.workspace(),
                            patience);
                    return null;
                });
    }

    /** Lets the callers on the other nodes go on, with the installation as the database has it now. */
    public void release(InstallationKey place) {
        var one = held.remove(place);
        if (one != null) {
            tell(new JsonObject().put("free", one.id().toString()));
        }
    }

    private void ask(InstallationKey place, Held one) {
        tell(new JsonObject()
                .put("hold", one.id().toString())
                .put("workspace", place.workspace().toString())
                .put("extension", place.extensionKey()));
        // Some may have ended since.
        look(one);
    }

    private void look(Held one) {
        node.others()
                .onSuccess(others -> {
                    if (one.quietOn().containsAll(others)) {
                        one.quiet().tryComplete();
                    }
                })
                .onComplete(failures::note);
    }

    private void tell(JsonObject message) {
        database.tell(CHANNEL, message.put("from", own.toString()).encode()).onComplete(failures::note);
    }

    private void hear(String text) {
        var message = new JsonObject(text);
        if (message.getString("from").equals(own.toString())) {
            return;
        }
        if (message.containsKey("hold")) {
            keep(
                    UUID.fromString(message.getString("hold")),
                    new InstallationKey(
                            new WorkspaceId(UUID.fromString(message.getString("workspace"))),
                            message.getString("extension")));
        } else if (message.containsKey("quiet")) {
            noteQuiet(UUID.fromString(message.getString("quiet")), UUID.fromString(message.getString("node")));
        } else {
            release(UUID.fromString(message.getString("free")));
        }
    }

    private void noteQuiet(UUID id, UUID other) {
        held.values().stream().filter(one -> one.id().equals(id)).forEach(one -> {
            one.quietOn().add(other);
            look(one);
        });
    }

    private void keep(UUID id, InstallationKey place) {
        var known = heard.get(id);
        if (known == null) {
            var one = new Heard(place);
            heard.put(id, one);
            runtime.hold(place, id)
                    .onSuccess(quiet -> one.quiet = true)
                    .onSuccess(quiet -> answer(id))
                    .onFailure(failure -> LOG.warn("Cannot tell whether calls of {} have ended", place, failure));
        } else if (!known.over) {
            known.last = System.nanoTime();
            if (known.quiet) {
                answer(id);
            }
        }
    }

    private void answer(UUID id) {
        tell(new JsonObject()
                .put("quiet", id.toString())
                .put("node", node.current().owner().toString()));
    }

    private void release(UUID id) {
        var one = heard.get(id);
        if (one != null && !one.over) {
            one.over = true;
            runtime.release(one.place, id);
        }
    }
}
