package dev.guildhall.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.ExtensionStores;
import dev.guildhall.tenancy.TenancyError;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is not imported, and that nothing is left of it then. */
class RefusedArchiveTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static Library library;

    @TempDir
    private Path folder;

    private Archives archives;
    private TestWorkspace acme;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("refusing").assemble());
        library = Library.publish(product);
    }

    @BeforeEach
    void make() {
        archives = new Archives(product, folder);
        acme = product.workspace();
        library.install(acme);
    }

    private static List<Object> everything() {
        var all = new ArrayList<Object>();
        for (var counted : List.of(
                "select count(*) from guildhall.workspace",
                "select count(*) from guildhall.event",
                "select count(*) from guildhall.user_account",
                "select count(*) from guildhall.extension_storage",
                "select count(*) from pg_namespace where nspname like 'x\\_%'",
                "select count(*) from guildhall.audit_entry")) {
            all.add(BENCH.sql(counted).iterator().next().getLong(0));
        }
        return all;
    }

    @Test
    void aByteThatWasChangedAnywhere() throws IOException {
        var whole = Files.readAllBytes(archives.export(acme));
        var before = everything();
        var random = new Random(7);
        var places = new ArrayList<>(List.of(
                0,
                10,
                whole.length - 1,
                whole.length - 2,
                whole.length - 60,
                whole.length - 140,
                whole.length - 200,
                whole.length - 240,
                whole.length - 250,
                whole.length - 300));
        for (var more = 0; more < 40; more++) {
            places.add(random.nextInt(whole.length));
        }

        for (var place : places) {
            var changed = whole.clone();
            changed[place] ^= 0x20;
            var file = Files.write(folder.resolve("changed.zip"), changed);

            var failure = Await.failure(
                    archives.importing(ImportRequest.of(file).byAnybody().as("changed-copy")));

            assertThat(failure).as("the byte at %s of %s", place, whole.length).isInstanceOf(Problem.class);
            assertThat(((Problem) failure).code()).isIn(ArchiveError.CHANGED, ArchiveError.UNREADABLE);
        }
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aFileThatIsCutOrGoesOnOrIsSomethingElse() throws IOException {
        var whole = Files.readAllBytes(archives.export(acme));
        var cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
        var longer = Files.write(folder.resolve("longer.zip"), Arrays.copyOf(whole, whole.length + 1));
        var text = Files.writeString(folder.resolve("text.zip"), "not a ZIP");

        for (var file : List.of(cut, longer, text, folder.resolve("absent.zip"))) {
            Await.problem(archives.importing(ImportRequest.of(file).byAnybody()), ArchiveError.UNREADABLE);
        }
    }

    @Test
    void aKeyThatIsTakenOrNone() {
        var file = archives.export(acme);
        var before = everything();

        Await.problem(archives.importing(ImportRequest.of(file)), TenancyError.KEY_EXISTS);
        assertThat(Await.failure(archives.importing(ImportRequest.of(file).as("No Key"))))
                .isInstanceOf(Problem.class);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void anImportThatFailsAtItsEndLeavesNothing() {
        var file = archives.export(acme);
        BENCH.sql("""
                create function guildhall.fail_imports() returns trigger language plpgsql as
                'begin raise exception ''no''; end'""");
        BENCH.sql("create trigger no_more before insert on guildhall.extension_migration"
                + " for each row execute function guildhall.fail_imports()");
        var before = everything();
        try {
            Await.failure(archives.importing(ImportRequest.of(file).as("failing-copy")));
        } finally {
            BENCH.sql("drop trigger no_more on guildhall.extension_migration");
            BENCH.sql("drop function guildhall.fail_imports()");
        }

        assertThat(everything()).isEqualTo(before);
        archives.copy(file);
    }

    @Test
    void whatAKilledImportHasBegunGoesAfterAWhile() {
        var place = new WorkspaceId(Ids.next());
        var store = product.product().get(ExtensionStores.class).begin(place, library.key(), "1.0.0");
        var before = everything();

        Await.failure(store.open(List.of())); // other tables than it has, but made they are
        product.doNow("look after what extensions have left behind");
        assertThat(everything()).isNotEqualTo(before);
        BENCH.sql(
                "update guildhall.extension_storage set begun_at = begun_at - interval '1 hour' where workspace_id = $1",
                place.value());
        product.doNow("look after what extensions have left behind");

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aWorkspaceDoesNotGoWithoutWhatItsExtensionsHaveStored() {
        assertThatThrownBy(() -> BENCH.sql(
                        "delete from guildhall.workspace where id = $1",
                        acme.id().value()))
                .hasMessageContaining("extensions have stored something");
        var copy = archives.copy(acme, archives.export(acme));

        copy.asOwner().delete(copy.path()).expect(204);

        assertThat(BENCH.sql(
                        "select from guildhall.extension_storage where workspace_id = $1",
                        copy.id().value()))
                .isEmpty();
    }

    @Test
    void anArchiveIsNotWrittenOverAnotherFile() throws IOException {
        var file = Files.writeString(folder.resolve("there.zip"), "mine");

        Await.problem(archives.exporting(acme, file), ArchiveError.FILE_EXISTS);

        assertThat(file).hasContent("mine");
        Await.problem(
                archives.exporting(acme, folder.resolve("nowhere").resolve("acme.zip")), ArchiveError.FILE_FAILED);
        assertThat(folder.toFile().list()).containsExactly("there.zip");
    }

    @Test
    void nothingOfAnotherWorkspaceIsInAnArchive() throws IOException {
        var globex = product.workspace();
        var hidden = globex.member("ADMIN");
        library.install(globex);
        library.run(globex, "insert into $p_book (title) values ('Hidden from others')");

        var said = archives.export(acme);

        try (var zip = new ZipFile(said.toFile())) {
            for (var entry : Collections.list(zip.entries())) {
                assertThat(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8))
                        .doesNotContain(globex.id().toString(), globex.key(), hidden.toString(), "Hidden from others");
            }
        }
    }
}
