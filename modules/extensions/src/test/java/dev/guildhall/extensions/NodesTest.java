package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes that run the extensions of the same workspaces. */
class NodesTest {

    private static final String BODY = """
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                handlers.capability("$key.version.tell", call -> Future.succeededFuture(
                        new JsonObject().put("version", workspace.extensionVersion())));
                handlers.capability("$key.version.ask", call -> workspace.http()
                        .send(OutboundRequest.get(java.net.URI.create(call.input().getString("url"))))
                        .map(answer -> new JsonObject().put("version", workspace.extensionVersion())));
                handlers.capability("$key.note.add", call -> asked(workspace, call)
                        .compose(asked -> workspace.storage().execute(
                                "insert into note (version) values ($1)", workspace.extensionVersion()))
                        .map(new JsonObject()));
                handlers.capability("$key.note.remember", call -> asked(workspace, call)
                        .compose(asked -> workspace.state().put("seen",
                                new JsonObject().put("version", workspace.extensionVersion())))
                        .map(new JsonObject()));
                handlers.capability("$key.note.tell", call -> asked(workspace, call)
                        .compose(asked -> workspace.emit("$key.noted", workspace.extensionVersion(), new JsonObject()))
                        .map(new JsonObject()));
                handlers.capability("$key.note.list", call -> workspace.storage()
                        .query("select version from note order by id")
                        .map(rows -> new JsonObject().put("versions", new io.vertx.core.json.JsonArray(
                                rows.stream().map(row -> row.getString("version")).toList()))));
                return Future.succeededFuture();
            }
            private Future<Void> asked(WorkspaceContext workspace, Invocation call) {
                return call.input().containsKey("url")
                        ? workspace.http()
                                .send(OutboundRequest.get(java.net.URI.create(call.input().getString("url"))))
                                .mapEmpty()
                        : Future.succeededFuture();
            }
            """;

    private static final String SLEEPING = """
            select from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and wait_event = 'PgSleep'""";

    /** For calls that are late each test waits so long; those that are to end in time have longer. */
    private static final Duration HASTE = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World here;
    private static World there;

    private final String key = World.extensionKey();

    @BeforeAll
    static void begin() {
        here = World.stoppingWithin(BENCH, HASTE);
        there = World.stoppingWithin(BENCH, HASTE);
    }

    private ExtensionJar jar(String version) {
        return ExtensionJar.of(key, version)
                .extension(BODY.replace("$key", key))
                .provides(key + ".version.tell")
                .provides(key + ".version.ask")
                .provides(key + ".note.add")
                .provides(key + ".note.list")
                .provides(key + ".note.remember")
                .provides(key + ".note.tell")
                .manifest("permissions", new JsonArray().add("events.publish"))
                .manifest("publishesEvents", new JsonArray().add(key + ".noted"))
                .file("migrations/V1__notes.sql", "create table note (id bigserial primary key, version text)")
                .manifest("egress", new JsonArray().add("localhost"));
    }

    private World.Made installed() {
        here.publish(jar("1.0.0"));
        here.publish(jar("1.1.0"));
        var acme = here.workspace();
        acme.install(InstallationsTest.request(key)
                        .put("version", "1.0.0")
                        .put("grantedPermissions", new JsonArray().add("events.publish")))
                .expect(201);
        return acme;
    }

    private void upgrade(World.Made acme) {
        acme.asOwner()
                .post(acme.extensions() + "/" + key + "/upgrade", new JsonObject())
                .expect(200);
    }

    private String version(World.Made place) {
        return place.invoke(key, key + ".version.tell", new JsonObject()).getString("version");
    }

    @Test
    void aCallThatWritesOnAnotherNodeEndsWithTheVersionItBeganWithAndTheUpgradeWaitsForIt() {
        var acme = installed();
        var seenThere = there.same(acme);
        note(seenThere, new JsonObject());
        var asked = Promise.<Void>promise();
        var release = Promise.<Void>promise();
        var upstream = upstream(asked, release);
        var call = noting(seenThere, new JsonObject().put("url", "http://localhost:" + upstream.actualPort() + "/"));
        Await.result(asked.future());

        var patient = World.stoppingWithin(BENCH, PATIENCE);
        var upgrade = upgrading(patient.same(acme), "1.1.0");
        Await.until(() -> assertThat(state(seenThere)).isEqualTo("UPGRADING"));
        assertThat(call.isComplete()).as("the call there").isFalse();
        release.complete();

        Await.result(call);
        assertThat(upgrade.join().status()).isEqualTo(200);
        patient.stop();
        assertThat(notes(seenThere)).containsExactly("1.0.0", "1.0.0");
        note(seenThere, new JsonObject());
        assertThat(notes(acme)).containsExactly("1.0.0", "1.0.0", "1.1.0");
    }

