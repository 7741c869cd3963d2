package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.IntentTable.Intent;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the events that extensions' transactions have added into the log. An event is in the one place or in the other,
 * and in no case in both: nothing is lost or told twice when the process ends in between.
 */
public final class Intents {

    private static final Logger LOG = LoggerFactory.getLogger(Intents.class);

    /** Few, for each may be large. */
    private static final int AT_ONCE = 20;

    private final Database database;
    private final Outbox outbox;
    private final InstallationCache cache;
    private final Catalogue catalogue;
    private final IntentTable table = new IntentTable();

    public Intents(Database database, Outbox outbox, InstallationCache cache, Catalogue catalogue) {
        this.database = database;
        this.outbox = outbox;
        this.cache = cache;
        this.catalogue = catalogue;
    }

    private record Publisher(Installation installation, ExtensionManifest manifest) {}

    /** Moves all there are of one installation. */
    public Future<Void> move(WorkspaceId workspace, String extensionKey) {
        return publisher(workspace, extensionKey).compose(publisher -> moveAll(workspace, extensionKey, publisher));
    }

    /** Moves what was left behind, by a node that ended or while the database did not answer. */
    public Future<Void> moveLeft() {
        return table.left(database).compose(places -> {
            var moved = Future.<Void>succeededFuture();
            for (var place : places) {
                moved = moved.compose(before -> move(place.workspace(), place.extensionKey()));
            }
            return moved;
        });
    }

    private Future<Optional<Publisher>> publisher(WorkspaceId workspace, String extensionKey) {
        return cache.find(workspace, extensionKey).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            var installation = found.get().installation();
            return catalogue
                    .usableManifest(extensionKey, installation.version())
                    .map(manifest -> Optional.of(new Publisher(installation, manifest)));
        });
    }

    private Future<Void> moveAll(WorkspaceId workspace, String extensionKey, Optional<Publisher> publisher) {
        return move(workspace, extensionKey, AT_ONCE, publisher)
                .recover(failure -> isBusy(failure)
                        ? Future.failedFuture(failure)
                        : moveOne(workspace, extensionKey, publisher, failure))
                .compose(moved -> moved == 0 ? Future.succeededFuture() : moveAll(workspace, extensionKey, publisher));
    }

    // One of several has something that the log cannot take; it must not hold up the others.
    private Future<Integer> moveOne(
            WorkspaceId workspace, String extensionKey, Optional<Publisher> publisher, Throwable reason) {
        return move(workspace, extensionKey, 1, publisher).recover(failure -> {
            if (isBusy(failure)) {
                return Future.failedFuture(failure);
            }
            warn(workspace, extensionKey, reason);
            return database.inTransaction(workspace, tx -> table.take(tx, workspace, extensionKey, 1))
                    .map(List::size);
        });
    }

    private static boolean isBusy(Throwable failure) {
        return failure instanceof Problem problem && problem.is(CommonError.UNAVAILABLE);
    }

    private Future<Integer> move(WorkspaceId workspace, String extensionKey, int most, Optional<Publisher> publisher) {
        return database.inTransaction(
                workspace,
                tx -> table.take(tx, workspace, extensionKey, most).map(taken -> {
                    taken.forEach(intent -> publish(tx, workspace, extensionKey, publisher, intent));
                    return taken.size();
                }));
    }

    private void publish(
            Tx tx, WorkspaceId workspace, String extensionKey, Optional<Publisher> publisher, Intent intent) {
        try {
            var data = new JsonObject(intent.data());
            var by = publisher.orElseThrow(() -> new DecodeException("it is not installed any more"));
            EmissionRules.check(by.installation(), by.manifest(), intent.type(), intent.subject(), data);
            var event = new NewEvent(
                    intent.type(), intent.subject(), new Principal.Extension(extensionKey), intent.cause(), data);
            outbox.append(tx, workspace, intent.eventId(), event);
        } catch (Problem | DecodeException refused) {
            warn(workspace, extensionKey, refused);
        }
    }

    private static void warn(WorkspaceId workspace, String extensionKey, Throwable reason) {
        LOG.warn(
                "An event that {} in workspace {} has committed is not published: {}",
                extensionKey,
                workspace,
                reason.getMessage());
    }
}
