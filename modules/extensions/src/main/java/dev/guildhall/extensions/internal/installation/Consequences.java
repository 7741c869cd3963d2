package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.plugin.ExtensionManifest;
import dev.guildhall.core.security.Actor;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.EventActor;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationLifecycle;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * What the change of an installation entails in the same transaction: its event, the subscription of the extension, and
 * what other modules do.
 */
public final class Consequences {

    /** The kind of the durable subscribers that are extensions; the subscriber's name is the extension's key. */
    public static final String SUBSCRIBER_KIND = "extension";

    private final Outbox outbox;
    private final DurableSubscribers subscribers;
    private final List<InstallationLifecycle> lifecycles = new CopyOnWriteArrayList<>();

    public Consequences(Outbox outbox, DurableSubscribers subscribers) {
        this.outbox = outbox;
        this.subscribers = subscribers;
    }

    public void attach(InstallationLifecycle lifecycle) {
        lifecycles.add(lifecycle);
    }

    /** What has changed, with all that takes part. */
    record Change(Tx tx, Installation installation, ExtensionManifest manifest) {}

    private interface Subscription {

        Future<Void> change(Tx tx, WorkspaceId workspace, String kind, String subscriber);
    }

    Future<Void> installed(Change change, Actor actor) {
        record(change, "extension.installed", EventActor.of(actor), new JsonObject());
        return subscription(change, subscribers::subscribe)
                .compose(subscribed ->
                        each(part -> part.installed(change.tx(), change.installation(), change.manifest())));
    }

    Future<Void> enabled(Change change, Actor actor) {
        record(change, "extension.enabled", EventActor.of(actor), new JsonObject());
        return subscription(change, subscribers::resume)
                .compose(resumed -> each(part -> part.enabled(change.tx(), change.installation(), change.manifest())));
    }

    Future<Void> disabled(Change change, Actor actor) {
        record(change, "extension.disabled", EventActor.of(actor), new JsonObject());
        return subscription(change, subscribers::pause)
                .compose(paused -> each(part -> part.disabled(change.tx(), change.installation(), change.manifest())));
    }

    Future<Void> failed(Change change) {
        var ready = change.installation().ready();
        var why = new JsonObject().put("reason", ready.reason()).put("message", ready.message());
        record(change, "extension.failed", EventActor.SYSTEM, why);
        return subscription(change, subscribers::pause)
                .compose(paused -> each(part -> part.failed(change.tx(), change.installation(), change.manifest())));
    }

    Future<Void> configured(Change change, Actor actor) {
        record(change, "extension.configured", EventActor.of(actor), new JsonObject());
        return each(part -> part.reconfigured(change.tx(), change.installation(), change.manifest()));
    }

    Future<Void> uninstalling(Change change, Actor actor, boolean purged) {
        record(change, "extension.uninstalled", EventActor.of(actor), new JsonObject().put("dataPurged", purged));
        return subscription(change, subscribers::unsubscribe)
                .compose(ended ->
                        each(part -> part.uninstalling(change.tx(), change.installation(), change.manifest())));
    }

    private void record(Change change, String type, EventActor actor, JsonObject data) {
        var installation = change.installation();
        data.put("extensionKey", installation.extensionKey()).put("version", installation.version());
        outbox.append(
                change.tx(), installation.workspace(), new NewEvent(type, installation.extensionKey(), actor, data));
    }

    private static Future<Void> subscription(Change change, Subscription subscription) {
        return change.manifest().consumesEvents().isEmpty()
                ? Future.succeededFuture()
                : subscription.change(
                        change.tx(),
                        change.installation().workspace(),
                        SUBSCRIBER_KIND,
                        change.installation().extensionKey());
    }

    private Future<Void> each(Function<InstallationLifecycle, Future<Void>> step) {
        var done = Future.<Void>succeededFuture();
        for (var part : lifecycles) {
            done = done.compose(before -> step.apply(part));
        }
        return done;
    }
}
