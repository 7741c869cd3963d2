package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product on a database of an earlier release. */
class UpgradeTest {

    @TempDir
    Path directory;

    private FormerDatabase former;
    private RunningProduct product;
    private String acme;

    @Test
    void goesOnWithEverythingThatAnEarlierReleaseStored() throws Exception {
        var data = Files.createDirectories(directory.resolve("data"));
        var key = MasterKey.load(Optional.empty(), data);
        try (var server = EmbeddedPostgres.startTemporary();
                var database = new FormerDatabase(server.url("guildhall"), new SecretBox(key), key.fingerprint())) {
            former = database;
            acme = "/api/workspaces/" + former.workspace;
            former.install(
                    diary("diary"),
                    new JsonObject().put("token", "********").put("listens", true),
                    new JsonObject().put("/token", FormerDatabase.HIDDEN));
            former.install(
                    diary("other-diary"),
                    new JsonObject().put("tokens", new JsonArray().add(FormerDatabase.HIDDEN)),
                    new JsonObject());
            former.install(diary("odd"), new JsonObject(), new JsonObject());
            former.run("update guildhall.extension_version set manifest = jsonb_set(manifest, '{provides,0,input}',"
                    + " '{\"type\": \"object\", \"patternProperties\": {\"^(a+)\\\\1$\": {}}}')"
                    + " where extension_key = 'odd'");
            former.run("update guildhall.capability set input = '{\"type\": \"object\", \"patternProperties\":"
                    + " {\"^(a+)\\\\1$\": {}}}' where provider = 'odd'");
            former.run("insert into ws_acme.diary_note (text) values ('written before')");
            former.run("insert into ws_acme.other_diary_note (text) values ('written by another')");
            former.commit();

            product = RunningProduct.start(data, "--database-url=" + server.url("guildhall"));
            try {
                peopleSignIn();
                invitationsAreFound();
                eventsGoOn();
                extensionsFindWhatTheyKept();
                whatIsRefusedNowIsShownAndCanBeRemoved();
                nothingIsLeftOfTheFormerPlace();
                mailIsSent(data);
            } finally {
                product.close();
            }
        }
    }

    @Test
    void isMigratedByACommandBeforeAnyServerStarts() throws Exception {
        var data = Files.createDirectories(directory.resolve("data"));
        var key = MasterKey.load(Optional.empty(), data);
        try (var server = EmbeddedPostgres.startTemporary();
                var database = new FormerDatabase(server.url("guildhall"), new SecretBox(key), key.fingerprint())) {
            database.commit();
            var place = "--database-url=" + server.url("guildhall");
            var checked = RunningProduct.tell(data, "check", place);
            assertThat(checked.exitCode()).as(checked.said()).isEqualTo(1);
            assertThat(checked.said())
                    .containsPattern("FAIL +schema +\\d+ migrations are to be run; guildhall migrate does");

            var migrated = RunningProduct.tell(data, "migrate", place);

            assertThat(migrated.exitCode()).as(migrated.said()).isZero();
            assertThat(migrated.said()).containsPattern("The database is at \\d+: [1-9]\\d* migrations were run");
            assertThat(RunningProduct.tell(data, "check", place).said())
                    .containsPattern("ok +schema +at \\d+, as it must");
        }
    }

    private HttpTester ada() {
        return product.signIn("ada.lovelace@example.org", FormerDatabase.PASSWORD);
    }

    private void peopleSignIn() {
        ada().get(acme).expect(200);
        product.signIn("jürgen@xn--bcher-kva.example", FormerDatabase.PASSWORD);
        product.signIn("root@acme.example", FormerDatabase.PASSWORD)
                .get("/api/admin/users")
                .expect(200);
        var unproven = product.signIn("unproven@example.org", FormerDatabase.PASSWORD);
        assertThat(unproven.get("/api/auth/me").expect(200).data().getBoolean("emailVerified"))
                .isFalse();
        product.http()
                .post("/api/auth/refresh", new JsonObject().put("refreshToken", former.refreshToken))
                .expect(200);
        product.http()
                .post("/api/auth/refresh", new JsonObject().put("refreshToken", former.supportersToken))
                .expect(401);
    }

    private void invitationsAreFound() {
        var juergen = product.signIn("jürgen@bücher.example", FormerDatabase.PASSWORD);
        assertThat(juergen.get("/api/invitations/mine").expect(200).list()).hasSize(1);
        ada().post(
                        acme + "/invitations",
                        new JsonObject()
                                .put("email", "somebody.else@example.org")
                                .put("role", "MEMBER"))
                .expect(409);
    }

