package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.capabilities.OutsideService.Answer;
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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Capabilities that a service outside answers, over real HTTP both ways. */
class EndpointsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String KEY = "weather.today.get";
    private static final JsonObject CITY = new JsonObject().put("city", "Ghent");

    private static TestProduct product;
    private OutsideService service;
    private TestWorkspace acme;

    @BeforeAll
    static void startProduct() {
        product = TestProduct.start(BENCH, BENCH.product("usual").assemble());
    }

    @BeforeEach
    void start() {
        service = OutsideService.start(BENCH.vertx());
        acme = product.workspace();
    }

    @Test
    void postsTheInputAsItIsSignedWithTheSecretAndAnswersWhatComesBack() {
        service.answering(call -> Answer.of(200, "{\"degrees\":12.50}"));
        var secret = register("1.0.0").data().getString("secret");

        var answer = acme.invoke(KEY, CITY).expect(200);

        assertThat(answer.body()).contains("\"data\":{\"degrees\":12.50}");
        var call = service.calls().get(0);
        assertThat(call.body().toString()).isEqualTo("{\"city\":\"Ghent\"}");
        assertThat(call.isSignedWith(secret)).isTrue();
        assertThat(call.headers())
                .containsEntry("guildhall-workspace", acme.id().toString())
                .containsEntry("guildhall-capability", KEY)
                .containsEntry("guildhall-capability-version", "1.0.0");
    }

    @Test
    void isToldTheNameOfACallSoThatARepeatHasOneEffect() {
        register("1.0.0");

        acme.asOwner()
                .withHeader("Idempotency-Key", "call-1")
                .post(path(), CITY)
                .expect(200);

        assertThat(service.calls().get(0).headers()).containsEntry("idempotency-key", "call-1");
    }

    @Test
    void isListedWithItsOriginAndWithoutItsSecret() {
        register("1.0.0");

        var listed = acme.asOwner().get(path()).expect(200);

        assertThat(listed.data().getString("provider")).isEqualTo(service.url());
        assertThat(listed.data().getJsonArray("versions")).isEqualTo(new JsonArray().add("1.0.0"));
        assertThat(listed.body()).doesNotContain("whsec_").doesNotContain("/today");
        assertThat(acme.asOwner().get(acme.path() + "/capabilities").expect(200).body())
                .contains(KEY);
    }

    @Test
    void isLeftAloneWhenTheCallerGoes() {
        register("1.0.0");
        var unanswered = service.answeringNothing();
        var request = RawCall.of(BENCH, acme, KEY, CITY, "application/json");
        Await.result(unanswered.asked());

        Await.result(request.connection().close());

        Await.result(unanswered.gone());
    }

    @Test
    void callsTheVersionThatFits() {
        service.answering(
                call -> Answer.of(200, "{\"by\":\"" + call.headers().get("guildhall-capability-version") + "\"}"));
        register("1.2.0");
        register("2.0.0");

        assertThat(acme.invoke(KEY, CITY).expect(200).data().getString("by")).isEqualTo("2.0.0");
        var older = acme.asOwner().withHeader("X-Capability-Version", "^1.0").post(path(), CITY);
        assertThat(older.expect(200).data().getString("by")).isEqualTo("1.2.0");
        var missing = acme.asOwner().withHeader("X-Capability-Version", "^3.0").post(path(), CITY);
        assertThat(missing.expect(404, "CAPABILITY.NOT_FOUND").body()).contains("2.0.0", "1.2.0");
        var malformed =
                acme.asOwner().withHeader("X-Capability-Version", "newest").post(path(), CITY);
        assertThat(malformed.expect(400, "REQUEST.INVALID").body()).contains("X-Capability-Version");
    }

    @Test
    void changesWhatIsGivenAndKeepsTheRestAndTheSecret() {
        var first = register("1.0.0");

        var changed = put(new JsonObject().put("timeoutSeconds", 30)).expect(200);

        assertThat(changed.data().getString("url")).isEqualTo(first.data().getString("url"));
        assertThat(changed.data().getInteger("timeoutSeconds")).isEqualTo(30);
        assertThat(changed.data().containsKey("secret")).isFalse();
        assertThat(acme.asOwner()
                        .withHeader("If-Match", first.header("ETag"))
                        .put(path(), new JsonObject().put("timeoutSeconds", 5))
                        .status())
                .isEqualTo(412);
        assertThat(acme.asOwner()
                        .withHeader("If-Match", changed.header("ETag"))
                        .put(path(), new JsonObject().putNull("timeoutSeconds"))
                        .expect(200)
                        .data()
                        .getInteger("timeoutSeconds"))
                .isEqualTo(10);
    }

    @Test
    void signsWithEachSecretForADayAfterItWasReplaced() {
        var first = register("1.0.0").data().getString("secret");
        var second = rotated();
        var third = rotated();

        acme.invoke(KEY, CITY).expect(200);

        assertThat(Set.of(first, second, third)).hasSize(3);
        assertThat(List.of(first, second, third)).allMatch(service.calls().get(0)::isSignedWith);

        BENCH.sql(
                "update guildhall.capability_endpoint set former_secrets_until[2] = now() where workspace_id = $1",
                acme.id().value());
        // A change of the key has every node read it anew.
        var fourth = rotated();
        acme.invoke(KEY, CITY).expect(200);
        var later = service.calls().get(1);
        assertThat(later.isSignedWith(first)).isFalse();
        assertThat(List.of(second, third, fourth)).allMatch(later::isSignedWith);
    }

    @Test
    void keepsFewFormerSecretsAndSaysWhenThereIsRoomForMore() {
        register("1.0.0");
        for (var rotation = 0; rotation < FormerSecrets.MOST; rotation++) {
            rotated();
        }

        var refused = acme.asOwner().post(path() + "/rotate-secret", null).expect(429, "SECRET.ROTATED_TOO_OFTEN");

        assertThat(refused.header("Retry-After")).isNotNull();
    }

    private String rotated() {
        return acme.asOwner()
                .post(path() + "/rotate-secret", null)
                .expect(200)
                .data()
                .getString("secret");
    }

    @Test
    void refusesAnInputThatDoesNotFitBeforeItCallsAnybody() {
        register("1.0.0");

        assertThat(acme.invoke(KEY, new JsonObject())
                        .expect(400, "REQUEST.INVALID")
                        .body())
                .contains("city");
        assertThat(service.calls()).isEmpty();
    }

    @Test
    void tellsNobodyWhatTheOutputSchemaRefuses() {
        service.answering(call -> Answer.of(200, "{\"degrees\":\"a secret\"}"));
        register("1.0.0");

        assertThat(acme.invoke(KEY, CITY).expect(502, "CAPABILITY.FAILED").body())
                .doesNotContain("a secret");
    }

    @Test
    void passesOnWhatTheServiceRefusesInItsOwnWords() {
        service.answering(call -> Answer.of(404, "{\"code\":\"NO_SUCH_CITY\",\"message\":\"Ghent is not known.\"}"));
        register("1.0.0");

        var refused = acme.invoke(KEY, CITY).expect(404, "WEATHER.NO_SUCH_CITY");

        assertThat(refused.json().getString("message")).isEqualTo("Ghent is not known.");
    }

    @Test
    void passesOnWhichFieldsTheServiceRefusesAndWhenItWantsToBeAskedAgain() {
        var body = new JsonObject()
                .put("code", "BUSY")
                .put("message", "The stations report at the full hour.")
                .put(
                        "details",
                        new JsonArray()
                                .add(new JsonObject().put("field", "city").put("message", "has no report yet"))
                                .add("no detail"))
                .encode();
        service.answering(call -> new Answer(503, body, Map.of("retry-after", "120")));
        register("1.0.0");

        var refused = acme.invoke(KEY, CITY).expect(503, "WEATHER.BUSY");

        assertThat(refused.header("Retry-After")).isEqualTo("120");
        assertThat(refused.json().getJsonArray("details"))
                .containsExactly(new JsonObject().put("field", "city").put("message", "has no report yet"));
    }

    @Test
    void takesAServiceThatIsUnavailableWithoutACodeForOneThatFailed() {
        service.answering(call -> new Answer(503, "overloaded", Map.of("retry-after", "120")));
        register("1.0.0");

        acme.invoke(KEY, CITY).expect(502, "CAPABILITY.FAILED");
    }

    @Test
    void takesNeitherRedirectsNorOtherTextNorMoreThanAMegabyte() {
        register("1.0.0");
        service.answering(call -> new Answer(302, "", Map.of("location", service.url() + "/elsewhere")));
        acme.invoke(KEY, CITY).expect(502, "CAPABILITY.FAILED");
        service.answering(call -> Answer.of(200, "<html>Welcome</html>"));
        acme.invoke(KEY, CITY).expect(502, "CAPABILITY.FAILED");
        service.answering(call -> Answer.of(200, "{\"degrees\":1,\"degrees\":2}"));
        acme.invoke(KEY, CITY).expect(502, "CAPABILITY.FAILED");
        service.answering(call -> Answer.of(500, "{\"code\":\"X\",\"message\":\"inside\"}"));
        acme.invoke(KEY, CITY).expect(502, "CAPABILITY.FAILED");
        service.answering(call -> Answer.of(200, "{\"text\":\"" + "x".repeat(1 << 20) + "\"}"));
        acme.invoke(KEY, CITY).expect(502, "CAPABILITY.RESULT_TOO_LARGE");

        assertThat(service.calls()).hasSize(5).noneMatch(call -> call.path().equals("/elsewhere"));
    }

    @Test
    void endsACallThatIsNotAnsweredInTime() {
        service.answeringLater(call -> Promise.<Answer>promise().future());
        put(registration("1.0.0").put("timeoutSeconds", 1)).expect(200);

        acme.invoke(KEY, CITY).expect(504, "CAPABILITY.TIMEOUT");
    }

    @Test
    void repeatsOnlyWhatIsDeclaredSafeAndUnderTheSameId() {
        var attempts = new AtomicInteger();
        service.answering(
                call -> attempts.incrementAndGet() % 3 == 0 ? Answer.of(200, "{\"degrees\":1}") : Answer.of(503, ""));
        register("1.0.0");
        acme.invoke(KEY, CITY).expect(502, "CAPABILITY.FAILED");
        assertThat(service.calls()).hasSize(1);

        put(new JsonObject().put("idempotent", true)).expect(200);
        acme.invoke(KEY, CITY).expect(200);

        assertThat(service.calls()).hasSize(3);
        assertThat(service.calls().get(1).headers().get("webhook-id"))
                .isEqualTo(service.calls().get(2).headers().get("webhook-id"));
    }

    @Test
    void removesOneVersionOrAllAndTellsSubscribers() {
        register("1.0.0");
        register("2.0.0");

        acme.asOwner().delete(path() + "?version=2.0.0").expect(204);
        assertThat(acme.asOwner().get(path()).expect(200).data().getString("version"))
                .isEqualTo("1.0.0");
        acme.asOwner().delete(path()).expect(204);
        acme.invoke(KEY, CITY).expect(404, "CAPABILITY.NOT_FOUND");
        acme.asOwner().delete(path()).expect(404, "CAPABILITY.NOT_FOUND");

        var told = acme.asOwner().get(acme.path() + "/events").expect(200).body();
        assertThat(told).contains("capability.registered", "capability.removed").doesNotContain("/today");
    }

    @Test
    void aSchemaThatBreaksAnExtensionIsPutOnlyByForce() {
        register("1.0.0");
        var dependent = dependent();
        var breaking = new JsonObject().put("output", schema("degrees", "string"));

        var refused = put(breaking).expect(409, "CAPABILITY.REQUIRED_BY");

        assertThat(refused.json().getJsonArray("details").encode()).contains(dependent, "degrees");
        assertThat(acme.asOwner().get(path()).expect(200).data().getJsonObject("output"))
                .isEqualTo(schema("degrees", "number"));
        put(new JsonObject().put("output", schema("degrees", "integer"))).expect(200);
        acme.asOwner().put(path() + "?force=true", breaking).expect(200);
        assertThat(acme.asOwner().get(path()).expect(200).data().getJsonObject("output"))
                .isEqualTo(schema("degrees", "string"));
    }

    @Test
    void whatAnExtensionRequiresIsRemovedOnlyByForceAndTheConsequencesAreTold() {
        register("1.0.0");
        var dependent = dependent();

        var breaks = acme.asOwner()
                .delete(path() + "?dryRun=true")
                .expect(200)
                .data()
                .getJsonArray("breaks");
        var refused = acme.asOwner().delete(path()).expect(409, "CAPABILITY.REQUIRED_BY");

        assertThat(breaks).singleElement().satisfies(loss -> {
            assertThat(((JsonObject) loss).getString("extensionKey")).isEqualTo(dependent);
            assertThat(((JsonObject) loss).getString("requires")).isEqualTo(KEY);
        });
        assertThat(refused.json().getJsonArray("details").encode()).contains(dependent);
        acme.invoke(KEY, CITY).expect(200);
        acme.asOwner().delete(path() + "?force=true").expect(204);
        acme.invoke(KEY, CITY).expect(404, "CAPABILITY.NOT_FOUND");
    }

    @Test
    void aVersionThatNobodyNeedsIsRemovedWithoutForce() {
        register("1.0.0");
        register("2.0.0");
        dependent();

        var breaks = acme.asOwner()
                .delete(path() + "?dryRun=true&version=2.0.0")
                .expect(200)
                .data()
                .getJsonArray("breaks");

        assertThat(breaks).isEmpty();
        acme.asOwner().delete(path() + "?version=2.0.0").expect(204);
        acme.asOwner().delete(path() + "?version=1.0.0").expect(409, "CAPABILITY.REQUIRED_BY");
    }

    /** An extension in the workspace that cannot do without version 1 of the capability. */
    private String dependent() {
        var key = TestProduct.name("dependent");
        product.publish(ExtensionJar.of(key, "1.0.0")
                .manifest(
                        "requires",
                        new JsonObject()
                                .put(
                                        "capabilities",
                                        JsonArray.of(
                                                new JsonObject().put("key", KEY).put("version", "^1.0"))))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        return Future.succeededFuture();
                    }
                    """)
                .bytes());
        acme.install(key).expect(201);
        return key;
    }

    @Test
    void anAddressOfThisNetworkIsNeitherTakenNorCalledWhereThatIsNotAllowed() {
        var strict = TestProduct.start(
                BENCH,
                Product.of(BENCH.node("strict")
                                .with(OutboundGuard.create(BENCH.vertx(), false))
                                .environment())
                        .assemble());
        register("1.0.0");
        var owner = strict.as(acme.owner());

        owner.post(path(), CITY).expect(502, "CAPABILITY.FAILED");
        owner.put(path(), new JsonObject().put("url", service.url() + "/elsewhere"))
                .expect(400, "URL.NOT_ALLOWED");

        assertThat(service.calls()).isEmpty();
        acme.invoke(KEY, CITY).expect(200);
    }

    @Test
    void aKeyThatAnExtensionProvidesIsTheExtensions() {
        var key = TestProduct.name("owner");
        product.publish(ExtensionJar.of(key, "1.0.0")
                .provides(key + ".answer.give")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("%s.answer.give", call -> Future.succeededFuture(call.input()));
                        return Future.succeededFuture();
                    }
                    """.formatted(key))
                .bytes());
        acme.install(key).expect(201);
        var taken = acme.path() + "/capabilities/" + key + ".answer.give";

        acme.asOwner().put(taken, registration("9.0.0")).expect(409, "CAPABILITY.PROVIDED_BY_EXTENSION");
        acme.asOwner().delete(taken).expect(409, "CAPABILITY.PROVIDED_BY_EXTENSION");
    }

    @Test
    void namesEveryFieldThatIsWrong() {
        var refused = put(new JsonObject()
                        .put("version", "one")
                        .put("url", "ftp://127.0.0.1/")
                        .put("input", new JsonObject().put("type", "cake"))
                        .put("timeoutSeconds", 31))
                .expect(400);

        assertThat(refused.json().getJsonArray("details").encode())
                .contains("version", "url", "input", "timeoutSeconds");
        assertThat(put(new JsonObject().put("idempotent", true)).expect(400).body())
                .contains("version", "url");
        assertThat(put(registration("1.0.0").put("url", "http://169.254.169.254/latest"))
                        .expect(400, "URL.NOT_ALLOWED")
                        .body())
                .contains("url");
    }

    @Test
    void isUnknownInAnotherWorkspaceBelowTheProgramToo() {
        register("1.0.0");
        var other = product.workspace();

        other.invoke(KEY, CITY).expect(404, "CAPABILITY.NOT_FOUND");
        other.asOwner().delete(other.path() + "/capabilities/" + KEY).expect(404, "CAPABILITY.NOT_FOUND");

        var seen = "select count(*) as rows from guildhall.capability_endpoint where workspace_id = $1";
        assertThat(rows(BENCH.sqlAsApplication(
                        acme.id().toString(), seen, acme.id().value())))
                .isEqualTo(1);
        assertThat(rows(BENCH.sqlAsApplication(
                        other.id().toString(), seen, acme.id().value())))
                .isZero();
        assertThat(rows(BENCH.sqlAsApplication(null, seen, acme.id().value()))).isZero();
    }

    private static long rows(RowSet<Row> result) {
        return result.iterator().next().getLong("rows");
    }

    private String path() {
        return acme.path() + "/capabilities/" + KEY;
    }

    private Response put(JsonObject body) {
        return acme.asOwner().put(path(), body);
    }

    private Response register(String version) {
        return put(registration(version)).expect(200);
    }

    private JsonObject registration(String version) {
        return new JsonObject()
                .put("version", version)
                .put("url", service.url() + "/today")
                .put("input", schema("city", "string").put("required", new JsonArray().add("city")))
                .put("output", schema("degrees", "number"));
    }

    private static JsonObject schema(String field, String type) {
        return new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put(field, new JsonObject().put("type", type)));
    }
}
