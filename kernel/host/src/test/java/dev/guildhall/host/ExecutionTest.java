package dev.guildhall.host;

import static dev.guildhall.host.Hosting.TIGHT;
import static dev.guildhall.host.Hosting.artifact;
import static dev.guildhall.host.Hosting.assertFails;
import static dev.guildhall.host.Hosting.await;
import static dev.guildhall.host.Hosting.eventually;
import static dev.guildhall.host.Hosting.failureOf;
import static dev.guildhall.host.Hosting.invoke;
import static dev.guildhall.host.Hosting.outcomeOf;
import static dev.guildhall.host.RunningExtensionTest.capability;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.host.CallFailureCounts.Counted;
import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionTest {

    private static final JsonObject NOTHING = new JsonObject();
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final String SPIN =
            "while (!Thread.currentThread().isInterrupted()) Thread.onSpinWait(); throw new InterruptedException();";

    @TempDir
    Path folder;

    private Hosting hosting;

    @BeforeEach
    void start() {
        hosting = new Hosting(folder, TIGHT);
    }

    @AfterEach
    void stop() {
        hosting.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw new IllegalStateException(\"boom\");",
                "throw new Exception(\"boom\");",
                "throw new Error(\"boom\");",
                "throw new OutOfMemoryError(\"boom\");",
                "throw new NoSuchMethodError(\"boom\");",
                "throw new ThreadDeath();",
                "class Deep { int go(int n) { return go(n + 1) + 1; } } return Future.succeededFuture(new"
                        + " JsonObject().put(\"n\", new Deep().go(0)));",
                "return Future.failedFuture(new IllegalStateException(\"boom\"));",
                "return Future.failedFuture((Throwable) null);",
                "return workspace.emit(\"demo.x\", null, null).map(id -> { throw new IllegalStateException(\"boom\");"
                        + " });",
                "throw new RuntimeException() { public String getMessage() { throw new IllegalStateException(); } };",
                "class Loop extends RuntimeException { public synchronized Throwable getCause() { return this; } }"
                        + " throw new Loop();"
            })
    void turnsEverythingACallThrowsIntoItsFailure(String body) {
        var running = hosting.open(handler(body));

        assertFails(invoke(running, "demo.thing.do", NOTHING), Kind.THREW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return null;                                                                        | no future",
                "return Future.succeededFuture(null);                                                | null instead",
                "return Future.succeededFuture(new JsonObject().put(\"x\", new Object()));           |"
                        + " java.lang.Object is not JSON",
                "return Future.succeededFuture(new JsonObject().put(\"x\", Double.NaN));             | not JSON",
                "JsonObject loop = new JsonObject(); return Future.succeededFuture(loop.put(\"l\", loop)); | nested"
                        + " deeper"
            })
    void refusesResultsThatAreNone(String body, String reason) {
        var answer = invoke(hosting.open(handler(body)), "demo.thing.do", NOTHING);

        assertFails(answer, Kind.BAD_ANSWER);
        assertThat(answer.cause()).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return Future.succeededFuture(new JsonObject().put(\"x\", \"x\".repeat(5 << 20)));",
                "JsonArray all = new JsonArray(); for (int i = 0; i < 3_000_000; i++) all.add(1); return"
                        + " Future.succeededFuture(new JsonObject().put(\"x\", all));",
                "String text = \"x\".repeat(1 << 20); JsonArray all = new JsonArray(); for (int i = 0; i < 100; i++)"
                        + " all.add(text); return Future.succeededFuture(new JsonObject().put(\"x\", all));",
                "return Future.succeededFuture(new JsonObject().put(\"x\","
                        + " java.math.BigInteger.ONE.shiftLeft(1000).negate()).put(\"y\".repeat(5 << 20), 1));"
            })
    void takesNoResultThatIsTooLarge(String body) {
        assertFails(invoke(hosting.open(handler(body)), "demo.thing.do", NOTHING), Kind.TOO_LARGE);
    }

    @Test
    void takesNoInputForAnotherExtensionThatIsTooLarge() {
        var running = hosting.open(handler(
                "return workspace.invoke(\"demo.thing.do\", new JsonObject().put(\"x\", \"x\".repeat(2 << 20)));"));

        assertThat(failureOf(invoke(running, "demo.thing.do", NOTHING)))
                .hasToString("DEMO.CAPABILITY.INPUT_TOO_LARGE: It is larger than 1048576 bytes.");
    }

    @Test
    void makesTheAnswerWhereTheExtensionRuns() {
        var running = hosting.open(handler("return Future.succeededFuture(new JsonObject().put(\"a\", 1));"));

        var made = await(running.invoke(
                Hosting.request("demo.thing.do", NOTHING, Duration.ofSeconds(5)),
                result -> Thread.currentThread().getName() + " " + result.encode()));

        assertThat(made).matches("demo@1\\.0\\.0-\\d+ \\{\"a\":1}");
    }

    @Test
    void showsWhatAnExtensionSaysShortAndWithoutWhatCannotBeShown() {
        var running = hosting.open(handler("""
            String said = "a\\u0000b\\ud800c" + "x".repeat(1 << 20);
            if (call.input().isEmpty()) throw ExtensionException.conflict("DEMO.NO", said);
            throw new IllegalStateException(said);
            """));

        var answered = failureOf(invoke(running, "demo.thing.do", NOTHING));
        var thrown = failureOf(invoke(running, "demo.thing.do", new JsonObject().put("throw", true)));

        assertThat(answered.getMessage()).startsWith("a\uFFFDb\uFFFDcx").hasSizeLessThan(3_000);
        assertThat(thrown.getMessage()).contains("a\uFFFDb\uFFFDcx").hasSizeLessThan(3_000);
    }

    @Test
    void runsExtensionCodeOnItsOwnThreads() {
        var running = hosting.open(handler("""
            String before = Thread.currentThread().getName();
            return workspace.storage().query("select 1").map(rows -> new JsonObject()
                    .put("before", before)
                    .put("after", Thread.currentThread().getName())
                    .put("loader", Thread.currentThread().getContextClassLoader() == DemoExtension.class.getClassLoader()));
            """));

        var threads = await(invoke(running, "demo.thing.do", NOTHING));

        assertThat(threads.getString("before")).startsWith("demo@1.0.0-");
        assertThat(threads.getString("after")).startsWith("demo@1.0.0-");
        assertThat(threads.getBoolean("loader")).isTrue();
    }

    @Test
    void answersOnTheContextOfTheCaller() {
        var running = hosting.open(handler("return Future.succeededFuture(new JsonObject());"));
        for (var i = 0; i < 4; i++) {
            var done = Promise.<Void>promise();
            var context = hosting.vertx.getOrCreateContext();
            context.runOnContext(ignored -> invoke(running, "demo.thing.do", NOTHING)
                    .<Void>map(answer -> {
                        assertThat(Vertx.currentContext()).isSameAs(context);
                        return null;
                    })
                    .onComplete(done));
            await(done.future());
        }
    }

    @Test
    void mayBlockOnWhatTheHostAnswers() {
        var running = hosting.open(handler("""
            int rows = workspace.storage().query("select 1").await().size();
            int changed = workspace.storage().inTransaction(transaction -> Future.succeededFuture(
                    transaction.execute("one").await() + transaction.execute("two").await())).await();
            return workspace.storage().query("select 2").map(more -> {
                int evenHere = workspace.storage().query("select 3").await().size();
                return new JsonObject().put("sum", rows + changed + more.size() + evenHere);
            });
            """));

        var calls = IntStream.range(0, 6)
                .mapToObj(i -> invoke(running, "demo.thing.do", NOTHING))
                .toList();

        await(Future.all(calls));
        assertThat(calls.get(0).result().getInteger("sum")).isEqualTo(5);
    }

    @Test
    void callsItselfWithoutWaitingForItself() {
        var services = hosting.services("acme");
        var running = hosting.open(artifact(handler("""
            int depth = call.input().getInteger("depth");
            if (depth == 0) return Future.succeededFuture(new JsonObject().put("request", call.requestId()));
            return Future.succeededFuture(
                    workspace.invoke("demo.thing.do", new JsonObject().put("depth", depth - 1)).await());
            """)), services);
        services.providing((chain, key, input) -> running.invoke(
                new CapabilityRequest(key, "1.0.0", input, KnownCaller.extension("demo", Optional.empty()), chain)));

        var calls = IntStream.range(0, 4)
                .mapToObj(i -> invoke(running, "demo.thing.do", new JsonObject().put("depth", 6)))
                .toList();

        await(Future.all(calls));
        assertThat(calls.get(0).result().getString("request")).isEqualTo("test");
    }

    @Test
    void endsChainsOfExtensionsThatCallEachOtherOnAndOn() {
        var services = hosting.services("acme");
        var running =
                hosting.open(artifact(handler("return workspace.invoke(\"demo.thing.do\", call.input());")), services);
        services.providing((chain, key, input) -> running.invoke(
                new CapabilityRequest(key, "1.0.0", input, KnownCaller.extension("demo", Optional.empty()), chain)));

        assertThat(failureOf(invoke(running, "demo.thing.do", NOTHING))).hasMessageContaining("on and on: demo > demo");
    }

    @Test
    void runsTheStepsOfOneCallOneAfterTheOther() {
        var running = hosting.open(handler("""
            int[] inside = new int[2];
            List<Future<?>> steps = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                steps.add(workspace.storage().query("select " + i).map(rows -> {
                    inside[1] = Math.max(inside[1], ++inside[0]);
                    long end = System.nanoTime() + 1_000_000;
                    while (System.nanoTime() < end) Thread.onSpinWait();
                    inside[0]--;
                    return null;
                }));
            }
            return Future.all(steps).map(all -> new JsonObject().put("atOnce", inside[1]));
            """));

        assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getInteger("atOnce"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread.sleep(60_000); return null;",
                "return Promise.<JsonObject>promise().future();",
                "return Promise.<JsonObject>promise().future().await() == null ? null : null;",
                "return workspace.storage().query(\"select 1\").map(rows -> { try { Thread.sleep(60_000); } catch"
                        + " (InterruptedException e) { } return new JsonObject(); });"
            })
    void answersAtTheDeadlineAndGoesOn(String body) {
        var running =
                hosting.open(handler("if (call.input().isEmpty()) return Future.succeededFuture(new JsonObject());"
                        + " if (true) { " + body + " } return null;"));
        await(running.start());

        var late = IntStream.range(0, 3)
                .mapToObj(i -> invoke(running, "demo.thing.do", new JsonObject().put("slow", true), SHORT))
                .toList();

        assertThat(late.stream().map(Hosting::outcomeOf)).contains("TIMED_OUT").isSubsetOf("TIMED_OUT", "OVERLOADED");
        for (var i = 0; i < 5; i++) {
            await(invoke(running, "demo.thing.do", NOTHING));
        }
    }

    @Test
    void interruptsNobodyButTheCallThatIsLate() {
        var running = hosting.open(handler("""
            if (call.input().getBoolean("slow", false)) Thread.sleep(60_000);
            return Future.succeededFuture(new JsonObject().put("interrupted", Thread.interrupted()));
            """));
        await(running.start());

        for (var i = 0; i < 3; i++) {
            assertFails(invoke(running, "demo.thing.do", new JsonObject().put("slow", true), SHORT), Kind.TIMED_OUT);
            assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getBoolean("interrupted"))
                    .isFalse();
        }
    }

    @Test
    void letsNoOneElseStarveWhileAnInstallationHangs() {
        var stuck =
                artifact(handler("while (true) { try { Thread.sleep(60_000); } catch (InterruptedException e) { } }"));
        var hanging = IntStream.range(0, 4)
                .mapToObj(i -> hosting.open(stuck, hosting.services("stuck" + i)))
                .toList();
        var other = other("acme");

        for (var running : hanging) {
            for (var i = 0; i < 3; i++) {
                invoke(running, "demo.thing.do", NOTHING, SHORT);
            }
        }

        await(invoke(other, "demo.thing.do", NOTHING));
    }

    @Test
    void switchesOffWhatKeepsItsThreads() {
        var running = hosting.open(handler("""
            if (!call.input().getBoolean("slow", false)) return Future.succeededFuture(new JsonObject());
            while (true) { try { Thread.sleep(60_000); } catch (InterruptedException e) { } }
            """));
        var slow = new JsonObject().put("slow", true);

        assertFails(invoke(running, "demo.thing.do", slow, SHORT), Kind.TIMED_OUT);
        await(invoke(running, "demo.thing.do", NOTHING));

        eventually(
                () -> outcomeOf(invoke(running, "demo.thing.do", slow, SHORT)).equals("SWITCHED_OFF"));
        assertFails(invoke(running, "demo.thing.do", NOTHING), Kind.SWITCHED_OFF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return workspace.invoke(\"demo.thing.do\", call.input());",
                "return Future.succeededFuture(workspace.invoke(\"demo.thing.do\", call.input()).await());"
            })
    void letsOthersRunWhileCallsOnlyWait(String body) {
        var held = Promise.<JsonObject>promise();
        var waiting = artifact(handler("if (call.input().isEmpty()) return Future.succeededFuture(new JsonObject());"
                + " if (true) { " + body + " } return null;"));
        var workspaces = IntStream.range(0, 3)
                .mapToObj(i -> hosting.open(
                        waiting, hosting.services("waiting" + i).providing((chain, key, input) -> held.future())))
                .toList();
        var patient = workspaces.stream()
                .flatMap(running -> IntStream.range(0, 3)
                        .mapToObj(i -> invoke(running, "demo.thing.do", new JsonObject().put("wait", true))))
                .toList();

        for (var running : workspaces) {
            await(invoke(running, "demo.thing.do", NOTHING));
        }
        await(invoke(other("acme"), "demo.thing.do", NOTHING));

        assertThat(patient).noneMatch(Future::isComplete);
        held.complete(new JsonObject());
        await(Future.all(patient));
    }

    @Test
    void leavesPlacesForOtherExtensionsAndWorkspaces() {
        var spinning = artifact(handler(SPIN));
        var sameExtension = IntStream.range(0, 3)
                .mapToObj(i -> hosting.open(spinning, hosting.services("busy" + i)))
                .toList();
        var spins = sameExtension.stream()
                .flatMap(running -> IntStream.range(0, 3)
                        .mapToObj(i -> invoke(running, "demo.thing.do", NOTHING, Duration.ofMillis(600))))
                .toList();

        await(invoke(other("acme"), "demo.thing.do", NOTHING, Duration.ofMillis(500)));

        assertThat(spins.stream().map(Hosting::outcomeOf)).containsOnly("TIMED_OUT", "OVERLOADED");
    }

    @Test
    void saysOfACallThatFoundNoPlaceThatItNeverBegan() {
        var running = hosting.open(handler(SPIN));
        await(running.start());
        var both = List.of(
                invoke(running, "demo.thing.do", NOTHING, Duration.ofMillis(900)),
                invoke(running, "demo.thing.do", NOTHING, Duration.ofMillis(900)));

        var waiting = invoke(running, "demo.thing.do", NOTHING, SHORT);

        assertFails(waiting, Kind.OVERLOADED);
        assertThat(waiting.cause()).hasMessageContaining("found no place to begin");
        both.forEach(spin -> assertFails(spin, Kind.TIMED_OUT));
    }

    @Test
    void refusesAtOnceWhatWouldWaitTooLong() {
        var running = hosting.open(handler(SPIN));
        await(running.start());
        var calls = new ArrayList<Future<JsonObject>>();

        eventually(() -> {
            calls.add(invoke(running, "demo.thing.do", NOTHING, Duration.ofSeconds(3)));
            return calls.stream().anyMatch(Future::failed);
        });

        var refused = calls.stream().filter(Future::failed).findFirst().orElseThrow();
        assertFails(refused, Kind.OVERLOADED);
        assertThat(refused.cause()).hasMessageContaining("more calls than it gets through");
        assertThat(((ExtensionFailure) refused.cause()).retryAfter()).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void refusesMoreCallsThanMayBeOutstanding() {
        var held = Promise.<JsonObject>promise();
        var running = holdingOn(held);
        var most = TIGHT.places().outstanding();

        var calls = new ArrayList<Future<JsonObject>>();
        while (calls.stream().filter(call -> !call.isComplete()).count() < most) {
            calls.add(invoke(running, "demo.thing.do", NOTHING));
            eventually(() -> calls.get(calls.size() - 1).isComplete()
                    || running.outstanding()
                            == calls.stream().filter(call -> !call.isComplete()).count());
        }

        assertFails(invoke(running, "demo.thing.do", NOTHING), Kind.OVERLOADED);
        held.complete(new JsonObject());
        await(Future.all(calls));
        await(invoke(running, "demo.thing.do", NOTHING));
    }

    @Test
    void leavesAloneWhatDoesNotAnswerUntilItDoesAgain() {
        var running = hosting.open(handler("""
            return call.input().isEmpty()
                    ? Future.succeededFuture(new JsonObject()) : Promise.<JsonObject>promise().future();
            """));
        var never = new JsonObject().put("never", true);
        for (var i = 0; i < TIGHT.breaker().timeouts(); i++) {
            assertFails(invoke(running, "demo.thing.do", never, SHORT), Kind.TIMED_OUT);
        }

        assertFails(invoke(running, "demo.thing.do", NOTHING), Kind.RESTING);
        var standing = running.standing();
        assertThat(standing.rest()).isPresent();
        assertThat(standing.failures())
                .isEqualTo(Map.of(Kind.TIMED_OUT, (long) TIGHT.breaker().timeouts(), Kind.RESTING, 1L));
        var failures = hosting.host.failures();
        assertThat(failures.counted())
                .contains(new Counted("demo", Kind.RESTING))
                .allSatisfy(counted -> assertThat(failures.of(counted)).isPositive());

        eventually(
                () -> outcomeOf(invoke(running, "demo.thing.do", never, SHORT)).equals("TIMED_OUT"));
        assertFails(invoke(running, "demo.thing.do", NOTHING), Kind.RESTING);
        assertThat(running.standing().rest()).isEqualTo(standing.rest());
        eventually(() -> outcomeOf(invoke(running, "demo.thing.do", NOTHING)).equals("answered"));
        assertThat(running.standing().rest()).isEmpty();
        assertFails(invoke(running, "demo.thing.do", never, SHORT), Kind.TIMED_OUT);
        await(invoke(running, "demo.thing.do", NOTHING));
    }

    private RunningExtension other(String workspace) {
        var running = hosting.open(
                artifact(ExtensionJar.of("other", "1.0.0")
                        .provides("demo.thing.do")
                        .extension("""
                            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                                handlers.capability("demo.thing.do", call -> Future.succeededFuture(new JsonObject()));
                                return Future.succeededFuture();
                            }
                            """)),
                hosting.services(workspace));
        await(running.start());
        return running;
    }

    /** An extension that answers when the promise is kept. */
    private RunningExtension holdingOn(Promise<JsonObject> held) {
        var services = hosting.services("acme").providing((chain, key, input) -> held.future());
        var running =
                hosting.open(artifact(handler("return workspace.invoke(\"demo.thing.do\", call.input());")), services);
        await(running.start());
        return running;
    }

    private static ExtensionJar handler(String body) {
        return capability("call -> { " + body + " }").manifest("publishesEvents", new JsonArray().add("demo.*"));
    }
}
