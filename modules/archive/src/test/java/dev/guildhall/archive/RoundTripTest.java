package dev.guildhall.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.security.Authentication;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A workspace that goes out of a server and comes into the same one again, beside itself. */
class RoundTripTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static Library library;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("round-trip").assemble());
        library = Library.publish(product);
    }

    /** With something of everything in it. */
    private static TestWorkspace furnished() {
        var acme = product.workspace();
        var editors = acme.role("Editors", "members.read", "roles.read");
        var editor = acme.member("VIEWER");
        acme.asOwner().put(acme.path() + "/members/" + editor, new JsonObject().put("role", "Editors"));
        acme.member("ADMIN");
        library.install(acme);
        library.run(acme, """
                insert into $p_book (title, price, added, letters, shelf, notes)
                values ('Emma', 12.3400, '1815-12-23 00:00:00.123456+00', '\\\\x00ff', 0.1,
                        '{"a": 1e400, "b": 0.12345678901234567890}'), ('Persuasion', null, null, null, 'NaN', null)""");
        library.run(acme, "insert into $p_loan select id, '" + editor + "', '" + acme.id() + "' from $p_book");
        library.keep(acme, "said in " + acme.id());
        acme.asOwner()
                .post(
                        acme.path() + "/subscriptions",
                        new JsonObject()
                                .put("name", "CRM")
                                .put("types", JsonArray.of("member.*"))
                                .put(
                                        "sink",
                                        new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/hooks")))
                .expect(201);
        assertThat(editors.getString("id")).isNotNull();
        return acme;
    }

    private Path export(TestWorkspace workspace) {
        var file = folder.resolve(TestProduct.name("archive") + ".zip");
        Await.result(product.product()
                .get(WorkspaceExport.class)
                .export(Authentication.SYSTEM, workspace.id(), file, Progress.NONE));
        return file;
    }

    private TestWorkspace importAgain(TestWorkspace original, Path file) {
        var imported = Await.result(product.product()
                .get(WorkspaceImport.class)
                .importArchive(
                        Authentication.SYSTEM, ImportRequest.of(file).as(TestProduct.name("copy")), Progress.NONE));
        return new TestWorkspace(product, imported.workspace(), imported.key(), original.owner());
    }

    @Test
    void exportImportAndExportAgainAreEqual() throws IOException {
        var acme = furnished();

        var first = export(acme);
        var copy = importAgain(acme, first);
        var second = export(copy);

        assertThat(copy.id()).isNotEqualTo(acme.id());
        assertThat(CanonicalArchive.of(second)).isEqualTo(CanonicalArchive.of(first));
    }
}
