package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.capabilities.OutsideService.Answer;
import dev.guildhall.capabilities.OutsideService.Call;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an extension that runs elsewhere is asked and told, and what becomes of its answers. */
class OutsideServiceTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private OutsideService service;
    private String key;
    private TestWorkspace acme;

    @BeforeAll
    static void startProduct() {
        product = TestProduct.start(BENCH, BENCH.product("usual").assemble());
    }

    @BeforeEach
    void start() {
        service = OutsideService.start(BENCH.vertx());
        key = TestProduct.name("outside");
        var offered = new JsonObject()
                .put("key", key + ".echo.say")
                .put("version", "1.3.0")
                .put("input", new JsonObject().put("type", "object"))
                .put(
                        "output",
                        new JsonObject()
                                .put("type", "object")
                                .put("properties", new JsonObject().put("n", new JsonObject().put("type", "integer"))));
        product.publish(ExtensionJar.of(key, "1.0.0")
                .manifest("runtime", "EXTERNAL_SERVICE")
                .manifest("serviceBaseUrl", service.url() + "/base/")
                .manifest(
                        "provides",
                        JsonArray.of(
                                offered,
                                new JsonObject()
                                        .put("key", key + ".echo.list")
                                        .put("version", "1.0.0")
                                        .put("streams", true)))
                .manifest("consumesEvents", new JsonArray().add("thing.*"))
                .manifest(
                        "configSchema",
                        new JsonObject()
                                .put("type", "object")
                                .put(
                                        "properties",
                                        new JsonObject()
                                                .put(
                                                        "token",
                                                        new JsonObject()
                                                                .put("type", "string")
                                                                .put("default", "t")
                                                                .put("writeOnly", true))))
                .bytes());
        acme = product.workspace();
    }

    @Test
    void isToldOfItsInstallationWithItsSecretAndItsConfiguration() {
        acme.install(key).expect(201);

        var told = service.calls().get(0);
        assertThat(told.path()).isEqualTo("/base/lifecycle");
        var body = told.body().toJsonObject();
        assertThat(body.getString("type")).isEqualTo("started");
        assertThat(body.getString("workspaceId")).isEqualTo(acme.id().toString());
        assertThat(body.getJsonObject("config")).isEqualTo(new JsonObject().put("token", "t"));
        assertThat(told.isSignedWith(body.getString("secret"))).isTrue();
    }

    @Test
    void isAskedByASignedPostThatSaysWhoAsks() {
        acme.install(key).expect(201);
        var secret = service.calls().get(0).body().toJsonObject().getString("secret");
        service.answering(call -> Answer.of(200, "{\"n\":7}"));

        assertThat(invoke().expect(200).data().getInteger("n")).isEqualTo(7);

        var asked = service.calls().get(1);
        assertThat(asked.path()).isEqualTo("/base/capabilities/" + key + ".echo.say");
        assertThat(asked.isSignedWith(secret)).isTrue();
        assertThat(asked.headers())
                .containsEntry("guildhall-caller", "user:" + acme.owner())
                .containsEntry("guildhall-capability-version", "1.3.0")
                .containsKey("guildhall-token");
    }

    @Test
    void answersAStreamWithALineForEachItem() {
        acme.install(key).expect(201);
        service.answering(call -> Answer.of(200, "{\"n\":1}\n{\"n\":2}\n"));
        var list = acme.path() + "/capabilities/" + key + ".echo.list";

        var answer = acme.asOwner().withHeader("Accept", "application/x-ndjson").post(list, new JsonObject());

        assertThat(answer.expect(200).body()).isEqualTo("{\"n\":1}\n{\"n\":2}\n");
        assertThat(service.calls().get(1).headers()).containsEntry("accept", "application/x-ndjson");
        service.answering(call -> Answer.of(200, "{\"n\":1}\nno object\n"));
        acme.invoke(key + ".echo.list", new JsonObject()).expect(502, "CAPABILITY.FAILED");
    }

    @Test
    void isBroughtAnotherSecretInThePlaceOfOneThatLeaked() {
        acme.install(key).expect(201);
        var started = service.calls().get(0);
        var leaked = started.body().toJsonObject().getString("secret");
        var token = started.headers().get("guildhall-token");
        var members = acme.path() + "/capabilities";
        assertThat(product.asNobody().withBearer(token).get(members).status()).isNotEqualTo(401);

        acme.asOwner()
                .post(acme.path() + "/extensions/" + key + "/rotate-secret", null)
                .expect(200);

        var again = service.calls().get(1);
        var secret = again.body().toJsonObject().getString("secret");
        assertThat(secret).isNotEqualTo(leaked);
        assertThat(again.isSignedWith(leaked)).isTrue();
        assertThat(again.isSignedWith(secret)).isTrue();
        assertThat(product.asNobody().withBearer(token).get(members).status()).isEqualTo(401);
        var fresh = again.headers().get("guildhall-token");
        assertThat(product.asNobody().withBearer(fresh).get(members).status()).isNotEqualTo(401);
        assertThat(acme.lastEvent("extension.secret_rotated").getString("subject"))
                .isEqualTo(key);
    }

    @Test
    void whatItsSchemaRefusesIsNotPassedOnNorARedirectFollowed() {
        acme.install(key).expect(201);

        service.answering(call -> Answer.of(200, "{\"n\":\"secret\"}"));
        assertThat(invoke().expect(502, "CAPABILITY.FAILED").body()).doesNotContain("secret");
        service.answering(call -> new Answer(307, "", Map.of("location", service.url() + "/elsewhere")));
        invoke().expect(502, "CAPABILITY.FAILED");

        assertThat(service.calls()).noneMatch(call -> call.path().equals("/elsewhere"));
    }

    @Test
    void endsACallThatItDoesNotAnswer() {
        acme.install(key).expect(201);
        service.answeringLater(call -> Promise.<Answer>promise().future());

        invoke().expect(504, "CAPABILITY.TIMEOUT");
    }

    @Test
    void startsByTheNextCallWhenItWasNotThereAtTheInstallation() {
        service.answering(call -> Answer.of(503, ""));
        acme.install(key).expect(201);
        invoke().expect(503);

        service.answering(call -> Answer.of(200, "{\"n\":1}"));

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> invoke().expect(200));
    }

    @Test
    void getsEventsInOrderAndAgainUntilItTakesThem() {
        acme.install(key).expect(201);
        var attempts = new AtomicInteger();
        service.answering(call -> call.path().endsWith("/events") && attempts.incrementAndGet() == 1
                ? Answer.of(500, "")
                : Answer.of(200, "{}"));

        for (var type : List.of("thing.made", "other.made", "thing.broken")) {
            acme.asOwner()
                    .post(
                            acme.path() + "/events",
                            new JsonObject().put("type", type).put("data", new JsonObject()))
                    .expect(202);
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(events()).containsExactly("thing.made", "thing.made", "thing.broken"));
        var first = told().get(0);
        var again = told().get(1);
        assertThat(again.headers().get("webhook-id"))
                .isEqualTo(first.headers().get("webhook-id"))
                .isEqualTo(first.body().toJsonObject().getString("id"));
    }

    private List<Call> told() {
        return service.calls().stream()
                .filter(call -> call.path().equals("/base/events"))
                .toList();
    }

    private List<String> events() {
        return told().stream()
                .map(call -> call.body().toJsonObject().getString("type"))
                .toList();
    }

    private Response invoke() {
        return acme.invoke(key + ".echo.say", new JsonObject());
    }
}