    @Test
    void aCallThatBeginsOnAnotherNodeDuringTheUpgradeWaitsForTheNewVersion() {
        here.publish(jar("1.2.0").file("migrations/V2__slowly.sql", "select pg_sleep(1)"));
        var acme = installed();
        var seenThere = there.same(acme);
        note(seenThere, new JsonObject());
        var patient = World.stoppingWithin(BENCH, PATIENCE);
        var upgrade = upgrading(patient.same(acme), "1.2.0");
        Await.until(() -> assertThat(BENCH.sql(SLEEPING).size()).isEqualTo(1));

        note(seenThere, new JsonObject());

        assertThat(upgrade.join().status()).isEqualTo(200);
        patient.stop();
        assertThat(notes(acme)).containsExactly("1.0.0", "1.2.0");
    }

    @Test
    void callsOnAnotherNodeGoOnWithTheVersionThereIsAfterAnUpgradeThatFailed() {
        here.publish(jar("1.2.0").file("migrations/V2__one.sql", "create unique index only_one on note (version)"));
        var acme = installed();
        var seenThere = there.same(acme);
        note(acme, new JsonObject());
        note(acme, new JsonObject());
        assertThat(version(seenThere)).isEqualTo("1.0.0");

        assertThat(upgrading(acme, "1.2.0").join().status()).isGreaterThanOrEqualTo(400);

        assertThat(version(seenThere)).isEqualTo("1.0.0");
        Await.until(() -> assertThat(state(seenThere)).isEqualTo("ACTIVE"));
    }

    private String state(World.Made place) {
        return place.get(key).expect(200).data().getString("state");
    }

    private CompletableFuture<Response> upgrading(World.Made acme, String version) {
        return acme.asOwner()
                .sendAsync(
                        "POST", acme.extensions() + "/" + key + "/upgrade", new JsonObject().put("version", version));
    }

    @Test
    void aNodeThatHasDiedIsNotWaitedForLongerThanItsCallsMayTake() {
        var acme = installed();
        var dead = UUID.randomUUID();
        BENCH.sql("insert into guildhall.event_node (id, name, seen_at) values ($1, 'dead', now())", dead);

        upgrade(acme);
        BENCH.sql("delete from guildhall.event_node where id = $1", dead);

        assertThat(version(acme)).isEqualTo("1.1.0");
        assertThat(version(there.same(acme))).isEqualTo("1.1.0");
    }

    @Test
    void aCallOnAnotherNodeThatTakesTooLongEndsWithTheVersionItBeganWithAndHoldsUpNobodyElse() {
        var acme = installed();
        var seenThere = there.same(acme);
        var asked = Promise.<Void>promise();
        var release = Promise.<Void>promise();
        var upstream = upstream(asked, release);
        var call = seenThere.invoking(
                key,
                key + ".version.ask",
                new JsonObject().put("url", "http://localhost:" + upstream.actualPort() + "/"));
        Await.result(asked.future());

        upgrade(acme);
        assertThat(version(acme)).isEqualTo("1.1.0");
        assertThat(call.isComplete()).as("the call there").isFalse();
        assertThat(version(seenThere)).isEqualTo("1.1.0");
        release.complete();

        assertThat(Await.result(call).getString("version")).isEqualTo("1.0.0");
    }

    private static HttpServer upstream(Promise<Void> asked, Promise<Void> release) {
        return Await.result(BENCH.vertx()
                .createHttpServer()
                .requestHandler(request -> {
                    asked.tryComplete();
                    release.future().onSuccess(free -> request.response().end());
                })
                .listen(0, "localhost"));
    }

    @Test
    void eachNodeSaysThatAVersionWaitsForConsentAsSoonAsOneHasFoundOut() {
        here.publish(World.quiet(key, "1.0.0"));
        var acme = here.workspace();
        acme.install(key).expect(201);
        acme.patch(key, new JsonObject().put("upgradePolicy", "MINOR")).expect(200);
        var seen = List.of(acme, there.same(acme));
        seen.forEach(workspace -> assertThat(waiting(workspace)).isEmpty());

        here.publish(World.quiet(key, "1.1.0").manifest("permissions", new JsonArray().add("members.read")));

        Await.until(() -> assertThat(seen)
                .allSatisfy(workspace -> assertThat(waiting(workspace)).containsExactly("ConsentRequired")));
        assertThat(acme.events("extension.upgrade_available")).singleElement().satisfies(told -> {
            assertThat(told.subject()).isEqualTo(key);
            assertThat(told.data().getString("available")).isEqualTo("1.1.0");
        });
    }

    private List<String> waiting(World.Made workspace) {
        return workspace.get(key).expect(200).data().getJsonArray("conditions").stream()
                .map(JsonObject.class::cast)
                .filter(condition -> condition.getString("type").equals("UpgradeAvailable"))
                .map(condition -> condition.getString("reason"))
                .toList();
    }

