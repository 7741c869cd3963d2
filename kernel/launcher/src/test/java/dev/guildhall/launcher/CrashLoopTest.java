package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An extension whose handler ends the process, as the one who runs the server meets it. */
@Execution(ExecutionMode.CONCURRENT)
class CrashLoopTest {

    private static final int HALTED = 7;

    @TempDir
    Path directory;

    private String workspace;

    @Test
    void endsByItselfAndCanBeEndedByHand() throws Exception {
        var data = directory.resolve("data");
        try (var first = RunningProduct.start(data)) {
            install(first.signInAsAdmin());
            publish(first.signInAsAdmin(), "test.halt", "test.after");
            assertThat(first.exitCode()).isEqualTo(HALTED);
        }

        try (var without = RunningProduct.start(data, "--without-extensions")) {
            assertThat(seen(without)).isFalse();
            without.stop();
        }
        for (var attempt = 2; attempt <= 3; attempt++) {
            try (var again = RunningProduct.launch(data)) {
                assertThat(again.exitCode()).isEqualTo(HALTED);
            }
        }
        try (var healed = RunningProduct.start(data)) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> seen(healed));
            assertThat(healed.log())
                    .contains("extension halting of workspace " + workspace, "attempt 3 of 3 never finished")
                    .contains("while this code of an extension was running: Event test.halt ");
            publish(healed.signInAsAdmin(), "test.halt");
            assertThat(healed.exitCode()).isEqualTo(HALTED);
        }

        assertThat(RunningProduct.run(data, "extension", "disable", "acme", "halting"))
                .isZero();
        try (var disabled = RunningProduct.start(data)) {
            assertThat(disabled.signInAsAdmin()
                            .get("/api/workspaces/" + workspace + "/extensions/halting")
                            .expect(200)
                            .data()
                            .getString("state"))
                    .isEqualTo("DISABLED");
        }
    }

    @Test
    void isNamedByTheNextStartWhenACallOfItsCapabilityEndedTheProcess() throws Exception {
        var data = directory.resolve("data");
        try (var first = RunningProduct.start(data)) {
            var admin = first.signInAsAdmin();
            install(admin);
            var call = admin.withHeader("X-Request-Id", "halting-request")
                    .sendAsync(
                            "POST",
                            "/api/workspaces/" + workspace + "/capabilities/halting.thing.do",
                            new JsonObject());
            assertThat(first.exitCode()).isEqualTo(HALTED);
            assertThat(call).failsWithin(Duration.ofSeconds(30));
        }

        try (var next = RunningProduct.start(data)) {
            assertThat(next.log())
                    .contains("while this code of an extension was running: halting.thing.do of halting@1.0.0"
                            + " in workspace acme, request halting-request");
            next.stop();
        }
        try (var third = RunningProduct.start(data)) {
            assertThat(third.log()).containsOnlyOnce("while this code of an extension was running");
        }
    }

    private void install(HttpTester admin) {
        var jar = ExtensionJar.of("halting", "1.0.0")
                .manifest("consumesEvents", new JsonArray().add("test.*"))
                .manifest("publishesEvents", new JsonArray().add("halting.seen"))
                .manifest("permissions", new JsonArray().add("events.publish"))
                .provides("halting.thing.do")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.on("test.*", event -> event.type().equals("test.halt")
                                ? halt()
                                : workspace.emit("halting.seen", null, new JsonObject()).mapEmpty());
                        handlers.capability("halting.thing.do", call -> halt());
                        return Future.succeededFuture();
                    }

                    private static <T> Future<T> halt() throws ReflectiveOperationException {
                        Class<?> type = Class.forName("java.lang.Run" + "time");
                        Object runtime = type.getMethod("get" + "Runtime").invoke(null);
                        type.getMethod("ha" + "lt", int.class).invoke(runtime, 7);
                        return Future.succeededFuture();
                    }
                    """);
        admin.upload("/api/admin/marketplace/extensions", Part.file("artifact", "halting.jar", jar.bytes()))
                .expect(201);
        workspace = admin.post(
                        "/api/workspaces", new JsonObject().put("key", "acme").put("name", "Acme"))
                .expect(200)
                .data()
                .getString("id");
        admin.post(
                        "/api/workspaces/" + workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "halting")
                                .put("grantedPermissions", new JsonArray().add("events.publish")))
                .expect(201);
    }

    private void publish(HttpTester admin, String... types) {
        var events = new JsonArray();
        for (var type : types) {
            events.add(new JsonObject().put("type", type).put("data", new JsonObject()));
        }
        admin.post("/api/workspaces/" + workspace + "/events", events).expect(202);
    }

    private boolean seen(RunningProduct product) {
        return product.signInAsAdmin()
                .get("/api/workspaces/" + workspace + "/events")
                .expect(200)
                .body()
                .contains("halting.seen");
    }
}
