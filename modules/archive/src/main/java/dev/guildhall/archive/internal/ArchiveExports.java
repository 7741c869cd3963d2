package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.Exported;
import dev.guildhall.archive.Progress;
import dev.guildhall.archive.WorkspaceExport;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.ExtensionStores;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes archives of workspaces. */
public final class ArchiveExports implements WorkspaceExport {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveExports.class);

    private final Vertx vertx;
    private final Database database;
    private final Workspaces workspaces;
    private final Tables tables;
    private final ExtensionStores stores;
    private final Journal journal;
    private final ArchiveKey key;
    private final Clock clock;

    public ArchiveExports(
            Vertx vertx,
            Database database,
            Workspaces workspaces,
            Tables tables,
            ExtensionStores stores,
            Journal journal,
            ArchiveKey key,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.workspaces = workspaces;
        this.tables = tables;
        this.stores = stores;
        this.journal = journal;
        this.key = key;
        this.clock = clock;
    }

    @Override
    public Future<Exported> export(Authentication by, WorkspaceId workspace, Path file, Progress progress) {
        return vertx.executeBlocking(() -> ArchiveWriter.create(file))
                .recover(failure -> Future.failedFuture(named(file, failure)))
                .compose(writer -> write(workspace, writer, progress)
                        .compose(exported -> record(by, workspace, exported).map(exported))
                        .compose(exported -> vertx.executeBlocking(() -> {
                            writer.publish();
                            return exported;
                        }))
                        .recover(failure -> discard(writer, named(file, failure))));
    }

    private Future<Exported> write(WorkspaceId id, ArchiveWriter writer, Progress progress) {
        return database.inSnapshot(
                        id,
                        tx -> workspaces.find(tx, id).compose(found -> {
                            var workspace = found.orElseThrow(() -> CommonError.WORKSPACE_NOT_FOUND.because(
                                    "There is no workspace with the id " + id + "."));
                            return new ArchiveExport(vertx, tables, stores, writer, progress, workspace)
                                    .write(tx, clock.instant());
                        }))
                .compose(manifest -> vertx.executeBlocking(() -> new Exported(
                        id, manifest.workspaceKey(), writer.finish(manifest, key), manifest.rows(), key.text())));
    }

    /** What was taken along is known of from then on, also where the workspace is gone one day. */
    private Future<Void> record(Authentication by, WorkspaceId workspace, Exported exported) {
        var facts = new JsonObject()
                .put("workspaceId", workspace.toString())
                .put("key", exported.key())
                .put("archiveSha256", exported.sha256());
        var change =
                Change.of(by, "workspace.exported").on(workspace).telling(facts).to(facts);
        return database.inTransaction(Tenant.PLATFORM, tx -> {
            journal.record(tx, workspace, change);
            journal.record(tx, Tenant.PLATFORM, change);
            return Future.succeededFuture();
        });
    }

    private static Throwable named(Path file, Throwable failure) {
        return failure instanceof IOException
                ? ArchiveError.FILE_FAILED.because(
                        file + " cannot be written: " + failure + ". Choose another place, or make room there.")
                : failure;
    }

    private <T> Future<T> discard(ArchiveWriter writer, Throwable failure) {
        return vertx.executeBlocking(() -> {
                    writer.discard();
                    return null;
                })
                .onFailure(left -> LOG.warn("What was written of the archive is left behind", left))
                .transform(done -> Future.failedFuture(failure));
    }
}
