package dev.guildhall.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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

    private Archives archives;
    private TestWorkspace acme;
    private UserId editor;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("round-trip").assemble());
        library = Library.publish(product);
    }

    @BeforeEach
    void furnish() {
        archives = new Archives(product, folder);
        acme = product.workspace();
        acme.role("Editors", "members.read", "audit.read");
        editor = product.user();
        acme.asOwner()
                .post(acme.path() + "/members", TestProduct.member(editor, "Editors"))
                .expect(200);
        acme.member("ADMIN");
        library.install(acme);
    }

    private void fillTheLibrary() {
        library.run(acme, """
                insert into $p_book (title, price, added, letters, shelf, notes)
                values ('Emma', 12.3400, '1815-12-23 00:00:00.123456+00', '\\\\x00ff', 0.1,
                        '{"a": 1e400, "b": 0.12345678901234567890}'), ('Persuasion', null, null, null, 'NaN', null)""");
        library.run(acme, "insert into $p_loan select id, '" + editor + "', '" + acme.id() + "' from $p_book");
        library.keep(acme, "said in " + acme.id());
    }

    private static Response subscribe(TestWorkspace workspace, String name) {
        var sink = new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/hooks");
        return workspace
                .asOwner()
                .post(
                        workspace.path() + "/subscriptions",
                        new JsonObject()
                                .put("name", name)
                                .put("types", JsonArray.of("member.*"))
                                .put("sink", sink))
                .expect(201);
    }

    private static List<JsonObject> events(TestWorkspace workspace) {
        return workspace.asOwner().get(workspace.path() + "/events?pageSize=1000").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<JsonObject> audit(TestWorkspace workspace) {
        return workspace
                .asOwner()
                .get(workspace.path() + "/audit?pageSize=1000&orderBy=sequence")
                .expect(200)
                .list()
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonArray subscriptions(TestWorkspace workspace) {
        return workspace
                .asOwner()
                .get(workspace.path() + "/subscriptions")
                .expect(200)
                .list();
    }

    @Test
    void exportImportAndExportAgainAreEqual() throws IOException {
        acme.asOwner()
                .patch(
                        acme.path() + "/members/" + editor,
                        new JsonObject()
                                .put("externalId", "crm-9")
                                .put("metadata", new JsonObject().put("tier", "gold")))
                .expect(200);
        fillTheLibrary();
        subscribe(acme, "CRM");
        acme.asOwner()
                .post(
                        acme.path() + "/agents",
                        new JsonObject()
                                .put("key", "polly")
                                .put("name", "Polly")
                                .put("provider", "parrot")
                                .put("model", "grey"))
                .expect(201);

        Archives.settle(BENCH, acme);
        var first = archives.export(acme);
        var copy = archives.copy(acme, first);
        var second = archives.export(copy);

        var said = CanonicalArchive.of(first);
        assertThat(copy.id()).isNotEqualTo(acme.id());
        assertThat(CanonicalArchive.of(second)).isEqualTo(said);
        for (var part : List.of("workspace", "member", "custom_role", "installation", "event", "event_subscription")) {
            assertThat(said).anyMatch(line -> line.startsWith("tables/" + part + ".ndjson: "));
        }
        assertThat(copy.asOwner()
                        .get(copy.path() + "/members/" + editor)
                        .expect(200)
                        .data()
                        .getString("externalId"))
                .isEqualTo("crm-9");
        assertThat(said).anyMatch(line -> line.contains("\"title\":\"Emma\",\"price\":12.3400"));
    }

    @Test
    void peopleAreInItAsTheyWere() {
        var copy = archives.copy(acme, archives.export(acme));

        assertThat(copy.roleOf(editor)).isEqualTo("Editors");
        product.as(editor).get(copy.path() + "/members").expect(200);
        product.as(editor).get(copy.path() + "/extensions").expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(copy.path()).expect(404, "WORKSPACE.NOT_FOUND");
        var role = copy.asOwner().get(copy.path() + "/roles").expect(200).body();
        assertThat(role)
                .doesNotContain(acme.asOwner().get(acme.path() + "/roles").expect(200).list().stream()
                        .map(JsonObject.class::cast)
                        .filter(one -> one.getString("name").equals("Editors"))
                        .findFirst()
                        .orElseThrow()
                        .getString("id"));
    }

    @Test
    void whatAnExtensionStoredIsThereToTheLetter() {
        fillTheLibrary();
        var all = "select id, title, price, added::text, encode(letters, 'hex') as letters, shelf::text,"
                + " notes::text, words::text from $p_book order by id";

        var copy = archives.copy(acme, archives.export(acme));

        assertThat(library.rows(copy, all)).isEqualTo(library.rows(acme, all)).hasSize(3);
        // Its triggers had their say where the rows were written, not here.
        var log = "select count(*) as written from $p_log";
        assertThat(library.rows(copy, log)).isEqualTo(library.rows(acme, log));
    }

    @Test
    void whatAnExtensionStoredGoesOnWhereItWas() {
        fillTheLibrary();

        var copy = archives.copy(acme, archives.export(acme));
        library.run(copy, "insert into $p_book (title) values ('Sanditon')");

        assertThat(library.rows(copy, "select id from $p_book where title = 'Sanditon'"))
                .isEqualTo(JsonArray.of(new JsonObject().put("id", 4)));
        assertThat(library.rows(copy, "select 1 as found from $p_log where text = 'Sanditon'"))
                .hasSize(1);
        assertThat(library.rows(acme, "select 1 as found from $p_book where title = 'Sanditon'"))
                .isEmpty();
    }

    @Test
    void idsAreNewWhereverTheyStand() {
        fillTheLibrary();

        var copy = archives.copy(acme, archives.export(acme));

        assertThat(library.rows(copy, "select distinct reader::text, place::text from $p_loan"))
                .isEqualTo(JsonArray.of(new JsonObject()
                        .put("reader", editor.toString())
                        .put("place", copy.id().toString())));
        assertThat(BENCH.sql(
                                "select value from guildhall.extension_state where workspace_id = $1",
                                copy.id().value())
                        .iterator()
                        .next()
                        .getString("value"))
                .contains("said in " + copy.id());
        assertThat(events(copy).get(0).getString("subject")).isEqualTo(copy.id().toString());
    }

    @Test
    void eventsAreThoseThatWereAndGoOn() {
        var before = events(acme);

        var copy = archives.copy(acme, archives.export(acme));
        copy.member("MEMBER");

        var after = events(copy);
        for (var at = 0; at < before.size(); at++) {
            assertThat(after.get(at).getLong("sequence"))
                    .isEqualTo(before.get(at).getLong("sequence"));
            assertThat(after.get(at).getString("type")).isEqualTo(before.get(at).getString("type"));
            assertThat(after.get(at).getString("time")).isEqualTo(before.get(at).getString("time"));
            assertThat(after.get(at).getString("id"))
                    .isNotEqualTo(before.get(at).getString("id"));
        }
        assertThat(after.subList(before.size(), after.size()))
                .extracting(event -> event.getLong("sequence") + " " + event.getString("type"))
                .containsExactly(before.size() + 1 + " workspace.imported", before.size() + 2 + " member.added");
    }

    @Test
    void nobodyIsToldAgainOfWhatHappened() {
        var heard = new CopyOnWriteArrayList<String>();
        var file = archives.export(acme);
        var listening =
                product.product().get(EventFeed.class).listen(event -> heard.add(event.tenant() + " " + event.type()));

        var copy = archives.copy(acme, file);
        copy.member("MEMBER");

        Await.until(() -> assertThat(heard).contains(copy.id() + " member.added"));
        listening.cancel();
        assertThat(heard)
                .filteredOn(one -> one.startsWith(copy.id().toString()))
                .containsExactly(copy.id() + " workspace.imported", copy.id() + " member.added");
    }

    @Test
    void theAuditLogBeginsAnewAndNamesTheEndOfTheOneBefore() {
        var before = audit(acme);

        var copy = archives.copy(acme, archives.export(acme));

        var first = audit(copy).get(0);
        assertThat(first.getString("action")).isEqualTo("workspace.imported");
        assertThat(first.getJsonObject("after").getJsonObject("formerAuditLog"))
                .isEqualTo(new JsonObject()
                        .put("sequence", before.size())
                        .put("hash", before.get(before.size() - 1).getString("hash")));
        assertThat(copy.asOwner().get(copy.path() + "/audit/verify").expect(200).body())
                .contains("\"valid\":true");
    }

    @Test
    void bothLogsSayThatItWentOutAndCameIn() {
        var file = archives.export(acme);
        var copy = archives.copy(acme, file);

        assertThat(audit(acme)).extracting(entry -> entry.getString("action")).contains("workspace.exported");
        var platform = BENCH.sql(
                "select action, subject from guildhall.audit_entry where tenant_id = $1 and subject = any($2)"
                        + " and action like 'workspace.%ported' order by sequence",
                Tenant.PLATFORM.value(),
                new String[] {acme.id().toString(), copy.id().toString()});
        var said = new ArrayList<String>();
        platform.forEach(row -> said.add(row.getString("action") + " " + row.getString("subject")));
        assertThat(said).containsExactly("workspace.exported " + acme.id(), "workspace.imported " + copy.id());
    }

    @Test
    void subscriptionsAreDisabledAndSignWithAnotherSecret() {
        subscribe(acme, "CRM");

        var imported = archives.copy(archives.export(acme));
        var copy = new TestWorkspace(product, imported.workspace(), imported.key(), acme.owner());

        var subscription = subscriptions(copy).getJsonObject(0);
        assertThat(subscription.getString("name")).isEqualTo("CRM");
        assertThat(subscription.getBoolean("enabled")).isFalse();
        assertThat(subscription.getString("disabledReason")).isEqualTo("IMPORTED");
        assertThat(imported.notices()).anyMatch(notice -> notice.contains("CRM") && notice.contains("rotate"));
        var path = copy.path() + "/subscriptions/" + subscription.getString("id");
        copy.asOwner().patch(path, new JsonObject().put("enabled", true)).expect(200);
        copy.member("MEMBER");
        Await.until(() -> assertThat(
                        copy.asOwner().get(path + "/deliveries").expect(200).list())
                .hasSize(1));
    }

    @Test
    void callsOfServicesAreSignedWithAnotherSecret() {
        var path = "/capabilities/weather.city.today";
        var service = new JsonObject().put("version", "1.0.0").put("url", "http://127.0.0.1:9/today");
        acme.asOwner().put(acme.path() + path, service).expect(200);

        var imported = archives.copy(archives.export(acme));

        assertThat(imported.notices()).anyMatch(notice -> notice.contains("weather.city.today"));
        var copy = new TestWorkspace(product, imported.workspace(), imported.key(), acme.owner());
        // Nobody listens there, but it is signed and sent.
        copy.invoke("weather.city.today", new JsonObject()).expect(502, "CAPABILITY.FAILED");
        assertThat(BENCH.sql(
                        "select distinct secret from guildhall.capability_endpoint where workspace_id = any($1)",
                        (Object) new UUID[] {acme.id().value(), copy.id().value()}))
                .hasSize(2);
    }

    @Test
    void anExtensionThatLacksItsSecretsIsDisabled() throws IOException {
        var guarded = Library.publish(product);
        guarded.install(acme, new JsonObject().put("token", "hidden-in-the-vault"));

        var file = archives.export(acme);
        var imported = archives.copy(file);

        assertThat(String.join("\n", CanonicalArchive.of(file))).doesNotContain("hidden-in-the-vault");
        assertThat(imported.notices()).anyMatch(notice -> notice.contains(guarded.key()) && notice.contains("secrets"));
        var copy = new TestWorkspace(product, imported.workspace(), imported.key(), acme.owner());
        var path = copy.path() + "/extensions/" + guarded.key();
        assertThat(copy.asOwner().get(path).expect(200).data().getString("state"))
                .isEqualTo("DISABLED");
        copy.asOwner()
                .patch(path, new JsonObject().put("enabled", true).put("config", new JsonObject().put("token", "anew")))
                .expect(200);
        guarded.run(copy, "insert into $p_book (title) values ('Sanditon')");
    }
}
