package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.capabilities.OutsideService.Answer;
import dev.guildhall.capabilities.OutsideService.Call;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                                        .put("streams", true),
                                new JsonObject()
                                        .put("key", key + ".echo.look")
                                        .put("version", "1.0.0")
                                        .put("idempotent", true)))
                .manifest(
                        "jobs",
                        JsonArray.of(new JsonObject().put("id", "digest").put("every", "PT1H")))
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
    void isAskedAgainUnderTheSameIdOnlyWhereTheManifestSaysThatItIsSafe() {
        acme.install(key).expect(201);
        var attempts = new AtomicInteger();
        service.answering(
                call -> attempts.incrementAndGet() % 3 == 0 ? Answer.of(200, "{\"n\":7}") : Answer.of(503, ""));
        invoke().expect(502, "CAPABILITY.FAILED");
        assertThat(attempts).hasValue(1);

        attempts.set(0);
        acme.invoke(key + ".echo.look", new JsonObject()).expect(200);

        assertThat(attempts).hasValue(3);
        assertThat(service.calls().stream()
                        .filter(call -> call.path().endsWith(".echo.look"))
                        .map(call -> call.headers().get("webhook-id"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void isGivenATokenThatIsGoodForAnHour() {
        var before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        acme.install(key).expect(201);

        var token = service.calls().get(0).headers().get("guildhall-token");

        assertThat(token).startsWith("ghx_");
        var claims = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.split("\\.")[1])));
        assertThat(Instant.ofEpochSecond(claims.getLong("exp")))
                .isBetween(before.plus(Duration.ofHours(1)), Instant.now().plus(Duration.ofHours(1)));
        assertThat(claims.getString("sub")).isEqualTo(acme.id().toString());
    }

    @Test
    void isToldTheNameOfACallByAMemberAndByAnExtension() {
        acme.install(key).expect(201);
        var caller = caller();

        acme.asOwner()
                .withHeader("Idempotency-Key", "by-a-member")
                .post(acme.path() + "/capabilities/" + key + ".echo.say", new JsonObject())
                .expect(200);
        acme.invoke(caller + ".call.pass", new JsonObject()).expect(200);

        assertThat(service.calls().subList(1, 3))
                .extracting(call -> call.headers().get("idempotency-key"))
                .containsExactly("by-a-member", "by-an-extension");
        assertThat(service.calls().get(2).headers())
                .containsEntry("guildhall-caller", "extension:" + caller)
                .containsEntry("guildhall-on-behalf-of", "user:" + acme.owner());
    }

    /** An extension in the workspace that calls the service. */
    private String caller() {
        var caller = TestProduct.name("caller");
        var needed = new JsonObject().put("key", key + ".echo.say");
        product.publish(ExtensionJar.of(caller, "1.0.0")
                .provides(caller + ".call.pass")
                .manifest("permissions", JsonArray.of("capabilities.invoke"))
                .manifest("requires", new JsonObject().put("capabilities", JsonArray.of(needed)))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("%s.call.pass", call -> workspace.invoke(
                                CapabilityCall.of("%s.echo.say", call.input()).withIdempotencyKey("by-an-extension")));
                        return Future.succeededFuture();
                    }
                    """.formatted(caller, key))
                .bytes());
        acme.asOwner()
                .post(
                        acme.path() + "/extensions",
                        new JsonObject()
                                .put("extensionKey", caller)
                                .put("grantedPermissions", JsonArray.of("capabilities.invoke")))
                .expect(201);
        return caller;
    }

    @Test
    void isNotCalledAtAnAddressOfThisNetworkWhereThatIsNotAllowed() {
        var strict = TestProduct.start(
                BENCH,
                Product.of(BENCH.node("strict")
                                .with(OutboundGuard.create(BENCH.vertx(), false))
                                .environment())
                        .assemble());
        var there = strict.workspace();

        there.install(key).expect(201);
        var refused = there.invoke(key + ".echo.say", new JsonObject());

        assertThat(refused.status()).isEqualTo(503);
        assertThat(service.calls()).isEmpty();
    }

    @Test
    void anAnswerOfMoreThanAMegabyteIsRefused() {
        acme.install(key).expect(201);
        service.answering(call -> Answer.of(200, "{\"text\":\"" + "x".repeat(1 << 20) + "\"}"));

        invoke().expect(502, "CAPABILITY.FAILED");

        service.answering(call -> Answer.of(200, "{\"text\":\"" + "x".repeat(1 << 19) + "\"}"));
        invoke().expect(200);
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
    void passesEachItemOnAsItComesThoughAllAreMoreThanOneAnswer() {
        acme.install(key).expect(201);
        var first = Promise.<Void>promise();
        var large = new JsonObject().put("text", "x".repeat(900_000)).encode() + "\n";
        service.answeringBy((call, response) -> {
            response.setChunked(true).write("{\"n\":1}\n");
            first.future()
                    .onSuccess(passed -> response.write(large.repeat(3)).compose(sent -> response.end("{\"n\":2}")));
        });
        var answer = listed();
        var lines = new ConcurrentLinkedQueue<String>();
        var ended = Promise.<Void>promise();
        RecordParser.newDelimited("\n", answer).endHandler(ended::complete).handler(line -> lines.add(line.toString()));
        answer.resume();

        Await.until(() -> assertThat(lines).containsExactly("{\"n\":1}"));
        first.complete();
        Await.result(ended.future());

        assertThat(lines).hasSize(5).endsWith("{\"n\":2}");
    }

    @Test
    void readsNoMoreOfAStreamThanTheCallerTakes() {
        acme.install(key).expect(201);
        var written = new AtomicInteger();
        var line =
                Buffer.buffer(new JsonObject().put("text", "x".repeat(100_000)).encode() + "\n");
        service.answeringBy((call, response) -> pour(response.setChunked(true), line, written));
        var answer = listed();

        Await.until(() -> {
            var before = written.get();
            assertThat(before).isPositive();
            int after =
                    Await.result(BENCH.vertx().timer(300, TimeUnit.MILLISECONDS).map(later -> written.get()));
            assertThat(after).isEqualTo(before);
        });
        assertThat(written.get()).isLessThan(300);
        Await.result(answer.request().connection().close());
    }

    /** Writes one after the other as long as there is somebody to take them. */
    private static void pour(HttpServerResponse response, Buffer line, AtomicInteger written) {
        response.write(line).onSuccess(sent -> {
            written.incrementAndGet();
            pour(response, line, written);
        });
    }

    @Test
    void endsAStreamWithALineThatIsTooLong() {
        acme.install(key).expect(201);
        service.answering(call -> Answer.of(200, "{\"text\":\"" + "x".repeat(1 << 20) + "\"}\n"));

        acme.invoke(key + ".echo.list", new JsonObject()).expect(502, "CAPABILITY.FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"say", "list"})
    void isLeftAloneWhenTheCallerGoes(String action) {
        acme.install(key).expect(201);
        var unanswered = service.answeringNothing();
        var request = RawCall.of(BENCH, acme, key + ".echo." + action, new JsonObject(), "application/x-ndjson");
        Await.result(unanswered.asked());

        Await.result(request.connection().close());

        Await.result(unanswered.gone());
    }

    /** The answer to a call whose items come in a stream, of which nothing is read yet. */
    private HttpClientResponse listed() {
        return Await.result(RawCall.of(BENCH, acme, key + ".echo.list", new JsonObject(), "application/x-ndjson")
                .response()
                .onSuccess(HttpClientResponse::pause));
    }

    @Test
    void doesAJobThatIsDueAndIsAskedAgainWhenItFails() {
        acme.install(key).expect(201);
        var secret = service.calls().get(0).body().toJsonObject().getString("secret");
        service.answering(call -> Answer.of(call.body().toJsonObject().getInteger("attempt", 2) == 1 ? 503 : 202, ""));
        var jobs = acme.path() + "/extensions/" + key + "/jobs";

        acme.asOwner().post(jobs + "/digest/run", null).expect(204);

        Await.until(() -> assertThat(runs(jobs)).containsExactly("FAILED"));
        BENCH.sql(
                "update guildhall.extension_job set next_attempt_at = now() where workspace_id = $1",
                acme.id().value());
        Await.until(() -> assertThat(runs(jobs)).containsExactly("SUCCEEDED", "FAILED"));
        var asked = service.calls().stream()
                .filter(call -> call.path().equals("/base/jobs/digest"))
                .toList();
        assertThat(asked).hasSize(2).allSatisfy(call -> {
            assertThat(call.isSignedWith(secret)).isTrue();
            assertThat(call.headers()).containsKey("guildhall-token");
            assertThat(call.body().toJsonObject().getString("jobId")).isEqualTo("digest");
        });
        assertThat(asked)
                .extracting(call -> call.body().toJsonObject().getInteger("attempt"))
                .containsExactly(1, 2);
        assertThat(asked)
                .extracting(call -> call.headers().get("webhook-id"))
                .containsOnly(asked.get(0).headers().get("webhook-id"));
    }

    private List<String> runs(String jobs) {
        return acme.asOwner().get(jobs + "/digest/runs").expect(200).list().stream()
                .map(run -> ((JsonObject) run).getString("outcome"))
                .toList();
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
    void isSignedForWithEachSecretThatWasReplacedWithinADay() {
        acme.install(key).expect(201);
        var rotate = acme.path() + "/extensions/" + key + "/rotate-secret";
        for (var rotation = 0; rotation < FormerSecrets.MOST; rotation++) {
            acme.asOwner().post(rotate, null).expect(200);
        }

        var newest = service.calls().get(FormerSecrets.MOST);
        var secrets = service.calls().stream()
                .map(call -> call.body().toJsonObject().getString("secret"))
                .toList();
        assertThat(secrets)
                .doesNotHaveDuplicates()
                .hasSize(FormerSecrets.MOST + 1)
                .allMatch(newest::isSignedWith);
        acme.asOwner().post(rotate, null).expect(429, "SECRET.ROTATED_TOO_OFTEN");

        BENCH.sql(
                "update guildhall.installation set former_secrets_until[4] = now() where workspace_id = $1",
                acme.id().value());
        acme.asOwner().post(rotate, null).expect(200);
        var next = service.calls().get(FormerSecrets.MOST + 1);
        assertThat(secrets.subList(1, secrets.size())).allMatch(next::isSignedWith);
        assertThat(next.isSignedWith(secrets.get(0))).isFalse();
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
        var secret = service.calls().get(0).body().toJsonObject().getString("secret");
        assertThat(told()).allMatch(event -> event.isSignedWith(secret));
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
