package dev.guildhall.extensions.internal.installation;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.DeclaredPermission;
import dev.guildhall.events.Change;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationLifecycle;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.host.CircuitBreaker;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.membership.DeclaredPermissions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the change of an installation entails in the same transaction: its event and audit entry, the subscription of the extension, and
 * what other modules do.
 */
public final class InstallationSideEffects {

    /** The kind of the durable subscribers that are extensions; the subscriber's name is the extension's key. */
    public static final String SUBSCRIBER_KIND = "extension";

    private final Journal journal;
    private final AuditLog audit = new AuditLog();
    private final DurableSubscribers subscribers;
    private final DeclaredPermissions permissions;
    private final List<InstallationLifecycle> lifecycles;

    public InstallationSideEffects(
            Journal journal,
            DurableSubscribers subscribers,
            DeclaredPermissions permissions,
            List<InstallationLifecycle> lifecycles) {
        this.journal = journal;
        this.subscribers = subscribers;
        this.permissions = permissions;
        this.lifecycles = lifecycles;
    }

    /**
     * What has changed, with all that takes part.
     *
     * @param before the installation as it was, or null for a new one
     * @param installation as it is now
     */
    record Transition(Tx tx, Installation before, Installation installation, ExtensionManifest manifest) {}

    private interface Subscription {

        Future<Void> change(Tx tx, WorkspaceId workspace, String kind, String subscriber);
    }

    Future<Void> installed(Transition change, Authentication by) {
        record(change, by, "extension.installed", new JsonObject());
        return subscription(change, subscribers::subscribe)
                .compose(subscribed -> declared(change, permissions::replace, by))
                .compose(declared ->
                        each(part -> part.installed(change.tx(), change.installation(), change.manifest())));
    }

    /** Each handler of events gets a cursor of its own, now that it is known which there are. */
    Future<Void> started(Tx tx, Installation installation, Map<String, TypePattern> handlers) {
        return subscribers.setHandlers(
                tx, installation.workspace(), SUBSCRIBER_KIND, installation.extensionKey(), handlers);
    }

    Future<Void> enabled(Transition change, Authentication by) {
        record(change, by, "extension.enabled", new JsonObject());
        return subscription(change, subscribers::resume)
                .compose(resumed -> each(part -> part.enabled(change.tx(), change.installation(), change.manifest())));
    }

    Future<Void> disabled(Transition change, Authentication by) {
        record(change, by, "extension.disabled", new JsonObject());
        return subscription(change, subscribers::pause)
                .compose(paused -> each(part -> part.disabled(change.tx(), change.installation(), change.manifest())));
    }

    Future<Void> failed(Transition change) {
        var ready = change.installation().ready();
        var why = new JsonObject().put("reason", ready.reason()).put("message", ready.message());
        record(change, Authentication.SYSTEM, "extension.failed", why);
        return subscription(change, subscribers::pause)
                .compose(paused -> each(part -> part.failed(change.tx(), change.installation(), change.manifest())));
    }

    /** It is left alone on a node, for this reason, or no longer. */
    void fuse(Tx tx, Installation installation, Optional<CircuitBreaker.Reason> blown) {
        var told = facts(installation);
        blown.ifPresent(why -> told.put("reason", Condition.reason(why)));
        journal.record(
                tx,
                installation.workspace(),
                Change.of(Authentication.SYSTEM, blown.isPresent() ? "extension.tripped" : "extension.recovered")
                        .on(installation.extensionKey())
                        .telling(told)
                        .to(told));
    }

    /** @param former what the version before says of itself */
    Future<Void> upgraded(Transition change, ExtensionManifest former, Authentication by, boolean isRollback) {
        var versions = new JsonObject().put("from", change.before().version()).put("rollback", isRollback);
        record(change, by, "extension.upgraded", versions);
        return listening(change, former)
                .compose(listens -> declared(change, isRollback ? permissions::rollBack : permissions::upgrade, by))
                .compose(declared ->
                        each(part -> part.upgraded(change.tx(), change.installation(), former, change.manifest())));
    }

    /** The version before goes on; nobody but the audit log is told. */
    void upgradeFailed(Tx tx, Installation installation, String version, Condition why, Authentication by) {
        var entry = new JsonObject().put("version", version).put("reason", why.reason());
        audit.append(
                tx,
                installation.workspace(),
                AuditEntry.of(by, "extension.upgrade_failed")
                        .on(installation.extensionKey())
                        .to(entry));
    }

    /** A version that would come by itself waits for somebody; other nodes hear by it that there is a new condition. */
    void upgradeAvailable(Tx tx, Installation installation, String version, Condition why) {
        var told = facts(installation).put("available", version).put("reason", why.reason());
        journal.record(
                tx,
                installation.workspace(),
                Change.of(Authentication.SYSTEM, "extension.upgrade_available")
                        .on(installation.extensionKey())
                        .telling(told)
                        .to(told));
    }

