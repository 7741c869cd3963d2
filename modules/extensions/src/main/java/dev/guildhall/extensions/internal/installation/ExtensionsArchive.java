package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.EXTENSION_ENTRY_COUNT;
import static dev.guildhall.db.Tables.EXTENSION_INTENT;
import static dev.guildhall.db.Tables.EXTENSION_JOB;
import static dev.guildhall.db.Tables.EXTENSION_JOB_RUN;
import static dev.guildhall.db.Tables.EXTENSION_MIGRATION;
import static dev.guildhall.db.Tables.EXTENSION_STAGING;
import static dev.guildhall.db.Tables.EXTENSION_STATE;
import static dev.guildhall.db.Tables.EXTENSION_STORAGE;
import static dev.guildhall.db.Tables.EXTENSION_WEBHOOK_RECEIPT;
import static dev.guildhall.db.Tables.INSTALLATION;
import static dev.guildhall.db.Tables.INSTALLATION_BACKUP;
import static dev.guildhall.db.Tables.INSTALLATION_BACKUP_STATE;

import dev.guildhall.core.archive.ArchiveLifecycle;
import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.archive.Newcomer;
import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.internal.config.ExtensionConfig;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What of the module's tables goes into the archive of a workspace; what extensions have stored in tables of their own is
 * beside it. Where they come, extensions are disabled that lack their secrets, and those that reach beyond the server: two
 * must not do the same out there.
 */
public final class ExtensionsArchive implements ArchiveLifecycle {

    public static final ArchivedTables TABLES = ArchivedTables.NONE
            .with(ArchivedTable.of(INSTALLATION, INSTALLATION.WORKSPACE_ID)
                    .identifiedBy(INSTALLATION.ID)
                    .byAccount(INSTALLATION.INSTALLED_BY)
                    .without(
                            "secrets are not written down outside",
                            INSTALLATION.SECRETS,
                            INSTALLATION.SECRET_NUMBER,
                            INSTALLATION.FORMER_SECRETS_UNTIL))
            .with(ArchivedTable.of(EXTENSION_STATE, EXTENSION_STATE.WORKSPACE_ID))
            .with(ArchivedTable.of(EXTENSION_JOB, EXTENSION_JOB.WORKSPACE_ID)
                    .without(
                            "nobody works on it, and nothing was tried",
                            EXTENSION_JOB.ATTEMPTS,
                            EXTENSION_JOB.LEASE_OWNER,
                            EXTENSION_JOB.LEASE_ID))
            .with(ArchivedTable.of(EXTENSION_JOB_RUN, EXTENSION_JOB_RUN.WORKSPACE_ID)
                    .numberedBy(EXTENSION_JOB_RUN.ID))
            .without("it is written as what it tells of is done", EXTENSION_MIGRATION, EXTENSION_STORAGE)
            .without("it is counted as rows are written", EXTENSION_ENTRY_COUNT)
            .without("it is on its way into the log", EXTENSION_INTENT)
            .without("it is of an upgrade under way", EXTENSION_STAGING)
            .without("what is not taken twice is sent elsewhere", EXTENSION_WEBHOOK_RECEIPT)
            .without("there is no way back to before an import", INSTALLATION_BACKUP, INSTALLATION_BACKUP_STATE);

    private final Catalogue catalogue;
    private final OfflineSwitch disabling;
    private final ExtensionRuntime runtime;
    private final InstallationTable installations = new InstallationTable();

    public ExtensionsArchive(Catalogue catalogue, OfflineSwitch disabling, ExtensionRuntime runtime) {
        this.catalogue = catalogue;
        this.disabling = disabling;
        this.runtime = runtime;
    }

    @Override
    public Future<List<String>> imported(Tx tx, Newcomer workspace) {
        return installations.all(tx, workspace.id()).compose(all -> {
            var told = Future.<List<String>>succeededFuture(new ArrayList<>());
            for (var stored : all.stream()
                    .sorted(Comparator.comparing(one -> one.installation().extensionKey()))
                    .toList()) {
                told = told.compose(before -> imported(tx, stored).map(sentences -> {
                    before.addAll(sentences);
                    return before;
                }));
            }
            return told;
        });
    }

    private Future<List<String>> imported(Tx tx, StoredInstallation stored) {
        var installation = stored.installation();
        tx.afterCommit(() -> runtime.changed(installation.workspace(), installation.extensionKey()));
        return catalogue
                .manifest(tx, installation.extensionKey(), installation.version())
                .compose(manifest -> waitsForSomebody(installation, manifest)
                        ? disabling.disable(tx, stored).map(disabled -> List.of(told(installation)))
                        : Future.succeededFuture(List.of()));
    }

    private static boolean waitsForSomebody(Installation installation, ExtensionManifest manifest) {
        return installation.state() != InstallationState.DISABLED
                && (lacksSecrets(installation)
                        || !installation.grantedEgress().isEmpty()
                        || manifest.serviceBaseUrl().isPresent());
    }

    private static boolean lacksSecrets(Installation installation) {
        return isMasked(installation.config());
    }

    private static boolean isMasked(Object value) {
        if (value instanceof JsonObject object) {
            return object.stream().map(Map.Entry::getValue).anyMatch(ExtensionsArchive::isMasked);
        }
        return value instanceof JsonArray array
                ? array.stream().anyMatch(ExtensionsArchive::isMasked)
                : ExtensionConfig.MASK.equals(value);
    }

    private static String told(Installation installation) {
        return lacksSecrets(installation)
                ? "The extension " + installation.extensionKey()
                        + " is disabled, for its secrets were left behind: configure"
                        + " it with secrets, and enable it."
                : "The extension " + installation.extensionKey()
                        + " is disabled, for it reaches beyond this server: enable"
                        + " it when nobody else does the same.";
    }
}
