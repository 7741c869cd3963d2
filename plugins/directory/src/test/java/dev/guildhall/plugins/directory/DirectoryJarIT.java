package dev.guildhall.plugins.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.spi.testing.FakeWorkspace;
import dev.guildhall.spi.testing.FakeWorkspace.Emitted;
import dev.guildhall.testkit.JarBench;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The jar as the build makes it, in the real host and on real tables. */
class DirectoryJarIT {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final Path JAR = Path.of(System.getProperty("extension.jar"));
    private static final String ADA = "018f0000-0000-7000-8000-00000000000a";

    @TempDir
    Path folder;

    private final FakeWorkspace workspace = new FakeWorkspace();
    private WorkspaceTables tables;
    private JarBench directory;

    @BeforeEach
    void install() throws Exception {
        tables = new WorkspaceTables(BENCH, workspace);
        directory = JarBench.open(JAR, folder, workspace.storing(tables));
        migrate(1);
        migrate(2);
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    @Test
    void hasTwoMigrationsAndTheNameItsManifestSays() {
        assertThat(JAR).hasFileName(directory.archive().manifest().label().replace('@', '-') + ".jar");
        assertThat(directory.archive().migrations()).hasSize(2);
    }

    @Test
    void createsAContactForItsMemberAndSaysSo() {
        var contact = create("Grace Hopper", "grace@example.com");

        assertThat(contact.getString("ownerId")).isEqualTo(ADA);
        assertThat(contact.getString("createdAt")).isNotBlank();
        assertThat(workspace.emitted())
                .containsExactly(new Emitted(
                        "directory.contact.created",
                        contact.getString("id"),
                        new JsonObject()
                                .put("id", contact.getString("id"))
                                .put("name", "Grace Hopper")
                                .put("ownerId", ADA)));
    }

    @Test
    void findsContactsByTheBeginningsOfTheirWords() {
        create("Grace Hopper", "grace@navy.example");
        create("Ada Lovelace", "ada@engine.example");
        create("Émilie du Châtelet", null);

        assertThat(found("")).containsExactly("Ada Lovelace", "Grace Hopper", "Émilie du Châtelet");
        assertThat(found("hop")).containsExactly("Grace Hopper");
        assertThat(found("LOVE ada")).containsExactly("Ada Lovelace");
        assertThat(found("grace@navy.example")).containsExactly("Grace Hopper");
        assertThat(found("châ")).containsExactly("Émilie du Châtelet");
        assertThat(found("' | ! & ( <-> :*")).hasSize(3);
        assertThat(found("nobody")).isEmpty();
    }

    @Test
    void returnsNoMoreThanAskedFor() {
        create("Ada", null);
        create("Grace", null);

        var found = directory.invoke("directory.contact.search", new JsonObject().put("limit", 1));

        assertThat(found.getJsonArray("contacts")).hasSize(1);
    }

    @Test
    void changesWhatIsGivenAndClearsWhatIsNull() {
        var id = create("Grace Hopper", "grace@example.com").getString("id");

        var changed = directory.invoke(
                "directory.contact.update",
                new JsonObject().put("id", id).put("company", "Navy").putNull("email"));

        assertThat(changed.getString("name")).isEqualTo("Grace Hopper");
        assertThat(changed.getString("company")).isEqualTo("Navy");
        assertThat(changed.getString("email")).isNull();
        assertThat(workspace.emitted())
                .extracting(Emitted::type)
                .containsExactly("directory.contact.created", "directory.contact.updated");
        assertThat(found("navy")).containsExactly("Grace Hopper");
    }

    @Test
    void refusesAnAddressThatAnotherContactHas() {
        create("Grace Hopper", "grace@example.com");

        assertThatThrownBy(() -> create("Someone else", "GRACE@example.com"))
                .isInstanceOfSatisfying(Problem.class, refused -> {
                    assertThat(refused.code().code()).isEqualTo("DIRECTORY.EMAIL_EXISTS");
                    assertThat(refused.code().kind()).isEqualTo(ErrorKind.CONFLICT);
                });
        assertThat(found("")).containsExactly("Grace Hopper");
    }

    @Test
    void saysWhenThereIsNoSuchContact() {
        var nobody = new JsonObject().put("id", UUID.randomUUID().toString()).put("name", "x");

        assertThatThrownBy(() -> directory.invoke("directory.contact.update", nobody))
                .isInstanceOfSatisfying(
                        Problem.class,
                        refused -> assertThat(refused.code().code()).isEqualTo("DIRECTORY.CONTACT_NOT_FOUND"));
    }

    @Test
    void deletesAContactAndSaysSo() {
        var id = create("Grace Hopper", "grace@example.com").getString("id");
        var named = new JsonObject().put("id", id);

        assertThat(directory.invoke("directory.contact.delete", named)).isEqualTo(named);

        assertThat(found("")).isEmpty();
        assertThat(workspace.emitted())
                .extracting(Emitted::type)
                .containsExactly("directory.contact.created", "directory.contact.deleted");
        assertThatThrownBy(() -> directory.invoke("directory.contact.delete", named))
                .isInstanceOfSatisfying(
                        Problem.class,
                        refused -> assertThat(refused.code().code()).isEqualTo("DIRECTORY.CONTACT_NOT_FOUND"));
    }

    @Test
    void keepsTheContactsOfAMemberWhoLeft() {
        create("Grace Hopper", null);
        var left = workspace.event("member.removed", ADA, new JsonObject());

        directory.deliver(left);
        directory.deliver(left);

        var contact = directory
                .invoke("directory.contact.search", new JsonObject())
                .getJsonArray("contacts")
                .getJsonObject(0);
        assertThat(contact.getString("name")).isEqualTo("Grace Hopper");
        assertThat(contact.getString("ownerId")).isNull();
    }

    @Test
    void keepsItsContactsWhenTheSearchIndexComesLater() throws Exception {
        var older = new WorkspaceTables(BENCH, workspace);
        var migrations = directory.archive().migrations();
        older.migrate(migrations.get(0));
        older.execute("insert into directory_contact (name, email) values ($1, $2)", "Grace", "grace@navy.example")
                .await();

        older.migrate(migrations.get(1));

        assertThat(new Contacts(older).search("navy", 10).await())
                .extracting(contact -> contact.getString("name"))
                .containsExactly("Grace");
    }

    private void migrate(int version) {
        tables.migrate(directory.archive().migrations().get(version - 1));
    }

    private JsonObject create(String name, String email) {
        return directory.invoke(
                "directory.contact.create", new JsonObject().put("name", name).put("email", email));
    }

    private List<String> found(String query) {
        JsonArray contacts = directory
                .invoke("directory.contact.search", new JsonObject().put("query", query))
                .getJsonArray("contacts");
        return contacts.stream()
                .map(contact -> ((JsonObject) contact).getString("name"))
                .toList();
    }
}
