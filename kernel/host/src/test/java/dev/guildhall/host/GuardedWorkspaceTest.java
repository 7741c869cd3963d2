package dev.guildhall.host;

import static dev.guildhall.host.Hosting.artifact;
import static dev.guildhall.host.Hosting.assertFails;
import static dev.guildhall.host.Hosting.await;
import static dev.guildhall.host.Hosting.eventually;
import static dev.guildhall.host.Hosting.invoke;
import static dev.guildhall.host.RunningExtensionTest.capability;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.host.ExtensionFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedWorkspaceTest {

    private static final JsonObject NOTHING = new JsonObject();

    @TempDir
    Path folder;

    private Hosting hosting;
    private FakeServices services;

    @BeforeEach
    void start() {
        hosting = new Hosting(folder, Hosting.TIGHT);
        services = hosting.services("acme");
    }

    @AfterEach
    void stop() {
        hosting.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "workspace.emit(\"member.added\", null, null)                       | EVENT.TYPE_NOT_DECLARED",
                "workspace.invoke(\"billing.invoice.send\", null)                   | CAPABILITY.NOT_DECLARED",
                "workspace.http().send(OutboundRequest.get(java.net.URI.create(\"https://evil.example/x?token=1\"))) |"
                        + " URL.NOT_ALLOWED",
                "workspace.http().send(OutboundRequest.get(java.net.URI.create(\"mailto:x\")))                       |"
                        + " URL.NOT_ALLOWED",
                "workspace.http().stream(OutboundRequest.get(java.net.URI.create(\"https://evil.example/\")), piece -> null) |"
                        + " URL.NOT_ALLOWED",
                "workspace.storage().inTransaction(tx -> tx.emit(\"member.added\", null, null))                      |"
                        + " EVENT.TYPE_NOT_DECLARED"
            })
    void staysWithinWhatTheManifestDeclares(String use, String code) {
        var refusal = await(invoke(opened("return " + codeOf(use)), "demo.thing.do", NOTHING));

        assertThat(refusal.getString("code")).isEqualTo(code);
        assertThat(services.log).doesNotContain("commit").noneMatch(done -> done.startsWith("emit"));
    }

    @Test
    void passesOnWhatTheManifestDeclares() {
        services.providing((chain, key, input) -> Future.succeededFuture(input.put("provided", true)));
        var running = opened("""
            workspace.emit("demo.done", "x", new JsonObject().put("n", 1)).await();
            workspace.http().send(OutboundRequest.get(java.net.URI.create("https://api.example.com/x"))).await();
            return workspace.invoke("search.index.put", call.input());
            """);

        var answer = await(invoke(running, "demo.thing.do", new JsonObject().put("q", "ada")));

        assertThat(answer).isEqualTo(new JsonObject().put("q", "ada").put("provided", true));
        assertThat(services.log)
                .containsExactly(
                        "emit demo.done x {\"n\":1}",
                        "send GET https://api.example.com/x",
                        "invoke search.index.put through [demo]");
    }

    @Test
    void givesAnAnswerFromOutsideAsItComes() {
        var running = opened("""
            var came = new java.util.ArrayList<Object>();
            return workspace.http().stream(OutboundRequest.get(java.net.URI.create("https://api.example.com/all")), piece -> {
                came.add(piece.toString() + " on " + Thread.currentThread().getName().replaceAll("[^a-z]+.*", ""));
                return Future.succeededFuture();
            }).map(answer -> new JsonObject().put("came", new JsonArray(came)).put("status", answer.status()));
            """);

        var told = await(invoke(running, "demo.thing.do", NOTHING));

        assertThat(told.getInteger("status")).isEqualTo(200);
        assertThat(told.getJsonArray("came"))
                .hasSize(2)
                .allSatisfy(piece -> assertThat((String) piece).doesNotContain("on vert"));
        assertThat(services.log).contains("stream https://api.example.com/all");
    }

    @Test
    void endsWhatComesFromOutsideWithTheCallThatAskedForIt() {
        var running = opened("""
            return workspace.http().stream(OutboundRequest.get(java.net.URI.create("https://api.example.com/endless")),
                    piece -> Future.succeededFuture()).map(answer -> new JsonObject());
            """);

        assertFails(invoke(running, "demo.thing.do", NOTHING), Kind.TIMED_OUT);

        eventually(() -> services.log.contains("given up https://api.example.com/endless"));
    }

    @Test
    void whatTheExtensionMakesOfAPieceEndsWhatComesFromOutside() {
        var running = opened("return " + codeOf("""
            workspace.http().stream(OutboundRequest.get(java.net.URI.create("https://api.example.com/all")),
                    piece -> Future.failedFuture(ExtensionException.conflict("DEMO.FULL", "No more.")))"""));

        assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getString("code"))
                .isEqualTo("DEMO.FULL");
    }

    @Test
    void tellsTheExtensionWhatTheHostRefused() {
        services.providing((chain, key, input) ->
                CommonError.NOT_FOUND.because("There is none.").asFuture());

        var refusal = await(invoke(
                opened("return " + codeOf("workspace.invoke(\"search.index.put\", null)")), "demo.thing.do", NOTHING));

        assertThat(refusal)
                .isEqualTo(new JsonObject()
                        .put("code", "RESOURCE.NOT_FOUND")
                        .put("kind", "NOT_FOUND")
                        .put("message", "There is none."));
    }

    @Test
    void hidesHowTheHostFailed() {
        services.providing((chain, key, input) -> Future.failedFuture(new IllegalStateException("secret detail")));

        var refusal = await(invoke(
                opened("return " + codeOf("workspace.invoke(\"search.index.put\", null)")), "demo.thing.do", NOTHING));

        assertThat(refusal.getString("code")).isEqualTo("SERVICE.INTERNAL");
        assertThat(refusal.getString("message")).doesNotContain("secret");
    }

    @Test
    void commitsWhatSucceedsWithItsEvent() {
        var running = opened("""
            return workspace.storage().inTransaction(tx -> tx
                    .execute("insert into demo_thing values ($1, $2)", "a", List.of(1, 2))
                    .compose(rows -> tx.emit("demo.done", "a", call.input()))
                    .map(id -> new JsonObject().put("event", id)));
            """);

        assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getString("event"))
                .isEqualTo("event-1");
        assertThat(services.log)
                .containsExactly(
                        "begin",
                        "execute insert into demo_thing values ($1, $2) [a, [1, 2]]",
                        "emit demo.done a {}",
                        "commit");
    }

    @Test
    void rollsBackWhatFailsAndReturnsTheExtensionsOwnFailure() {
        var running = opened("""
            class Mine extends RuntimeException {}
            return workspace.storage().<JsonObject>inTransaction(tx -> { throw new Mine(); })
                    .recover(failure -> Future.succeededFuture(new JsonObject().put("mine", failure instanceof Mine)));
            """);

        assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getBoolean("mine"))
                .isTrue();
        assertThat(services.log).containsExactly("begin", "rollback");
    }

    @Test
    void runsATransactionAgainThatLostToAnother() {
        var running = opened("""
            return workspace.storage().inTransaction(tx -> tx.execute("contended")
                    .recover(failure -> Future.failedFuture(new IllegalStateException("wrapped", failure)))
                    .map(rows -> new JsonObject().put("rows", rows)));
            """);

        assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getInteger("rows"))
                .isEqualTo(1);
        assertThat(services.log).containsExactly("begin", "rollback", "begin", "execute contended []", "commit");
    }

    @Test
    void rollsBackWhatACallerWasToldToHaveTimedOut() {
        var running = opened("""
            return workspace.storage().inTransaction(tx -> {
                while (!Thread.interrupted()) Thread.onSpinWait();
                return Future.succeededFuture(new JsonObject());
            });
            """);
        await(running.start());

        assertFails(invoke(running, "demo.thing.do", NOTHING, Duration.ofSeconds(1)), Kind.TIMED_OUT);

        eventually(() -> services.log.contains("rollback"));
        assertThat(services.log).containsExactly("begin", "rollback");
    }

    @Test
    void rollsBackWhatNeverEnds() {
        var running = opened("""
            workspace.storage().inTransaction(tx -> Promise.<Void>promise().future());
            return call.input().isEmpty()
                    ? Future.succeededFuture(new JsonObject()) : Promise.<JsonObject>promise().future();
            """);
        await(running.start());

        assertFails(
                invoke(running, "demo.thing.do", new JsonObject().put("hang", true), Duration.ofMillis(500)),
                Kind.TIMED_OUT);
        await(invoke(running, "demo.thing.do", NOTHING));

        eventually(() -> services.log.stream().filter("rollback"::equals).count() == 2);
    }

    @Test
    void endsATransactionWithItsWork() {
        var running = opened("""
            StorageTransaction[] kept = new StorageTransaction[1];
            workspace.storage().inTransaction(tx -> { kept[0] = tx; return Future.succeededFuture(); }).await();
            return %s;
            """.formatted(codeOf("kept[0].execute(\"select 1\")")));

        assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getString("code"))
                .isEqualTo("TRANSACTION.ENDED");
    }

    @Test
    void refusesParametersThatAreNoValues() {
        var running = opened("""
            return workspace.storage().query("select $1", new Object())
                    .map(rows -> new JsonObject())
                    .recover(failure -> Future.succeededFuture(new JsonObject().put("refused", failure.getMessage())));
            """);

        assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getString("refused"))
                .contains("java.lang.Object");
        assertThat(services.log).isEmpty();
    }

    @Test
    void givesEachReaderItsOwnConfiguration() {
        services.configured(new JsonObject().put("colour", "green"));
        var running = opened(
                "workspace.config().put(\"colour\", \"red\"); return Future.succeededFuture(workspace.config());");

        assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getString("colour"))
                .isEqualTo("green");
    }

    @Test
    void boundsHowMuchIsAskedOfTheHostAtOnce() {
        var running = opened("""
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) all.add(workspace.storage().query("select " + i).otherwiseEmpty());
            return Future.all(all).map(done -> new JsonObject()
                    .put("refused", all.stream().filter(one -> one.result() == null).count()));
            """);

        assertThat(await(invoke(running, "demo.thing.do", NOTHING)).getInteger("refused"))
                .isPositive();
    }

    @Test
    void refusesTheHostToWhatWasStopped() {
        var running = hosting.open(
                artifact(capability("""
                    call -> {
                        new Thread(() -> {
                            while (true) {
                                try { workspace.emit("demo.done", null, null).await(); Thread.onSpinWait(); }
                                catch (ExtensionException stopped) { System.setProperty("demo.refused", stopped.code()); return; }
                                catch (Exception interrupted) { }
                            }
                        }).start();
                        return Future.succeededFuture(new JsonObject());
                    }\
                    """).manifest("publishesEvents", new JsonArray().add("demo.*"))), services);
        await(invoke(running, "demo.thing.do", NOTHING));

        await(running.stop());

        eventually(() -> "EXTENSION.STOPPED".equals(System.clearProperty("demo.refused")));
    }

    /** Code that does something and answers with what it was refused by. */
    private static String codeOf(String use) {
        return use + """
            .<JsonObject>map(done -> new JsonObject().put("code", "none"))
            .recover(failure -> {
                ExtensionException refusal = (ExtensionException) failure;
                return Future.succeededFuture(new JsonObject().put("code", refusal.code())
                        .put("kind", refusal.kind()).put("message", refusal.getMessage()));
            })\
            """;
    }

    private RunningExtension opened(String body) {
        var code = body.strip();
        var jar = capability("call -> { " + code + (code.endsWith(";") ? "" : ";") + " }")
                .manifest("publishesEvents", new JsonArray().add("demo.*"))
                .manifest("egress", new JsonArray().add("*.example.com"))
                .manifest(
                        "requires",
                        new JsonObject()
                                .put(
                                        "capabilities",
                                        new JsonArray().add(new JsonObject().put("key", "search.index.put"))));
        return hosting.open(artifact(jar), services);
    }
}
