package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.ExtensionSwitch;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects.Transition;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import io.vertx.core.Future;
import java.time.Clock;

/** Disables an extension on behalf of whoever has the database, while no server may be running. */
public final class OfflineSwitch implements ExtensionSwitch {

    private final Database database;
    private final Catalogue catalogue;
    private final InstallationSideEffects sideEffects;
    private final Clock clock;
    private final InstallationTable installations = new InstallationTable();

    public OfflineSwitch(Database database, Catalogue catalogue, InstallationSideEffects sideEffects, Clock clock) {
        this.database = database;
        this.catalogue = catalogue;
        this.sideEffects = sideEffects;
        this.clock = clock;
    }

    /** Disables it unless it is; fails with {@code EXTENSION.NOT_INSTALLED}. */
    @Override
    public Future<Void> disable(WorkspaceId workspace, String extensionKey) {
        return database.inTransaction(
                workspace,
                tx -> installations
                        .lock(tx, workspace, extensionKey)
                        .compose(found -> disable(tx, InstallationChanges.required(found, extensionKey))));
    }

    /** The same of a locked installation. */
    Future<Void> disable(Tx tx, StoredInstallation present) {
        var before = present.installation();
        if (before.state() == InstallationState.DISABLED) {
            return Future.succeededFuture();
        }
        var now = clock.instant();
        var after = present.anewIn(InstallationState.DISABLED, Condition.disabled(now), now);
        return catalogue
                .manifest(tx, before.extensionKey(), before.version())
                .compose(manifest -> installations
                        .save(tx, after)
                        .compose(saved -> sideEffects.disabled(
                                new Transition(tx, before, after.installation(), manifest), Authentication.SYSTEM)));
    }
}