    private void eventsGoOn() {
        assertThat(ada().get(acme + "/events?pageSize=100").expect(200).list()).hasSizeGreaterThanOrEqualTo(3);
        ada().post(acme + "/events", new JsonObject().put("type", "test.later").put("data", new JsonObject()))
                .expect(202);
        assertThat(ada().get(acme + "/subscriptions/" + former.subscription)
                        .expect(200)
                        .data()
                        .getString("name"))
                .isEqualTo("former");
        assertThat(ada().get(acme + "/audit/verify").expect(200).body()).contains("true");
    }

    private void extensionsFindWhatTheyKept() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(notes("diary")).contains("written before", "heard thought 3"));
        assertThat(notes("other-diary")).contains("written by another").doesNotContain("written before");
        assertThat(ada().get(acme + "/extensions").expect(200).body()).doesNotContain(FormerDatabase.HIDDEN);
        assertThat(ada().get(acme + "/extensions/diary/dead-letters")
                        .expect(200)
                        .list())
                .hasSize(1);
        ada().post(acme + "/extensions/diary/dead-letters/1/retry", new JsonObject())
                .expect(204);
        assertThat(notes("diary")).contains("heard thought 1");
    }

    private Iterable<String> notes(String extension) {
        return ada()
                .post(acme + "/capabilities/" + extension + ".note.list", new JsonObject())
                .expect(200)
                .data()
                .getJsonArray("notes")
                .stream()
                .map(String.class::cast)
                .toList();
    }

    private void whatIsRefusedNowIsShownAndCanBeRemoved() throws Exception {
        var odd = ada().get(acme + "/extensions/odd").expect(200).data();
        assertThat(odd.getJsonArray("conditions").getJsonObject(0).getString("reason"))
                .isEqualTo("ManifestRefused");
        assertThat(ada().post(acme + "/capabilities/odd.note.list", new JsonObject())
                        .expect(502, "CAPABILITY.FAILED")
                        .body())
                .contains("another release");
        ada().delete(acme + "/extensions/odd?data=purge").expect(204);
        assertThat(former.run("select count(*) from pg_tables where tablename = 'odd_note'"))
                .isEqualTo("0");
        former.commit();
    }

    private void nothingIsLeftOfTheFormerPlace() throws Exception {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(former.run("select count(*) from pg_namespace where nspname like 'ws\\_%'"))
                    .isEqualTo("0");
            former.commit();
        });
        assertThat(former.run("select count(*) from pg_auth_members where member = 'guildhall_app'::regrole"))
                .isEqualTo("0");
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(former.run("select count(*) from guildhall.installation where config::text like '%"
                            + FormerDatabase.HIDDEN + "%'"))
                    .isEqualTo("0");
            former.commit();
        });
    }

    private static void mailIsSent(Path data) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (var mails = Files.walk(data.resolve("mail"))) {
                return mails.filter(Files::isRegularFile).anyMatch(UpgradeTest::isFromBefore);
            }
        });
    }

    private static boolean isFromBefore(Path mail) {
        try {
            return Files.readString(mail).contains("From before");
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Writes down what it hears, and lists what it has written. */
    private static ExtensionJar diary(String key) {
        var prefix = key.replace('-', '_');
        return ExtensionJar.of(key, "1.0.0")
                .provides(key + ".note.list")
                .manifest("consumesEvents", new JsonArray().add("diary.*"))
                .manifest("permissions", new JsonArray().add("events.publish"))
                .manifest("configSchema", new JsonObject("""
                    {"type":"object","properties":{
                      "listens":{"type":"boolean"},"token":{"type":"string","writeOnly":true},
                      "tokens":{"type":"array","items":{"type":"string","writeOnly":true}}}}\
                    """))
                .file("migrations/V1__notes.sql", """
                    create table $_note (id bigint generated always as identity primary key, text text not null);
                    create index $_note_text on $_note (text);
                    create function $_length(note $_note) returns integer language sql as 'select length(note.text)';
                    create view $_short as select * from $_note where length(text) < 10;
                    """.replace("$", prefix))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.on("diary.*", event -> workspace.storage()
                                .execute("insert into $_note (text) values ($1)",
                                        "heard " + event.data().getString("text"))
                                .mapEmpty());
                        handlers.capability("KEY.note.list", call -> workspace.storage()
                                .query("select text, $_length(n) as length from $_note n order by id")
                                .map(rows -> new JsonObject().put("notes", new JsonArray(rows.stream()
                                        .map(row -> row.getString("text")).toList()))));
                        return Future.succeededFuture();
                    }
                    """.replace("$_", prefix + "_").replace("KEY", key));
    }
}
