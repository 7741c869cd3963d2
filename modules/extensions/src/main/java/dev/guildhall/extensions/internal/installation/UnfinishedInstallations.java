package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops the tables of first installations, and of imports, that a node began and none has finished. */
public final class UnfinishedInstallations {

    private static final Logger LOG = LoggerFactory.getLogger(UnfinishedInstallations.class);

    private final Database database;
    private final Workspaces workspaces;
    private final ExtensionSchemas schemas;
    private final InstallationTable installations = new InstallationTable();
    private final MigrationTable migrations = new MigrationTable();

    public UnfinishedInstallations(Database database, Workspaces workspaces, ExtensionSchemas schemas) {
        this.database = database;
        this.workspaces = workspaces;
        this.schemas = schemas;
    }

    public Future<Void> look() {
        return schemas.unfinished().compose(places -> {
            var dropped = Future.<Void>succeededFuture();
            for (var place : places) {
                dropped = dropped.compose(before -> drop(place)).otherwise(failure -> {
                    LOG.warn(
                            "What the installation of {} in workspace {} has begun is left behind",
                            place.extensionKey(),
                            place.workspace(),
                            failure);
                    return null;
                });
            }
            return dropped;
        });
    }

    private Future<Void> drop(InstallationKey place) {
        return database.inTransaction(
                place.workspace(),
                tx -> workspaces
                        .find(tx, place.workspace())
                        .compose(found -> found.isEmpty()
                                ? drop(tx, place) // that of an import
                                : settleOrDrop(tx, place)));
    }

    private Future<Void> settleOrDrop(Tx tx, InstallationKey place) {
        return workspaces
                .lockForMembers(tx, place.workspace())
                .compose(locked -> installations.find(tx, place.workspace(), place.extensionKey()))
                .compose(found -> found.isPresent() ? schemas.settle(tx, place) : drop(tx, place));
    }

    private Future<Void> drop(Tx tx, InstallationKey place) {
        return schemas.drop(tx, place.workspace(), place.extensionKey())
                .compose(dropped -> migrations.delete(tx, place.workspace(), place.extensionKey()))
                .mapEmpty();
    }
}
