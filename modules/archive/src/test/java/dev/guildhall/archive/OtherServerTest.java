package dev.guildhall.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.extensions.ArtifactSignature;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A workspace that moves to a server with another database, another key and other people. */
class OtherServerTest {

    @RegisterExtension
    static final TestBench HERE = new TestBench();

    @RegisterExtension
    static final TestBench THERE = new TestBench();

    private static TestProduct here;
    private static TestProduct there;
    private static Library library;

    @TempDir
    private Path folder;

    private TestWorkspace acme;
    private UserId known;
    private Path file;
    private Exported exported;

    @BeforeAll
    static void start() {
        here = TestProduct.start(HERE, HERE.product("here").assemble());
        there = TestProduct.start(THERE, THERE.product("there").assemble());
        library = Library.publish(here);
    }

    @BeforeEach
    void export() {
        acme = here.workspace();
        known = acme.member("ADMIN");
        library.install(acme);
        library.run(acme, "insert into $p_loan select id, '" + known + "', '" + acme.id() + "' from $p_book");
        file = folder.resolve("acme.zip");
        exported = Await.result(new Archives(here, folder).exporting(acme, file));
    }

    private ImportRequest trusted() {
        return ImportRequest.of(file).trusting(ArtifactSignature.publicKey(exported.signedBy()));
    }

    private static Archives archives(Path folder) {
        return new Archives(there, folder);
    }

    private static UserId account(String email, boolean verified) {
        var id = there.user("Somebody");
        THERE.sql(
                "update guildhall.user_account set email = $2, email_key = $2, email_verified = $3 where id = $1",
                id.value(),
                email,
                verified);
        return id;
    }

    @Test
    void whatAnotherServerHasSignedIsTakenFromWhoIsTrustedOnly() {
        var refused = Await.problem(archives(folder).importing(ImportRequest.of(file)), ArchiveError.KEY_UNKNOWN);

        assertThat(refused.getMessage()).contains(exported.signedBy());
        var other = ArtifactSignature.publicKey(Library.KEY);
        Await.problem(archives(folder).importing(ImportRequest.of(file).trusting(other)), ArchiveError.KEY_UNKNOWN);
        Await.result(archives(folder).importing(trusted().as(TestProduct.name("moved"))));
        Await.result(
                archives(folder).importing(ImportRequest.of(file).byAnybody().as(TestProduct.name("moved"))));
    }

    @Test
    void peopleAreFoundByTheirAddressesAndOthersGetAnAccountWithoutAPassword() {
        var admin = account(TestProduct.address(known), true);

        var imported = Await.result(archives(folder).importing(trusted().as(TestProduct.name("moved"))));

        var moved = new TestWorkspace(there, imported.workspace(), imported.key(), admin);
        assertThat(moved.roleOf(admin)).isEqualTo("ADMIN");
        assertThat(imported.notices())
                .anyMatch(notice ->
                        notice.contains("without a password") && notice.contains(TestProduct.address(acme.owner())))
                .noneMatch(notice -> notice.contains(TestProduct.address(known)));
        var login =
                new JsonObject().put("email", TestProduct.address(acme.owner())).put("password", TestProduct.PASSWORD);
        there.asNobody().post("/api/auth/login", login).expect(401);
        assertThat(library.rows(moved, "select distinct reader::text from $p_loan")
                        .encode())
                .contains(admin.toString())
                .doesNotContain(known.toString());
    }

    @Test
    void nobodyBecomesAMemberByAnAddressThatMayNotBeTheirs() {
        account(TestProduct.address(known), false);

        var refused = Await.problem(archives(folder).importing(trusted()), ArchiveError.ADDRESS_UNPROVEN);

        assertThat(refused.getMessage()).contains(TestProduct.address(known));
        assertThat(THERE.sql("select from guildhall.workspace where key = $1", acme.key()))
                .isEmpty();
    }

    @Test
    void anExtensionThatTheCatalogueLacksComesAlong() {
        var other = Library.publish(here);
        var globex = here.workspace();
        other.install(globex);
        var archive = new Archives(here, folder).export(globex);

        var imported = Await.result(
                archives(folder).importing(ImportRequest.of(archive).byAnybody()));

        assertThat(imported.notices()).anyMatch(notice -> notice.contains(other.key() + " 1.0.0 was put"));
        there.asAdministrator()
                .get("/api/marketplace/extensions/" + other.key())
                .expect(200);
    }

    @Test
    void anExtensionThatIsAnotherOneThereIsRefused() {
        var other = Library.publish(here);
        var globex = here.workspace();
        other.install(globex);
        var archive = new Archives(here, folder).export(globex);
        there.publish(other.changed());

        Await.problem(
                archives(folder).importing(ImportRequest.of(archive).byAnybody()), ArchiveError.EXTENSION_DIFFERS);

        assertThat(THERE.sql("select from guildhall.workspace where key = $1", globex.key()))
                .isEmpty();
    }

    @Test
    void exportedFromThereItSaysTheSame() throws IOException {
        var imported = Await.result(archives(folder).importing(trusted().as(TestProduct.name("moved"))));

        var moved = new TestWorkspace(there, imported.workspace(), imported.key(), acme.owner());
        var again = archives(folder).export(moved);

        assertThat(CanonicalArchive.of(again)).isEqualTo(CanonicalArchive.of(file));
    }
}
