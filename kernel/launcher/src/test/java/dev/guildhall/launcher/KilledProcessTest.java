package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The product as a process that is killed by SIGKILL at commits of each change of an installation, and started again on
 * what that has left: the change has happened or has not, in rows and tables, subscriptions, code and routes. A kill takes
 * a start of the product, so that the later ones of a change are at some of its commits, and at every one with
 * {@code mvn verify -pl kernel/launcher -am -Dtest=KilledProcessTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dguildhall.kills=all}.
 */
class KilledProcessTest {

    private static final String KEY = "mortal";

    private static final String BODY = """
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                handlers.capability("mortal.version.tell", call -> Future.succeededFuture(
                        new JsonObject().put("compiled", "$version")));
                handlers.capability("mortal.note.add", call -> workspace.storage()
                        .execute("insert into note (id, text) values (1, 'one'), (2, 'two')")
                        .map(new JsonObject()));
                $more
                handlers.route("$route", request -> Future.succeededFuture(RouteResponse.of(200)));
                handlers.on("thing.*", event -> Future.succeededFuture());
                handlers.job("slow", run -> workspace.state()
                        .compareAndSet("begun", 0, new JsonObject())
                        .compose(first -> first.isPresent() ? Promise.<Void>promise().future() : Future.succeededFuture()));
                return Future.succeededFuture();
            }
            """;

    private static final AtomicInteger KILLS = new AtomicInteger();
    private static final AtomicInteger PLACES = new AtomicInteger();

    @TempDir
    static Path directory;

    private static KilledProducts products;

    /** A change, and what goes before it. */
    private enum Operation {
        INSTALL(place -> {}, (place, client) -> place.install(client)),
        DISABLE(Place::prepare, (place, client) -> place.enable(client, false)),
        ENABLE(
                place -> {
                    place.prepare();
                    place.enable(products.client(), false).expect(200);
                },
                (place, client) -> place.enable(client, true)),
        UPGRADE(Place::prepare, (place, client) -> place.upgrade(client)),
        ROLLBACK(
                place -> {
                    place.prepare();
                    place.upgrade(products.client()).expect(200);
                },
                (place, client) -> client.post(place.extension() + "/rollback", new JsonObject())),
        UNINSTALL(Place::prepare, (place, client) -> client.delete(place.extension() + "?data=purge"));

        private final Consumer<Place> before;
        private final BiFunction<Place, HttpTester, Response> change;

        Operation(Consumer<Place> before, BiFunction<Place, HttpTester, Response> change) {
            this.before = before;
            this.change = change;
        }
    }

    /** A workspace, and what becomes of the extension in it. */
    private record Place(UUID id) {

        static Place made() {
            var wanted = new JsonObject()
                    .put("key", "place-" + PLACES.incrementAndGet())
                    .put("name", "Place");
            var made = products.client().post("/api/workspaces", wanted).expect(200);
            return new Place(UUID.fromString(made.data().getString("id")));
        }

        String path() {
            return "/api/workspaces/" + id;
        }

        String extension() {
            return path() + "/extensions/" + KEY;
        }

        Response install(HttpTester client) {
            var wanted = new JsonObject()
                    .put("extensionKey", KEY)
                    .put("version", "1.0.0")
                    .put("grantedPermissions", JsonArray.of("events.read"));
            return client.post(path() + "/extensions", wanted);
        }

        Response enable(HttpTester client, boolean on) {
            return client.patch(extension(), new JsonObject().put("enabled", on));
        }

        Response upgrade(HttpTester client) {
            return client.post(extension() + "/upgrade", new JsonObject().put("version", "1.1.0"));
        }

        void prepare() {
            install(products.client()).expect(201);
            invoke("note.add").expect(200);
        }

        private Response invoke(String action) {
            return products.client().post(path() + "/capabilities/" + KEY + "." + action, new JsonObject());
        }

        String rows() {
            return products.text(KilledProducts.ROWS, id);
        }

        String tables() {
            return products.text(KilledProducts.TABLES, id);
        }

        /** What clients find, whose first call has the process load what is installed. */
        JsonObject served() {
            var client = products.client();
            var told = invoke("version.tell");
            var installation = client.get(extension());
            var capabilities = client.get(path() + "/capabilities").expect(200).list();
            return new JsonObject()
                    .put(
                            "code",
                            told.status() == 200 ? told.data() : told.json().getString("code"))
                    .put(
                            "state",
                            installation.status() == 200 ? installation.data().getString("state") : "none")
                    .put(
                            "version",
                            installation.status() == 200 ? installation.data().getString("version") : "none")
                    .put(
                            "capabilities",
                            capabilities.stream()
                                    .map(capability -> ((JsonObject) capability).getString("key"))
                                    .sorted()
                                    .toList())
                    .put("routes", JsonArray.of(status("/former"), status("/latter")));
        }

