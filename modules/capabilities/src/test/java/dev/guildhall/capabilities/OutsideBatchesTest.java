package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.module.Product;
import dev.guildhall.extensions.ExtensionSettings;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an extension that runs elsewhere does by its token: it remembers, publishes and orders in one transaction. */
class OutsideBatchesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final int EVENTS_A_MINUTE = 20;

    private static TestProduct product;
    private static OutsideService service;
    private static String key;

    private TestWorkspace acme;
    private HttpTester token;

    @BeforeAll
    static void publish() {
        var node = BENCH.node("batches").with(ExtensionSettings.EVENTS, EVENTS_A_MINUTE);
        product = TestProduct.start(BENCH, Product.of(node.environment()).assemble());
        service = OutsideService.start(BENCH.vertx());
        key = published("almanac");
    }

    private static String published(String prefix) {
        var named = TestProduct.name(prefix);
        product.publish(ExtensionJar.of(named, "1.0.0")
                .manifest("runtime", "EXTERNAL_SERVICE")
                .manifest("serviceBaseUrl", service.url())
                .manifest("permissions", new JsonArray().add("events.publish"))
                .manifest("publishesEvents", new JsonArray().add(named + ".page.read"))
                .manifest("events", JsonArray.of(described(named + ".page.read")))
                .manifest("jobs", JsonArray.of(new JsonObject().put("id", "digest")))
                .bytes());
        return named;
    }

    private static JsonObject described(String type) {
        var page = new JsonObject().put("type", "integer").put("minimum", 0);
        return new JsonObject()
                .put("type", type)
                .put("description", "A page was read.")
                .put(
                        "data",
                        new JsonObject().put("type", "object").put("properties", new JsonObject().put("page", page)));
    }

    @BeforeEach
    void install() {
        acme = product.workspace();
        token = installed(acme, key);
    }

    /** A client with the token that the service is given. */
    private static HttpTester installed(TestWorkspace workspace, String extension) {
        workspace
                .asOwner()
                .post(
                        workspace.path() + "/extensions",
                        new JsonObject()
                                .put("extensionKey", extension)
                                .put("grantedPermissions", new JsonArray().add("events.publish")))
                .expect(201);
        var started = service.calls().stream()
                .filter(call -> call.headers()
                        .get("guildhall-workspace")
                        .equals(workspace.id().toString()))
                .reduce((first, last) -> last)
                .orElseThrow();
        return product.asNobody().withBearer(started.headers().get("guildhall-token"));
    }

    @Test
    void doesAllOfABatchAtOnce() {
        var input = new JsonObject().put("week", 2);

        var done = apply(new JsonObject()
                        .put("state", JsonArray.of(remember("cursor", 7).put("expectedVersion", 0)))
                        .put("jobs", JsonArray.of(order("monday").put("input", input)))
                        .put("events", JsonArray.of(event(7))))
                .expect(200)
                .data();

        assertThat(done.getJsonArray("jobs"))
                .isEqualTo(JsonArray.of(new JsonObject()
                        .put("jobId", "digest")
                        .put("key", "monday")
                        .put("ordered", true)));
        var value = token.get(state("cursor")).expect(200);
        assertThat(value.data().getJsonObject("value")).isEqualTo(new JsonObject().put("page", 7));
        assertThat(value.data().getLong("version"))
                .isEqualTo(done.getJsonArray("state").getJsonObject(0).getLong("version"));
        var told = acme.lastEvent(key + ".page.read");
        assertThat(told.getString("id"))
                .isEqualTo(done.getJsonArray("events").getJsonObject(0).getString("id"));
        assertThat(told.getString("actor")).isEqualTo("extension:" + key);
        assertThat(told.getJsonObject("data")).isEqualTo(new JsonObject().put("page", 7));
        Await.until(() -> assertThat(runs()).containsExactly(input));
    }

    private List<JsonObject> runs() {
        return service.calls().stream()
                .filter(call -> call.path().equals("/jobs/digest"))
                .filter(call -> call.headers()
                        .get("guildhall-workspace")
                        .equals(acme.id().toString()))
                .map(call -> call.body().toJsonObject().getJsonObject("input"))
                .toList();
    }

    @Test
    void doesNothingOfABatchWhenAValueHasChangedMeanwhile() {
        apply(new JsonObject().put("state", JsonArray.of(remember("cursor", 1))))
                .expect(200);

        var refused = apply(new JsonObject()
                        .put(
                                "state",
                                JsonArray.of(
                                        remember("other", 1),
                                        remember("cursor", 2).put("expectedVersion", 1)))
                        .put("jobs", JsonArray.of(order("monday")))
                        .put("events", JsonArray.of(event(2))))
                .expect(409, "STATE.CHANGED");

        assertThat(refused.json().getJsonArray("details").encode()).contains("state.1.expectedVersion");
        token.get(state("other")).expect(404, "STATE.NOT_FOUND");
        assertThat(token.get(state("cursor")).expect(200).data().getJsonObject("value"))
                .isEqualTo(new JsonObject().put("page", 1));
        assertThat(events()).isEmpty();
        assertThat(orders()).isEmpty();
    }

    @Test
    void forgetsAValueAndDoesNotWhenItIsAnother() {
        var version = apply(new JsonObject().put("state", JsonArray.of(remember("cursor", 1))))
                .expect(200)
                .data()
                .getJsonArray("state")
                .getJsonObject(0)
                .getLong("version");
        var forget = new JsonObject().put("key", "cursor").putNull("value");

        apply(new JsonObject().put("state", JsonArray.of(forget.copy().put("expectedVersion", version + 1))))
                .expect(409, "STATE.CHANGED");
        apply(new JsonObject().put("state", JsonArray.of(forget.copy().put("expectedVersion", version))))
                .expect(200);

        token.get(state("cursor")).expect(404, "STATE.NOT_FOUND");
        apply(new JsonObject().put("state", JsonArray.of(forget))).expect(200);
    }

    @Test
    void doesNotMoreThanItsManifestSays() {
        apply(new JsonObject()
                        .put("state", JsonArray.of(remember("cursor", 1)))
                        .put("events", JsonArray.of(new JsonObject().put("type", "other.made"))))
                .expect(403, "EVENT.TYPE_NOT_DECLARED");
        apply(new JsonObject().put("jobs", JsonArray.of(order("monday").put("jobId", "other"))))
                .expect(403, "JOBS.NOT_DECLARED");
        token.post(acme.path() + "/events", new JsonObject().put("type", "other.made"))
                .expect(403, "EVENT.TYPE_NOT_DECLARED");

        token.get(state("cursor")).expect(404, "STATE.NOT_FOUND");
        token.post(acme.path() + "/events", event(1)).expect(202);
    }

    @Test
    void isForTheServiceOfThisExtensionInThisWorkspaceAlone() {
        var batch = new JsonObject().put("state", JsonArray.of(remember("cursor", 1)));
        apply(batch).expect(200);
        var other = product.workspace();
        var elsewhere = installed(other, key);
        var another = installed(acme, published("another"));

        acme.asOwner().post(path() + "/batch", batch).expect(403, "ACCESS.DENIED");
        acme.asOwner().get(state("cursor")).expect(403, "ACCESS.DENIED");
        another.post(path() + "/batch", batch).expect(403, "ACCESS.DENIED");
        another.get(state("cursor")).expect(403, "ACCESS.DENIED");
        assertThat(elsewhere.post(path() + "/batch", batch).status()).isEqualTo(404);
        assertThat(elsewhere.get(state("cursor")).status()).isEqualTo(404);
        product.asNobody().post(path() + "/batch", batch).expect(401);
        elsewhere.get(other.path() + "/extensions/" + key + "/state/cursor").expect(404, "STATE.NOT_FOUND");
    }

    @Test
    void whatItPublishesIsCountedHoweverItDoes() {
        var most = new JsonArray(IntStream.range(0, EVENTS_A_MINUTE - 2)
                .mapToObj(OutsideBatchesTest::event)
                .toList());
        apply(new JsonObject().put("events", most)).expect(200);
        token.post(acme.path() + "/events", event(1)).expect(202);

        var refused = apply(new JsonObject().put("events", most)).expect(429, "EXTENSION.QUOTA_EXCEEDED");
        token.post(acme.path() + "/events", most).expect(429, "EXTENSION.QUOTA_EXCEEDED");

        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(events()).hasSize(EVENTS_A_MINUTE - 1);
        var other = product.workspace();
        installed(other, key).post(other.path() + "/events", event(1)).expect(202);
        acme.asOwner()
                .post(acme.path() + "/events", new JsonObject().put("type", "order.shipped"))
                .expect(202);
    }

    @Test
    void doesNothingOnceItIsInstalledOtherwiseThoughTheNodeHasNotHeardOfThat() {
        apply(new JsonObject().put("state", JsonArray.of(remember("cursor", 1))))
                .expect(200);
        BENCH.sql(
                "update guildhall.installation set generation = generation + 1 where workspace_id = $1",
                acme.id().value());

        var late = apply(new JsonObject().put("state", JsonArray.of(remember("cursor", 2))))
                .expect(503);

        assertThat(late.header("Retry-After")).isEqualTo("1");
        assertThat(token.get(state("cursor")).expect(200).data().getJsonObject("value"))
                .isEqualTo(new JsonObject().put("page", 1));
    }

    @Test
    void seesItsJobsAndTakesAnOrderBack() {
        var later = Instant.now().plus(Duration.ofDays(1)).toString();
        var batch = new JsonObject().put("jobs", JsonArray.of(order("monday").put("at", later)));
        apply(batch).expect(200);

        var again = apply(batch).expect(200).data().getJsonArray("jobs").getJsonObject(0);

        assertThat(again.getBoolean("ordered")).isFalse();
        assertThat(orders()).containsExactly("monday");
        token.delete(path() + "/jobs/digest?key=monday").expect(204);
        assertThat(orders()).isEmpty();
        token.post(path() + "/jobs/digest/run", null).expect(403, "ACCESS.DENIED");
    }

    @Test
    void namesWhatIsWrong() {
        var large = new JsonObject().put("text", "x".repeat(64 * 1024));

        var refused = apply(new JsonObject()
                        .put(
                                "state",
                                JsonArray.of(
                                        new JsonObject().put("key", "cursor").put("value", large)))
                        .put(
                                "jobs",
                                JsonArray.of(
                                        order("a").put("at", "soon"), order("b").put("at", "9999-01-01T00:00:00Z"))))
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").encode()).contains("state.0.value", "jobs.0.at", "jobs.1.at");
        assertThat(apply(new JsonObject().put("jobs", JsonArray.of(order("a").put("input", large))))
                        .expect(400, "REQUEST.INVALID")
                        .body())
                .contains("jobs.0.input");
        apply(new JsonObject()).expect(400, "REQUEST.INVALID");
        assertThat(apply(new JsonObject().put("state", JsonArray.of(new JsonObject().put("key", ""))))
                        .expect(400, "REQUEST.INVALID")
                        .body())
                .contains("state.0");
    }

    @Test
    void publishesNothingThatIsNotAsTheManifestDescribesIt() {
        var batched = apply(new JsonObject()
                        .put("state", JsonArray.of(remember("cursor", 9)))
                        .put("events", JsonArray.of(event(3), event(-2))))
                .expect(400, "REQUEST.INVALID");
        var alone = token.post(acme.path() + "/events", event(-1)).expect(400, "REQUEST.INVALID");
        var other = token.post(acme.path() + "/events", event(1).put("data", new JsonArray()))
                .expect(400, "REQUEST.INVALID");

        assertThat(batched.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("events.1");
        assertThat(alone.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("data.page");
        assertThat(other.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("data");
        assertThat(events()).isEmpty();
        token.get(state("cursor")).expect(404);
        var shown = product.as(acme.owner())
                .get("/api/marketplace/extensions/" + key)
                .expect(200)
                .data();
        assertThat(shown.getJsonArray("events")).isEqualTo(JsonArray.of(described(key + ".page.read")));
    }

    private Response apply(JsonObject batch) {
        return token.post(path() + "/batch", batch);
    }

    private String path() {
        return acme.path() + "/extensions/" + key;
    }

    private String state(String name) {
        return path() + "/state/" + name;
    }

    private static JsonObject remember(String name, int page) {
        return new JsonObject().put("key", name).put("value", new JsonObject().put("page", page));
    }

    private static JsonObject order(String name) {
        return new JsonObject().put("jobId", "digest").put("key", name);
    }

    private static JsonObject event(int page) {
        return new JsonObject().put("type", key + ".page.read").put("data", new JsonObject().put("page", page));
    }

    private List<JsonObject> events() {
        return acme
                .asOwner()
                .get(acme.path() + "/events?pageSize=1000&filter=type%3D" + key + ".page.read")
                .expect(200)
                .list()
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private List<String> orders() {
        return token.get(path() + "/jobs").expect(200).list().stream()
                .map(job -> ((JsonObject) job).getString("key"))
                .filter(name -> name != null)
                .toList();
    }
}
