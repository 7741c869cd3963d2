package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
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

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World here;
    private static World there;

    private final String key = World.extensionKey();

    @BeforeAll
    static void begin() {
        here = new World(BENCH);
        there = new World(BENCH);
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
    void aCallOnAnotherNodeEndsWithTheVersionItBeganWithAndHoldsUpNobody() {
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
        Await.until(() -> assertThat(version(seenThere)).isEqualTo("1.1.0"));
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
        here.publish(jar("1.2.0").file("migrations/V2__slowly.sql", "select pg_sleep(1)"));
        var acme = installed();
        var seenThere = there.same(acme);
        note(seenThere, new JsonObject());
        var upgrade = acme.asOwner()
                .sendAsync(
                        "POST", acme.extensions() + "/" + key + "/upgrade", new JsonObject().put("version", "1.2.0"));
        Await.until(() -> assertThat(BENCH.sql(SLEEPING).size()).isEqualTo(1));

        var call = seenThere.invoking(key, key + ".note.remember", new JsonObject());

        assertThat(upgrade.join().status()).isEqualTo(200);
        assertUndone(call, "changed meanwhile");
        assertThat(remembered()).isEmpty();
    }

    private List<String> remembered() {
        var values = new ArrayList<String>();
        BENCH.sql("select value from guildhall.extension_state where extension_key = $1", key)
                .forEach(row -> values.add(row.getString("value")));
        return values;
    }

    @Test
    void whatTheFormerVersionWritesOnAnotherNodeDuringTheUpgradeWaitsAndIsUndone() {
        here.publish(jar("1.2.0").file("migrations/V2__slowly.sql", "select pg_sleep(1)"));
        var acme = installed();
        var seenThere = there.same(acme);
        note(seenThere, new JsonObject());
        var upgrade = acme.asOwner()
                .sendAsync(
                        "POST", acme.extensions() + "/" + key + "/upgrade", new JsonObject().put("version", "1.2.0"));
        Await.until(() -> assertThat(BENCH.sql(SLEEPING).size()).isEqualTo(1));

        var call = noting(seenThere, new JsonObject());

        assertThat(upgrade.join().status()).isEqualTo(200);
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