        private int status(String route) {
            return products.client().get(path() + "/x/" + KEY + route).status();
        }
    }

    @BeforeAll
    static void begin() throws IOException {
        products = new KilledProducts(directory.resolve("data"));
        publish(jar("1.0.0", "former", ""));
        publish(jar("1.1.0", "latter", """
                handlers.capability("mortal.more.tell", call -> Future.succeededFuture(new JsonObject()));""")
                .provides(KEY + ".more.tell")
                .file("migrations/V2__stars.sql", "alter table note add column stars int not null default 5"));
    }

    private static void publish(ExtensionJar jar) {
        products.client()
                .upload("/api/admin/marketplace/extensions", Part.file("artifact", "mortal.jar", jar.bytes()))
                .expect(201);
    }

    private static ExtensionJar jar(String version, String route, String more) {
        return ExtensionJar.of(KEY, version)
                .manifest("manifest", 1)
                .manifest("permissions", JsonArray.of("events.read"))
                .manifest("consumesEvents", JsonArray.of("thing.*"))
                .manifest(
                        "jobs", JsonArray.of(new JsonObject().put("id", "slow").put("every", "PT1H")))
                .provides(KEY + ".version.tell")
                .provides(KEY + ".note.add")
                .route(route, "GET", "/" + route, "workspace.read")
                .file("migrations/V1__notes.sql", "create table note (id int primary key, text text)")
                .extension(BODY.replace("$version", version)
                        .replace("$route", route)
                        .replace("$more", more));
    }

    @AfterAll
    static void end() {
        products.close();
        assertThat(KILLS.get()).as("times that the process was killed").isGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void leavesTheOldStateOrTheNewOne(Operation operation) throws Exception {
        var place = Place.made();
        var twin = Place.made();
        operation.before.accept(place);
        operation.before.accept(twin);
        var oldRows = place.rows();
        var oldTables = place.tables();
        var old = place.served();
        assertThat(operation.change.apply(twin, products.client()).status()).isBetween(200, 204);
        var latter = twin.served();
        assertThat(latter).isNotEqualTo(old);

        for (var commits = 0; place.rows().equals(oldRows); commits += step(commits)) {
            var isKilled = products.killAtCommit(commits, client -> operation.change.apply(place, client));
            var as = operation + " at commit " + commits;
            var isOld = place.rows().equals(oldRows);
            if (isOld) {
                assertThat(isKilled).as(as).isTrue();
            }
            if (isKilled) {
                KILLS.incrementAndGet();
                anHourPasses(place);
                products.start();
            }
            Await.until(() -> assertThat(place.tables()).as(as).isEqualTo(isOld ? oldTables : twin.tables()));
            assertThat(place.rows()).as(as).isEqualTo(isOld ? oldRows : twin.rows());
            assertThat(place.served()).as(as).isEqualTo(isOld ? old : latter);
        }
    }

    private static int step(int commits) {
        return "all".equals(System.getProperty("guildhall.kills")) ? 1 : 1 + commits;
    }

    /** After which a process that starts clears away what is left of an installation that has not come off. */
    private static void anHourPasses(Place place) {
        products.text(
                "update guildhall.extension_storage set begun_at = begun_at - interval '1 hour' where workspace_id = $1",
                place.id);
    }

    @Test
    void doesAJobAgainThatItWasKilledIn() throws Exception {
        var place = Place.made();
        place.prepare();
        var jobs = place.extension() + "/jobs/slow";
        products.client().post(jobs + "/run", null).expect(204);
        Await.until(() -> assertThat(
                        products.text("select key from guildhall.extension_state where workspace_id = $1", place.id))
                .isEqualTo("begun"));

        products.kill();
        products.start();

        Await.until(() -> {
            var runs = products.client().get(jobs + "/runs").expect(200).list();
            assertThat(runs).hasSize(1);
            assertThat(runs.getJsonObject(0).getString("outcome")).isEqualTo("SUCCEEDED");
            assertThat(runs.getJsonObject(0).getInteger("attempt")).isEqualTo(2);
        });
    }
}