    /** Subscribers are told too, for other nodes bring the service the new one only with a new instance. */
    void secretRotated(Tx tx, Installation installation, Authentication by) {
        journal.record(
                tx,
                installation.workspace(),
                Change.of(by, "extension.secret_rotated")
                        .on(installation.extensionKey())
                        .telling(facts(installation)));
    }

    private Future<Void> listening(Transition change, ExtensionManifest former) {
        var before = !former.consumesEvents().isEmpty();
        var after = !change.manifest().consumesEvents().isEmpty();
        if (before == after) {
            return Future.succeededFuture();
        }
        var installation = change.installation();
        if (!after) {
            return subscribers.unsubscribe(
                    change.tx(), installation.workspace(), SUBSCRIBER_KIND, installation.extensionKey());
        }
        return subscription(change, subscribers::subscribe)
                .compose(subscribed ->
                        installation.isActive() ? Future.succeededFuture() : subscription(change, subscribers::pause));
    }

    Future<Void> configured(Transition change, Authentication by) {
        record(change, by, "extension.configured", new JsonObject());
        return each(part -> part.reconfigured(change.tx(), change.installation(), change.manifest()));
    }

    void policyChanged(Transition change, Authentication by) {
        record(change, by, "extension.configured", new JsonObject());
    }

    Future<Void> uninstalling(Transition change, Authentication by, boolean purged) {
        var facts = facts(change.installation()).put("dataPurged", purged);
        journal.record(
                change.tx(),
                change.installation().workspace(),
                Change.of(by, "extension.uninstalled")
                        .on(change.installation().extensionKey())
                        .telling(facts)
                        .from(kept(change.installation(), change.manifest()))
                        .to(new JsonObject().put("dataPurged", purged)));
        return subscription(change, subscribers::unsubscribe)
                .compose(ended -> permissions.replace(
                        change.tx(),
                        by,
                        change.installation().workspace(),
                        change.installation().extensionKey(),
                        List.of()))
                .compose(withdrawn ->
                        each(part -> part.uninstalling(change.tx(), change.installation(), change.manifest())));
    }

    /** The data that an earlier uninstallation had left is gone; nobody is told, for nothing was installed. */
    void purged(Tx tx, WorkspaceId workspace, String extensionKey, Authentication by) {
        audit.append(tx, workspace, AuditEntry.of(by, "extension.data_purged").on(extensionKey));
    }

    private void record(Transition change, Authentication by, String type, JsonObject more) {
        var installation = change.installation();
        journal.record(
                change.tx(),
                installation.workspace(),
                Change.of(by, type)
                        .on(installation.extensionKey())
                        .telling(facts(installation).mergeIn(more))
                        .from(change.before() == null ? null : kept(change.before(), change.manifest()))
                        .to(kept(installation, change.manifest()).mergeIn(more)));
    }

    private static JsonObject facts(Installation installation) {
        return new JsonObject().put("extensionKey", installation.extensionKey()).put("version", installation.version());
    }

    /** What the audit log keeps; the secrets of the configuration are masked, whatever release stored it. */
    private static JsonObject kept(Installation installation, ExtensionManifest manifest) {
        return new JsonObject()
                .put("version", installation.version())
                .put("state", installation.state().name())
                .put("config", new ConfigSchema(manifest.configSchema()).shown(installation.config()))
                .put(
                        "grantedPermissions",
                        new JsonArray(installation.grantedPermissions().stream()
                                .map(Object::toString)
                                .sorted()
                                .toList()))
                .put("grantedEgress", new JsonArray(installation.grantedEgress()))
                .put("upgradePolicy", installation.upgradePolicy().name());
    }

    private static Future<Void> subscription(Transition change, Subscription subscription) {
        return change.manifest().consumesEvents().isEmpty()
                ? Future.succeededFuture()
                : subscription.change(
                        change.tx(),
                        change.installation().workspace(),
                        SUBSCRIBER_KIND,
                        change.installation().extensionKey());
    }

    private interface Declaration {

        Future<Void> write(
                Tx tx, Authentication by, WorkspaceId workspace, String extension, List<DeclaredPermission> declared);
    }

    private static Future<Void> declared(Transition change, Declaration declaration, Authentication by) {
        return declaration.write(
                change.tx(),
                by,
                change.installation().workspace(),
                change.installation().extensionKey(),
                change.manifest().declares());
    }

    private Future<Void> each(Function<InstallationLifecycle, Future<Void>> step) {
        var done = Future.<Void>succeededFuture();
        for (var part : lifecycles) {
            done = done.compose(before -> step.apply(part));
        }
        return done;
    }
}
