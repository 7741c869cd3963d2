package dev.guildhall.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.security.Authentication;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.Future;
import java.nio.file.Path;

/** Exports and imports of a test product, for a word. */
record Archives(TestProduct product, Path folder) {

    private static final String BEHIND = """
            select from guildhall.event_cursor c
              join guildhall.event_counter l on l.tenant_id = c.tenant_id and l.last_sequence > c.sequence
             where c.tenant_id = $1""";

    Path export(TestWorkspace workspace) {
        return export(workspace, folder.resolve(TestProduct.name("archive") + ".zip"));
    }

    Path export(TestWorkspace workspace, Path file) {
        Await.result(exporting(workspace, file));
        return file;
    }

    /** Waits until nobody who follows the events is behind: what moves meanwhile is no part of what is compared. */
    static void settle(TestBench bench, TestWorkspace workspace) {
        Await.until(() -> assertThat(bench.sql(BEHIND, workspace.id().value())).isEmpty());
    }

    Future<Exported> exporting(TestWorkspace workspace, Path file) {
        return product.product()
                .get(WorkspaceExport.class)
                .export(Authentication.SYSTEM, workspace.id(), file, Progress.NONE);
    }

    Future<Imported> importing(ImportRequest request) {
        return product.product()
                .get(WorkspaceImport.class)
                .importArchive(Authentication.SYSTEM, request, Progress.NONE);
    }

    /** Imports under a key of its own. */
    Imported copy(Path file) {
        return Await.result(importing(ImportRequest.of(file).as(TestProduct.name("copy"))));
    }

    /** The same, as the workspace of somebody. */
    TestWorkspace copy(TestWorkspace original, Path file) {
        var imported = copy(file);
        return new TestWorkspace(product, imported.workspace(), imported.key(), original.owner());
    }
}
