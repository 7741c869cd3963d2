package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.Progress;
import dev.guildhall.archive.internal.Manifest.Extension;
import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.database.RowCursor;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.extensions.ArtifactUpload;
import dev.guildhall.extensions.ExtensionStores;
import dev.guildhall.extensions.ExtensionStores.Installed;
import dev.guildhall.extensions.StoredSequence;
import dev.guildhall.extensions.StoredTable;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** One export, under way: reads in one snapshot of the database and writes what it reads. */
final class ArchiveExport {

    private static final Field<String> SNAPSHOT = DSL.field(DSL.name("snapshot"), String.class);
    private static final Sql<String> EXPORT_SNAPSHOT = Sql.rows(
            DSL.select(DSL.field("pg_export_snapshot()", String.class).as(SNAPSHOT)), row -> row.get(SNAPSHOT));

    private static final long TOLD_ROWS = 10_000;

    private final Vertx vertx;
    private final Tables tables;
    private final ExtensionStores stores;
    private final ArchiveWriter writer;
    private final Progress progress;
    private final Workspace workspace;

    ArchiveExport(
            Vertx vertx,
            Tables tables,
            ExtensionStores stores,
            ArchiveWriter writer,
            Progress progress,
            Workspace workspace) {
        this.vertx = vertx;
        this.tables = tables;
        this.stores = stores;
        this.writer = writer;
        this.progress = progress;
        this.workspace = workspace;
    }

    /** Writes all that is in the workspace; gives what there is to say of it. */
    Future<Manifest> write(Tx tx, Instant now) {
        return tx.first(EXPORT_SNAPSHOT)
                .map(found -> found.orElseThrow())
                .compose(snapshot -> eachInTurn(tables.all(), table -> write(tx, table))
                        .compose(written -> stores.installed(tx, workspace.id()))
                        .compose(installed -> extensions(installed, snapshot)))
                .map(extensions -> new Manifest(
                        now, workspace.id().toString(), workspace.key(), workspace.name(), writer.parts(), extensions));
    }

    private Future<Void> write(Tx tx, ArchivedTable table) {
        return rows(
                Tables.file(table),
                table.name(),
                Tables.columns(table),
                page -> RowCursor.read(tx, Tables.rows(table, workspace.id()), page));
    }

    /** A part of the archive from the pages of rows that are read. */
    private Future<Void> rows(
            String file,
            String table,
            List<String> columns,
            Function<Function<List<String>, Future<Void>>, Future<Void>> reading) {
        return blocking(() -> writer.begin(file, table, columns))
                .compose(open -> reading.apply(page -> blocking(() -> {
                                    open.writeRows(page);
                                    return open.rows();
                                })
                                .map(rows -> told(table, rows, page.size())))
                        .compose(read -> blocking(() -> {
                            open.end();
                            return null;
                        })));
    }

    private Void told(String table, long rows, int more) {
        if (rows / TOLD_ROWS > (rows - more) / TOLD_ROWS) {
            progress.tell(table + ": " + rows + " rows");
        }
        return null;
    }

    private Future<List<Extension>> extensions(List<Installed> installed, String snapshot) {
        var written = new ArrayList<Extension>();
        return eachInTurn(installed, one -> {
                    progress.tell("extension " + one.extensionKey() + " " + one.version());
                    return extension(one, snapshot).map(extension -> {
                        written.add(extension);
                        return null;
                    });
                })
                .map(written);
    }

    private Future<Extension> extension(Installed installed, String snapshot) {
        var folder = "extensions/" + installed.extensionKey() + "/";
        var artifact = folder + "artifact";
        var files = new ArrayList<String>();
        return stores.artifact(installed.extensionKey(), installed.version())
                .compose(upload -> artifact(artifact, upload)
                        .compose(written -> installed.stores()
                                ? stored(installed, snapshot, folder, files)
                                : Future.succeededFuture(List.of()))
                        .map(sequences -> new Extension(
                                installed.extensionKey(),
                                installed.version(),
                                installed.sha256(),
                                artifact,
                                upload.signature().map(Base64.getEncoder()::encodeToString),
                                installed.stores(),
                                files,
                                sequences)));
    }

    private Future<Void> artifact(String file, ArtifactUpload upload) {
        return blocking(() -> {
            var open = writer.begin(file, "", List.of());
            open.write(upload.artifact());
            open.end();
            return null;
        });
    }

    // The names of tables are the authors', so files are numbered.
    private Future<List<StoredSequence>> stored(
            Installed installed, String snapshot, String folder, List<String> files) {
        return stores.read(workspace.id(), installed.extensionKey(), snapshot, (table, rows) -> {
            var file = folder + "tables/" + (files.size() + 1) + ".ndjson";
            files.add(file);
            return stored(installed, file, table, rows);
        });
    }

    private Future<Void> stored(
            Installed installed,
            String file,
            StoredTable table,
            Function<Function<List<String>, Future<Void>>, Future<Void>> rows) {
        return rows(file, table.name(), table.columns(), rows)
                .recover(failure ->
                        Future.failedFuture(failure instanceof Problem ? failure : failed(installed, failure)));
    }

    private static Problem failed(Installed installed, Throwable failure) {
        return ArchiveError.FILE_FAILED.because(
                "What " + installed.extensionKey() + " has stored cannot be read: " + failure.getMessage());
    }

    private static <T> Future<Void> eachInTurn(List<T> all, Function<T, Future<Void>> work) {
        var done = Future.<Void>succeededFuture();
        for (var one : all) {
            done = done.compose(before -> work.apply(one));
        }
        return done;
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work);
    }
}
