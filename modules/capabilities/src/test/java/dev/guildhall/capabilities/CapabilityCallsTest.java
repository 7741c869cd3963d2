package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.module.Product;
import dev.guildhall.extensions.CapabilityInvoker;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.ExecutionLimits;
import dev.guildhall.host.VersionRange;
import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls of capabilities over HTTP, answered by extensions from their jars. */
class CapabilityCallsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    /** One call waits for another at most, so that a few are too many. */
    private static final ExecutionLimits FEW = new ExecutionLimits(
            new ExecutionLimits.Places(4, 2, 1, 1, 1, Duration.ofSeconds(1)),
            ExecutionLimits.DEFAULT.breaker(),
            ExecutionLimits.DEFAULT.times(),
            ExecutionLimits.DEFAULT.lostThreads());

    private static final int IN_FLIGHT = 3;

    private static final ExecutionLimits NARROW = new ExecutionLimits(
            new ExecutionLimits.Places(16, 8, 8, IN_FLIGHT, 16, Duration.ofSeconds(2)),
            ExecutionLimits.DEFAULT.breaker(),
            ExecutionLimits.DEFAULT.times(),
            ExecutionLimits.DEFAULT.lostThreads());

    private static final JsonObject OBJECT = new JsonObject().put("type", "object");

    private static TestProduct product;
    private static MeterRegistry meters;

    @BeforeAll
    static void start() {
        var environment = BENCH.node("usual").environment();
        meters = environment.meters();
        product = TestProduct.start(BENCH, Product.of(environment).assemble());
    }

    @Test
    void answersWithWhatTheExtensionSays() {
        var key = published(capability("echo.say", OBJECT, OBJECT), """
            handlers.capability("$key.echo.say", call -> Future.succeededFuture(call.input()));
            """);
        var acme = installed(product, key);

        var answer = acme.invoke(key + ".echo.say", new JsonObject().put("text", "Hi"));

        assertThat(answer.expect(200).data()).isEqualTo(new JsonObject().put("text", "Hi"));
    }

    @Test
    void refusesAnInputThatDoesNotFitAndNamesTheField() {
        var text = schema("text", "string");
        var key = published(capability("echo.say", text, OBJECT), """
            handlers.capability("$key.echo.say", call -> { throw new IllegalStateException("must not be asked"); });
            """);
        var acme = installed(product, key);

        var refused = acme.invoke(key + ".echo.say", new JsonObject().put("text", 1));

        assertThat(refused.expect(400, "REQUEST.INVALID").json().encode()).contains("text");
    }

    @Test
    void tellsNobodyWhatTheExtensionsOwnOutputSchemaRefuses() {
        var key = published(capability("number.next", OBJECT, schema("number", "integer")), """
            handlers.capability("$key.number.next", call -> Future.succeededFuture(
                    new JsonObject().put("number", "a secret that is no number")));
            """);
        var acme = installed(product, key);

        var refused = acme.invoke(key + ".number.next", new JsonObject()).expect(502, "CAPABILITY.FAILED");

        assertThat(refused.json().encode()).doesNotContain("a secret");
    }

    @Test
    void refusesAtOnceWhatWouldHaveToWaitTooLong() {
        var crowded = TestProduct.start(
                BENCH,
                Product.of(BENCH.node("crowded").environment())
                        .offering(ExecutionLimits.class, FEW)
                        .assemble());
        var key = published(capability("slow.ask", OBJECT, OBJECT), """
            handlers.capability("$key.slow.ask", call -> { Thread.sleep(3_000); return Future.succeededFuture(new JsonObject()); });
            """);
        var acme = installed(crowded, key);

        var calls = IntStream.range(0, 6)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> acme.invoke(key + ".slow.ask", new JsonObject())))
                .toList();
        var answers = calls.stream().map(CompletableFuture::join).toList();

        assertThat(answers).anySatisfy(answer -> answer.expect(200));
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(
                                answer.expect(503, "CAPABILITY.OVERLOADED").header("Retry-After"))
                        .isNotBlank());
    }

    @Test
    void refusesMoreCallsInFlightThanOneInstallationMayHaveAndTakesThoseOfAnother() {
        var narrow = TestProduct.start(
                BENCH,
                Product.of(BENCH.node("narrow").environment())
                        .offering(ExecutionLimits.class, NARROW)
                        .assemble());
        var key = published(capability("slow.ask", OBJECT, OBJECT), """
            handlers.capability("$key.slow.ask", call -> call.input().getBoolean("wait", false)
                    ? Promise.<JsonObject>promise().future()
                    : Future.succeededFuture(new JsonObject()));
            """);
        var acme = installed(narrow, key);
        var other = installed(narrow, key);
        var waiting = new JsonObject().put("wait", true);

        var calls = IntStream.range(0, IN_FLIGHT)
                .mapToObj(n -> RawCall.of(BENCH, acme, key + ".slow.ask", waiting, "application/json"))
                .toList();
        Await.until(() -> assertThat(outstanding(acme, key)).isEqualTo(IN_FLIGHT));
        var refused = acme.invoke(key + ".slow.ask", new JsonObject()).expect(503, "CAPABILITY.OVERLOADED");

        assertThat(refused.header("Retry-After")).isNotBlank();
        other.invoke(key + ".slow.ask", new JsonObject()).expect(200);
        calls.forEach(call -> Await.result(call.connection().close()));
        Await.until(() -> assertThat(outstanding(acme, key)).isZero());
        acme.invoke(key + ".slow.ask", new JsonObject()).expect(200);
    }

    private static int outstanding(TestWorkspace acme, String key) {
        return acme.asOwner()
                .get(acme.path() + "/extensions/" + key)
                .expect(200)
                .data()
                .getJsonObject("calls")
                .getInteger("outstanding");
    }

    @Test
    void endsACallThatComesBackToItself() {
        var key = published(capability("circle.go", OBJECT, OBJECT), """
            handlers.capability("$key.circle.go", call -> workspace.invoke("$key.circle.go", call.input()));
            """);
        var acme = installed(product, key);

        // It is the extension's own call that was refused, so that the code is the extension's.
        var code = key.toUpperCase(Locale.ROOT).replace('-', '_') + ".CAPABILITY.FAILED";
        acme.invoke(key + ".circle.go", new JsonObject()).expect(502, code);
    }

    @Test
    void endsACallThatComesBackThroughAnotherExtension() {
        var here = TestProduct.name("here");
        var there = TestProduct.name("there");
        product.publish(passingOn(here, there));
        product.publish(passingOn(there, here));
        var acme = product.workspace();
        acme.install(here).expect(201);
        acme.install(there).expect(201);

        var refused = acme.invoke(here + ".ball.pass", new JsonObject());

        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.json().getString("code")).endsWith("CAPABILITY.FAILED");
    }

    @Test
    void endsACallThatIsNotAnsweredInTime() {
        var key = published(capability("silence.keep", OBJECT, OBJECT), """
            handlers.capability("$key.silence.keep", call -> Promise.<JsonObject>promise().future());
            """);
        var acme = installed(product, key);
        var deadline = Instant.now().plusMillis(300);

        var call = product.product()
                .get(CapabilityInvoker.class)
                .invoke(
                        acme.id(),
                        key,
                        CapabilityCall.of(key + ".silence.keep", new JsonObject()),
                        VersionRange.ANY,
                        CallChain.from("test", deadline));

        Await.problem(call, CapabilityError.TIMEOUT);
    }

    @Test
    void answersTheRepeatOfANamedCallWithTheFirstResultAndTellsTheNameToTheExtension() {
        var key = published(capability("ticket.draw", OBJECT, OBJECT), """
            var drawn = new java.util.concurrent.atomic.AtomicInteger();
            handlers.capability("$key.ticket.draw", call -> Future.succeededFuture(new JsonObject()
                    .put("number", drawn.incrementAndGet()).put("name", call.idempotencyKey().orElse(null))));
            """);
        var acme = installed(product, key);
        var named = acme.asOwner().withHeader("Idempotency-Key", TestProduct.name("call"));
        var path = acme.path() + "/capabilities/" + key + ".ticket.draw";

        var once = named.post(path, new JsonObject()).expect(200);
        var again = named.post(path, new JsonObject()).expect(200);

        assertThat(once.data().getString("name")).startsWith("call");
        assertThat(again.body()).isEqualTo(once.body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        named.post(path, new JsonObject().put("other", true)).expect(409, "REQUEST.IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void tellsWhoCallsThatTheVersionIsOnItsWayOut() {
        var gone = new JsonObject()
                .put("since", "2026-01-01T00:00:00Z")
                .put("sunset", "2027-01-02T03:04:05Z")
                .put("note", "Call echo.repeat");
        var key = published(capability("echo.say", OBJECT, OBJECT).put("deprecated", gone), """
            handlers.capability("$key.echo.say", call -> Future.succeededFuture(call.input()));
            """);
        var acme = installed(product, key);

        var answer = acme.invoke(key + ".echo.say", new JsonObject()).expect(200);
        var shown = acme.asOwner()
                .get(acme.path() + "/capabilities/" + key + ".echo.say")
                .expect(200);

        assertThat(answer.header("Deprecation")).isEqualTo("@1767225600");
        assertThat(answer.header("Sunset")).isEqualTo("Sat, 02 Jan 2027 03:04:05 GMT");
        assertThat(shown.data().getJsonObject("deprecated")).isEqualTo(gone);
    }

    @Test
    void tellsTheExtensionThatItsCallerHasGone() {
        var key = published(capability("work.do", OBJECT, OBJECT), """
            var seen = new java.util.concurrent.atomic.AtomicReference<String>("");
            handlers.capability("$key.work.do", call -> {
                if (call.input().getBoolean("ask", false)) {
                    return Future.succeededFuture(new JsonObject().put("seen", seen.get()));
                }
                seen.set("begun");
                try {
                    Thread.sleep(9_000);
                } catch (InterruptedException interrupted) {
                    seen.set(call.isCancelled() ? "cancelled" : "interrupted");
                }
                return Future.succeededFuture(new JsonObject());
            });
            """);
        var acme = installed(product, key);
        var client = BENCH.vertx().createHttpClient();
        var uri = URI.create(acme.asOwner().base() + acme.path() + "/capabilities/" + key + ".work.do");

        var request = Await.result(client.request(HttpMethod.POST, uri.getPort(), uri.getHost(), uri.getPath()));
        var answer = request.putHeader("Authorization", "Bearer " + TestAuthenticator.user(acme.owner()))
                .putHeader("Content-Type", "application/json")
                .send("{}");
        Await.until(() -> assertThat(seen(acme, key)).isEqualTo("begun"));
        Await.result(request.connection().close());

        Await.until(() -> assertThat(seen(acme, key)).isEqualTo("cancelled"));
        assertThat(answer.failed()).isTrue();
        Await.result(client.close());
    }

    private static String seen(TestWorkspace acme, String key) {
        return acme.invoke(key + ".work.do", new JsonObject().put("ask", true))
                .expect(200)
                .data()
                .getString("seen");
    }

    @Test
    void countsCallsByTheirEndAndTellsTheAuditLogOfThoseThatChange() {
        var key = published(capability("row.write", OBJECT, OBJECT).put("changes", true), """
            handlers.capability("$key.row.write", call -> {
                if (call.input().isEmpty()) { throw ExtensionException.conflict("ROW.EMPTY", "Nothing to write"); }
                return Future.succeededFuture(new JsonObject());
            });
            """);
        var acme = installed(product, key);
        var name = key + ".row.write";

        acme.invoke(name, new JsonObject().put("a", 1)).expect(200);
        acme.invoke(name, new JsonObject()).expect(409);

        for (var outcome : List.of("answered", "refused")) {
            var counted = meters.get("guildhall.capability.calls")
                    .tag("capability", name)
                    .tag("outcome", outcome)
                    .timer();
            assertThat(counted.count()).isEqualTo(1);
        }
        assertThat(BENCH.sql(
                        "select content from guildhall.audit_entry where tenant_id = $1 and subject = $2"
                                + " and action = 'capability.invoked' order by sequence",
                        acme.id().value(),
                        name))
                .extracting(row -> row.getJsonObject(0).encode())
                .satisfiesExactly(
                        first -> assertThat(first).contains("ANSWERED"),
                        second -> assertThat(second).contains("ROW.EMPTY"));
    }

    @Test
    void eachVersionOfOneCapabilityHasAHandlerOfItsOwn() {
        var key = versioned();
        var acme = installed(product, key);

        assertThat(answeredBy(acme, key, "^1.0")).isEqualTo("1.1.0");
        assertThat(answeredBy(acme, key, "1.0.0")).isEqualTo("1.0.0");
        assertThat(answeredBy(acme, key, "*")).isEqualTo("2.0.0");
    }

    private static String answeredBy(TestWorkspace acme, String key, String range) {
        return acme.asOwner()
                .withHeader("X-Capability-Version", range)
                .post(acme.path() + "/capabilities/" + key + ".echo.say", new JsonObject())
                .expect(200)
                .data()
                .getString("by");
    }

    @Test
    void anExtensionCallsWhatItsManifestAndItsCallBothAllow() {
        var key = versioned();
        var caller = calling(key + ".echo.say", """
            var asked = CapabilityCall.of("$callee", new JsonObject());
            var range = call.input().getString("range");
            return workspace.invoke(range == null ? asked : asked.withVersions(range));
            """);
        var acme = installed(product, key);
        acme.install(caller).expect(201);

        assertThat(passedOn(acme, caller, new JsonObject()).getString("by")).isEqualTo("1.1.0");
        assertThat(passedOn(acme, caller, new JsonObject().put("range", "<1.1.0"))
                        .getString("by"))
                .isEqualTo("1.0.0");
        assertThat(passedOn(acme, caller, new JsonObject().put("range", "^2.0")).getString("code"))
                .as("the manifest asks for ^1.0")
                .isEqualTo("CAPABILITY.NOT_FOUND");
    }

    @Test
    void theNameThatAnExtensionGivesACallReachesTheProvider() {
        var key = published(capability("ticket.draw", OBJECT, OBJECT), """
            handlers.capability("$key.ticket.draw", call -> Future.succeededFuture(
                    new JsonObject().put("name", call.idempotencyKey().orElse(null))));
            """);
        var caller = calling(key + ".ticket.draw", """
            return workspace.invoke(CapabilityCall.of("$callee", new JsonObject()).withIdempotencyKey("order-7"));
            """);
        var acme = installed(product, key);
        acme.install(caller).expect(201);

        assertThat(passedOn(acme, caller, new JsonObject()).getString("name")).isEqualTo("order-7");
    }

    @Test
    void whatAnExtensionRefusesWithItsFieldsAndWhenToTryAgainReachesEveryCaller() {
        var key = published(capability("row.write", OBJECT, OBJECT), """
            handlers.capability("$key.row.write", call -> Future.failedFuture(
                    new ExtensionException(ExtensionException.Kind.UNAVAILABLE, "ROW.LATER", "The row is locked")
                            .withField("row.id", "is locked")
                            .withField("row.owner", "is away")
                            .withRetryAfter(java.time.Duration.ofSeconds(7))));
            """);
        var caller = calling(key + ".row.write", """
            return workspace.invoke(CapabilityCall.of("$callee", new JsonObject()));
            """);
        var acme = installed(product, key);
        acme.install(caller).expect(201);
        var code = key.toUpperCase(Locale.ROOT).replace('-', '_') + ".ROW.LATER";
        var fields = "[{\"field\":\"row.id\",\"message\":\"is locked\"},"
                + "{\"field\":\"row.owner\",\"message\":\"is away\"}]";

        var refused = acme.invoke(key + ".row.write", new JsonObject()).expect(503, code);
        var told = passedOn(acme, caller, new JsonObject());

        assertThat(refused.json().getJsonArray("details").encode()).isEqualTo(fields);
        assertThat(refused.header("Retry-After")).isEqualTo("7");
        assertThat(told.getString("code")).isEqualTo(code);
        assertThat(told.getJsonArray("fields").encode()).isEqualTo(fields);
        assertThat(told.getInteger("retryAfter")).isEqualTo(7);
    }

    private static JsonObject passedOn(TestWorkspace acme, String caller, JsonObject input) {
        return acme.invoke(caller + ".call.pass", input).expect(200).data();
    }

    /** Puts an extension with three versions of one capability into the catalogue; each tells which one answers. */
    private static String versioned() {
        var key = TestProduct.name("versioned");
        var provides = new JsonArray();
        var handlers = new StringBuilder();
        for (var version : List.of("1.0.0", "1.1.0", "2.0.0")) {
            provides.add(capability(key + ".echo.say", OBJECT, OBJECT).put("version", version));
            handlers.append("""
                handlers.capability("%s.echo.say", "%s",
                        call -> Future.succeededFuture(new JsonObject().put("by", "%s")));
                """.formatted(key, version, version));
        }
        product.publish(ExtensionJar.of(key, "1.0.0")
                .manifest("provides", provides)
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        %s
                        return Future.succeededFuture();
                    }
                    """.formatted(handlers))
                .bytes());
        return key;
    }

    /** Puts an extension into the catalogue that calls another one and answers with what it was told. */
    private static String calling(String callee, String body) {
        var key = TestProduct.name("calling");
        var needed = new JsonObject().put("key", callee).put("version", "^1.0");
        product.publish(ExtensionJar.of(key, "1.0.0")
                .provides(key + ".call.pass")
                .manifest("requires", new JsonObject().put("capabilities", new JsonArray().add(needed)))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("$key.call.pass", call -> passed(workspace, call).recover(this::told));
                        return Future.succeededFuture();
                    }

                    private Future<JsonObject> passed(WorkspaceContext workspace, Invocation call) {
                        $body
                    }

                    private Future<JsonObject> told(Throwable failure) {
                        var refusal = (ExtensionException) failure;
                        var fields = new JsonArray();
                        refusal.fields().forEach(field -> fields.add(
                                new JsonObject().put("field", field.path()).put("message", field.reason())));
                        return Future.succeededFuture(new JsonObject()
                                .put("code", refusal.code())
                                .put("fields", fields)
                                .put("retryAfter", refusal.retryAfter() == null ? null : refusal.retryAfter().toSeconds()));
                    }
                    """.replace("$key", key).replace("$body", body.replace("$callee", callee)))
                .bytes());
        return key;
    }

    @Test
    void knowsNothingOfAnotherWorkspacesCapabilities() {
        var key = published(capability("echo.say", OBJECT, OBJECT), """
            handlers.capability("$key.echo.say", call -> Future.succeededFuture(call.input()));
            """);
        installed(product, key);
        var other = product.workspace();

        other.invoke(key + ".echo.say", new JsonObject()).expect(404, "CAPABILITY.NOT_FOUND");
        assertThat(other.asOwner()
                        .get(other.path() + "/capabilities")
                        .expect(200)
                        .list())
                .isEmpty();
    }

    private static TestWorkspace installed(TestProduct in, String key) {
        var workspace = in.workspace();
        workspace.install(key).expect(201);
        return workspace;
    }

    /** Puts an extension with one capability into the catalogue and gives its key, which stands for {@code $key}. */
    private static String published(JsonObject capability, String start) {
        var key = TestProduct.name("caller");
        product.publish(jar(
                key,
                capability.copy().put("key", key + "." + capability.getString("key")),
                start.replace("$key", key)));
        return key;
    }

    /** An extension whose capability asks that of the other one. */
    private static byte[] passingOn(String key, String other) {
        var next = new JsonObject().put("key", other + ".ball.pass").put("optional", true);
        return ExtensionJar.of(key, "1.0.0")
                .provides(key + ".ball.pass")
                .manifest("requires", new JsonObject().put("capabilities", new JsonArray().add(next)))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("%s.ball.pass", call -> workspace.invoke("%s.ball.pass", call.input()));
                        return Future.succeededFuture();
                    }
                    """.formatted(key, other))
                .bytes();
    }

    private static byte[] jar(String key, JsonObject capability, String start) {
        var itself = new JsonObject().put("key", capability.getString("key")).put("optional", true);
        return ExtensionJar.of(key, "1.0.0")
                .manifest("provides", new JsonArray().add(capability))
                .manifest("requires", new JsonObject().put("capabilities", new JsonArray().add(itself)))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) throws Exception {
                        %s
                        return Future.succeededFuture();
                    }
                    """.formatted(start))
                .bytes();
    }

    private static JsonObject capability(String key, JsonObject input, JsonObject output) {
        return new JsonObject()
                .put("key", key)
                .put("version", "1.0.0")
                .put("input", input)
                .put("output", output);
    }

    private static JsonObject schema(String field, String type) {
        return new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put(field, new JsonObject().put("type", type)));
    }
}
