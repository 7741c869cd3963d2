package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.storage.ExtensionCopies;
import dev.guildhall.membership.DeclaredPermissions;
import io.vertx.core.Future;
import java.time.Clock;

/** Drops what was kept for rollbacks when its time is over, and the copies of upgrades that came to nothing. */
public final class Retention {

    private final Database database;
    private final ExtensionCopies copies;
    private final DeclaredPermissions permissions;
    private final Clock clock;
    private final BackupTable backups = new BackupTable();

    public Retention(Database database, ExtensionCopies copies, DeclaredPermissions permissions, Clock clock) {
        this.database = database;
        this.copies = copies;
        this.permissions = permissions;
        this.clock = clock;
    }

    public Future<Void> look() {
        return backups.expired(database, clock.instant())
                .compose(places -> {
                    var dropped = Future.<Void>succeededFuture();
                    for (var place : places) {
                        dropped = dropped.compose(
                                before -> database.inTransaction(place.workspace(), tx -> drop(tx, place)));
                    }
                    return dropped;
                })
                .compose(expired -> copies.dropAbandoned());
    }

    private Future<Void> drop(Tx tx, InstallationKey place) {
        return backups.lock(tx, place)
                .compose(found -> found.filter(backup -> backup.keptUntil().isBefore(clock.instant()))
                                .isEmpty()
                        ? Future.succeededFuture()
                        : backups.delete(tx, place)
                                .compose(deleted -> permissions.forget(tx, place.workspace(), place.extensionKey()))
                                .compose(forgotten -> copies.dropKept(tx, place)));
    }
}
