package dev.guildhall.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestAuthorizer;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static HttpTester admin;
    private static HttpTester somebody;

    @BeforeAll
    static void start() {
        var nobody = new TestAuthorizer();
        var product = BENCH.product("node")
                .offering(Authorizer.class, nobody)
                .offering(AccessChanges.class, (user, workspace, changed) -> () -> {})
                .assemble();
        var http = BENCH.serve(new TestAuthenticator(), nobody, Served.of(BENCH.start(product)));
        admin = http.withBearer(TestAuthenticator.admin(new UserId(Ids.next())));
        somebody = http.withBearer(TestAuthenticator.user(new UserId(Ids.next())));
    }

    @Test
    void anAppIsCreatedReadRenamedAndDeleted() {
        var created = admin.post("/api/apps", named("Field service")).expect(201);
        var path = created.header("Location");

        assertThat(created.data().getString("name")).isEqualTo("Field service");
        assertThat(admin.get(path).expect(200).data()).isEqualTo(created.data());

        var renamed = admin.patch(path, named("Field Service 2")).expect(200).data();
        assertThat(renamed.getString("name")).isEqualTo("Field Service 2");
        assertThat(admin.get(path).expect(200).data()).isEqualTo(renamed);

        admin.delete(path).expect(204);
        admin.get(path).expect(404, "APP.NOT_FOUND");
        admin.patch(path, named("Gone")).expect(404, "APP.NOT_FOUND");
        admin.delete(path).expect(404, "APP.NOT_FOUND");
    }

    @Test
    void twoAppsHaveTwoNamesWhateverTheirCase() {
        admin.post("/api/apps", named("Billing")).expect(201);
        var other = admin.post("/api/apps", named("Invoicing")).expect(201);

        admin.post("/api/apps", named("BILLING")).expect(409, "APP.NAME_EXISTS");
        admin.patch(other.header("Location"), named("billing")).expect(409, "APP.NAME_EXISTS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'name':''}", "{'name':'  '}", "{'name':null}", "{'name':1}", "{'title':'x'}"})
    void aBodyWithoutANameIsRefused(String body) {
        admin.post("/api/apps", new JsonObject(body.replace('\'', '"'))).expect(400, "REQUEST.INVALID");
    }

    @Test
    void anAppIsNotChangedFromAnotherRevisionThanItsClientSaw() {
        var path = app();

        admin.withHeader("If-Match", "\"7\"").patch(path, named("Stale")).expect(412);
        admin.withHeader("If-Match", "\"7\"").delete(path).expect(412);
    }

    @Test
    void severalKeysAreValidAtATimeAndEachIsShownOnce() {
        var path = app();
        var first = admin.post(path + "/keys", named("old")).expect(201).data();
        var second = admin.post(path + "/keys", new JsonObject().put("expiresIn", 3_600))
                .expect(201)
                .data();

        assertThat(first.getString("key")).startsWith("sk_live_").hasSizeGreaterThan(50);
        assertThat(second.getString("key")).isNotEqualTo(first.getString("key"));
        assertThat(second.getString("expiresAt")).isNotNull();

        var listed = admin.get(path + "/keys").expect(200);
        assertThat(listed.body()).doesNotContain(first.getString("key"), second.getString("key"));
        assertThat(listed.json().getJsonArray("data").stream().map(key -> ((JsonObject) key).getString("id")))
                .containsExactly(second.getString("id"), first.getString("id"));
        assertThat(first.getString("key"))
                .startsWith(first.getString("hint").split("…")[0])
                .endsWith(first.getString("hint").split("…")[1]);

        admin.delete(path + "/keys/" + first.getString("id")).expect(204);
        admin.delete(path + "/keys/" + first.getString("id")).expect(404, "APP.KEY_NOT_FOUND");
        assertThat(admin.get(path + "/keys").expect(200).json().getJsonArray("data"))
                .hasSize(1);
    }

    @Test
    void aSecretIsKeptAsItsHashOnly() {
        var secret =
                admin.post(app() + "/keys", new JsonObject()).expect(201).data().getString("key");

        var rows = BENCH.sql("select k::text as text from guildhall.app_key k");
        assertThat(rows).isNotEmpty().noneMatch(row -> row.getString("text").contains(secret));
        assertThat(BENCH.sql("select e::text as text from guildhall.event e"))
                .isNotEmpty()
                .noneMatch(row -> row.getString("text").contains(secret));
    }

    @Test
    void theKeyOfOneAppIsNotRevokedThroughAnother() {
        var mine = app();
        var key =
                admin.post(mine + "/keys", new JsonObject()).expect(201).data().getString("id");

        admin.delete(app() + "/keys/" + key).expect(404, "APP.KEY_NOT_FOUND");
        assertThat(admin.get(mine + "/keys").expect(200).json().getJsonArray("data"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'expiresIn':59}", "{'expiresIn':315360001}", "{'expiresIn':-1}", "{'name':''}"})
    void aKeyOfNoUsableLifeOrNameIsRefused(String body) {
        admin.post(app() + "/keys", new JsonObject(body.replace('\'', '"'))).expect(400, "REQUEST.INVALID");
    }

    @Test
    void onlyPlatformAdministratorsHaveToDoWithApps() {
        var path = app();

        somebody.get("/api/apps").expect(403, "ACCESS.DENIED");
        somebody.post("/api/apps", named("Mine")).expect(403, "ACCESS.DENIED");
        somebody.get(path).expect(403, "ACCESS.DENIED");
        somebody.delete(path).expect(403, "ACCESS.DENIED");
        somebody.get(path + "/keys").expect(403, "ACCESS.DENIED");
        somebody.post(path + "/keys", new JsonObject()).expect(403, "ACCESS.DENIED");
    }

    @Test
    void appsAreListedByPages() {
        IntStream.range(0, 5)
                .forEach(n -> admin.post("/api/apps", named("Paged " + n)).expect(201));
        var query = "/api/apps?pageSize=2&orderBy=name&filter=" + "name%3APaged";

        var first = admin.get(query).expect(200).json();
        var second = admin.get(query + "&pageToken=" + first.getString("nextPageToken"))
                .expect(200)
                .json();

        assertThat(first.getJsonArray("data").getJsonObject(0).getString("name"))
                .isEqualTo("Paged 0");
        assertThat(second.getJsonArray("data").getJsonObject(1).getString("name"))
                .isEqualTo("Paged 3");
    }

    private static String app() {
        return admin.post("/api/apps", named("App " + Ids.next())).expect(201).header("Location");
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("name", name);
    }
}