    @Test
    void whatTheFormerVersionWritesOnAnotherNodeAfterTheUpgradeIsUndone() {
        var acme = installed();
        var seenThere = there.same(acme);
        note(seenThere, new JsonObject());
        var asked = Promise.<Void>promise();
        var release = Promise.<Void>promise();
        var upstream = upstream(asked, release);
        var call = noting(seenThere, new JsonObject().put("url", "http://localhost:" + upstream.actualPort() + "/"));
        Await.result(asked.future());

        upgrade(acme);
        release.complete();

        assertUndone(call, "upgraded meanwhile");
        note(acme, new JsonObject());
        assertThat(notes(acme)).containsExactly("1.0.0", "1.1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"remember", "tell"})
    void whatTheFormerVersionRemembersOrTellsOnAnotherNodeAfterTheUpgradeIsRefused(String how) {
        var acme = installed();
        var seenThere = there.same(acme);
        note(seenThere, new JsonObject());
        var asked = Promise.<Void>promise();
        var release = Promise.<Void>promise();
        var upstream = upstream(asked, release);
        var call = seenThere.invoking(
                key,
                key + ".note." + how,
                new JsonObject().put("url", "http://localhost:" + upstream.actualPort() + "/"));
        Await.result(asked.future());

        upgrade(acme);
        release.complete();

        assertUndone(call, "changed meanwhile");
        assertThat(remembered()).isEmpty();
        assertThat(acme.events(key + ".noted")).isEmpty();
        acme.invoke(key, key + ".note." + how, new JsonObject());
        if (how.equals("remember")) {
            assertThat(remembered()).containsExactly("{\"version\":\"1.1.0\"}");
        } else {
            Await.until(() -> assertThat(acme.events(key + ".noted"))
                    .extracting(Event::subject)
                    .containsExactly("1.1.0"));
        }
    }

    @Test
    void whatTheFormerVersionRemembersOnAnotherNodeDuringTheUpgradeWaitsAndIsRefused() {
        var acme = installedWithSlowUpgrade();

        var call = lateDuringTheUpgrade(acme, "remember");

        assertUndone(call, "changed meanwhile");
        assertThat(remembered()).isEmpty();
    }

    private World.Made installedWithSlowUpgrade() {
        here.publish(jar("1.2.0").file("migrations/V2__slowly.sql", "select pg_sleep(1)"));
        return installed();
    }

    /** A call there that takes too long for the upgrade to wait for it, and then writes while it is under way. */
    private Future<JsonObject> lateDuringTheUpgrade(World.Made acme, String how) {
        var seenThere = there.same(acme);
        note(seenThere, new JsonObject());
        var asked = Promise.<Void>promise();
        var release = Promise.<Void>promise();
        var upstream = upstream(asked, release);
        var call = seenThere.invoking(
                key,
                key + ".note." + how,
                new JsonObject().put("url", "http://localhost:" + upstream.actualPort() + "/"));
        Await.result(asked.future());
        var upgrade = upgrading(acme, "1.2.0");
        Await.until(() -> assertThat(BENCH.sql(SLEEPING).size()).isEqualTo(1));

        release.complete();

        assertThat(upgrade.join().status()).isEqualTo(200);
        return call;
    }

    private List<String> remembered() {
        var values = new ArrayList<String>();
        BENCH.sql("select value from guildhall.extension_state where extension_key = $1", key)
                .forEach(row -> values.add(row.getString("value")));
        return values;
    }

    @Test
    void whatTheFormerVersionWritesOnAnotherNodeDuringTheUpgradeWaitsAndIsUndone() {
        var acme = installedWithSlowUpgrade();

        var call = lateDuringTheUpgrade(acme, "add");

        assertUndone(call, "upgraded meanwhile");
        note(acme, new JsonObject());
        assertThat(notes(acme)).containsExactly("1.0.0", "1.2.0");
    }

    private void note(World.Made place, JsonObject input) {
        Await.result(noting(place, input));
    }

    private Future<JsonObject> noting(World.Made place, JsonObject input) {
        return place.invoking(key, key + ".note.add", input);
    }

    private List<String> notes(World.Made place) {
        return place.invoke(key, key + ".note.list", new JsonObject()).getJsonArray("versions").stream()
                .map(String.class::cast)
                .toList();
    }

    private static void assertUndone(Future<JsonObject> call, String reason) {
        assertThatThrownBy(() -> Await.result(call)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(problem).hasMessageContaining(reason);
        });
    }

    @Test
    void aNodeThatWasAwayServesWhatIsInstalledNow() {
        var acme = installed();
        upgrade(acme);
        var late = new World(BENCH);

        assertThat(version(late.same(acme))).isEqualTo("1.1.0");

        late.stop();
    }
}
