package dev.guildhall.extensions;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.DurableSubscribers.DeadLetter;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What the event handlers of installations could not do, and what is to become of it. Everything fails with
 * {@code EXTENSION.NOT_INSTALLED} when the extension is not.
 */
public final class ExtensionHandlers {

    private static final String KIND = InstallationSideEffects.SUBSCRIBER_KIND;

    private final Database database;
    private final Installations installations;
    private final DurableSubscribers subscribers;
    private final AuditLog audit = new AuditLog();

    ExtensionHandlers(Database database, Installations installations, DurableSubscribers subscribers) {
        this.database = database;
        this.installations = installations;
        this.subscribers = subscribers;
    }

    /** See {@link DurableSubscribers#deadLetters}. */
    public Future<List<DeadLetter>> deadLetters(WorkspaceId workspace, String extensionKey, long after, int limit) {
        return installations
                .get(workspace, extensionKey)
                .compose(present -> subscribers.deadLetters(workspace, KIND, extensionKey, after, limit));
    }

    /** See {@link DurableSubscribers#retry}. */
    public Future<Void> retry(
            Authentication by, WorkspaceId workspace, String extensionKey, Optional<String> handler, long sequence) {
        return installations
                .get(workspace, extensionKey)
                .compose(present -> database.inTransaction(workspace, tx -> {
                    note(tx, by, workspace, extensionKey, "extension.event_retried", event(handler, sequence));
                    return Future.succeededFuture();
                }))
                .compose(noted -> subscribers.retry(workspace, KIND, extensionKey, handler, sequence));
    }

    /** See {@link DurableSubscribers#skip}. */
    public Future<Void> skip(
            Authentication by, WorkspaceId workspace, String extensionKey, Optional<String> handler, long sequence) {
        return installations
                .get(workspace, extensionKey)
                .compose(present -> database.inTransaction(workspace, tx -> {
                    note(tx, by, workspace, extensionKey, "extension.event_skipped", event(handler, sequence));
                    return subscribers.skip(tx, workspace, KIND, extensionKey, handler, sequence);
                }));
    }

    /** See {@link DurableSubscribers#replay}. */
    public Future<Void> replay(Authentication by, WorkspaceId workspace, String extensionKey, long after) {
        return installations
                .get(workspace, extensionKey)
                .compose(present -> database.inTransaction(workspace, tx -> {
                    note(
                            tx,
                            by,
                            workspace,
                            extensionKey,
                            "extension.events_replayed",
                            new JsonObject().put("after", after));
                    return subscribers.replay(tx, workspace, KIND, extensionKey, after);
                }));
    }

    private static JsonObject event(Optional<String> handler, long sequence) {
        var event = new JsonObject().put("sequence", sequence);
        handler.ifPresent(name -> event.put("handler", name));
        return event;
    }

    private void note(Tx tx, Authentication by, WorkspaceId workspace, String key, String action, JsonObject what) {
        audit.append(tx, workspace, AuditEntry.of(by, action).on(key).to(what));
    }
}
