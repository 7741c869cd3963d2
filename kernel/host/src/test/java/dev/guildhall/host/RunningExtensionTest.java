package dev.guildhall.host;

import static dev.guildhall.host.Hosting.artifact;
import static dev.guildhall.host.Hosting.assertFails;
import static dev.guildhall.host.Hosting.await;
import static dev.guildhall.host.Hosting.failureOf;
import static dev.guildhall.host.Hosting.invoke;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.security.Cause;
import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningExtensionTest {

    @TempDir
    Path folder;

    private Hosting hosting;

    @BeforeEach
    void start() {
        hosting = new Hosting(folder);
    }

    @AfterEach
    void stop() {
        hosting.close();
    }

    @Test
    void servesACapabilityWithItsConfiguration() {
        var services = hosting.services("acme").configured(new JsonObject().put("greeting", "Moin"));
        var running = hosting.open(artifact(greeter()), services);

        var said = await(invoke(running, "demo.greeting.say", new JsonObject().put("name", "Ada")));

        assertThat(said.getString("message")).isEqualTo("Moin Ada, from acme");
    }

    @Test
    void loadsNothingBeforeItIsUsed() {
        var fetches = new AtomicInteger();
        var artifact = artifact(greeter());
        var counted = new ExtensionArtifact(artifact.manifest(), artifact.sha256(), () -> {
            fetches.incrementAndGet();
            return artifact.bytes().get();
        });

        var running = hosting.open(counted, hosting.services("acme"));

        assertThat(fetches).hasValue(0);
        assertThat(hosting.host.loaded()).isEmpty();
        await(running.start());
        assertThat(fetches).hasValue(1);
        assertThat(hosting.host.loaded()).containsExactly("demo@1.0.0");
    }

    @Test
    void startsOnceHoweverManyCallFirst() {
        var running = hosting.open(
                ExtensionJar.of("demo", "1.0.0").provides("demo.starts.count").extension("""
                    static final java.util.concurrent.atomic.AtomicInteger STARTS = new java.util.concurrent.atomic.AtomicInteger();
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) throws Exception {
                        STARTS.incrementAndGet();
                        Thread.sleep(50);
                        handlers.capability("demo.starts.count",
                                call -> Future.succeededFuture(new JsonObject().put("starts", STARTS.get())));
                        return Future.succeededFuture();
                    }
                    """));

        var answers = IntStream.range(0, 20)
                .mapToObj(i -> invoke(running, "demo.starts.count", new JsonObject()))
                .toList();

        await(Future.all(answers));
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.result().getInteger("starts")).isEqualTo(1));
    }

    @Test
    void sharesClassesAmongWorkspacesButNotInstances() {
        var artifact = artifact(
                ExtensionJar.of("demo", "1.0.0").provides("demo.calls.count").extension("""
                    static int shared;
                    int own;
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("demo.calls.count", call -> Future.succeededFuture(new JsonObject()
                                .put("shared", ++shared).put("own", ++own).put("workspace", workspace.workspaceId())));
                        return Future.succeededFuture();
                    }
                    """));
        var acme = hosting.open(artifact, hosting.services("acme"));
        var umbrella = hosting.open(artifact, hosting.services("umbrella"));

        await(invoke(acme, "demo.calls.count", new JsonObject()));
        var counted = await(invoke(umbrella, "demo.calls.count", new JsonObject()));

        assertThat(counted)
                .isEqualTo(new JsonObject().put("shared", 2).put("own", 1).put("workspace", "id-of-umbrella"));
    }

    @Test
    void runsTwoVersionsSideBySide() {
        var first = hosting.open(versioned("1.0.0"));
        var second = hosting.open(versioned("2.0.0"));

        assertThat(await(invoke(first, "demo.version.get", new JsonObject())).getString("version"))
                .isEqualTo("1.0.0");
        assertThat(await(invoke(second, "demo.version.get", new JsonObject())).getString("version"))
                .isEqualTo("2.0.0");
        assertThat(hosting.host.loaded()).containsExactly("demo@1.0.0", "demo@2.0.0");
    }

    @Test
    void passesOnTheCodeAnExtensionAnswersWith() {
        var running = hosting.open(capability(
                "call -> { throw ExtensionException.conflict(\"DEMO.EXISTS\", \"There is one already.\"); }"));

        assertThat(failureOf(invoke(running, "demo.thing.do", new JsonObject())))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code().code()).isEqualTo("DEMO.EXISTS");
                    assertThat(problem.code().kind()).isEqualTo(ErrorKind.CONFLICT);
                    assertThat(problem.getMessage()).isEqualTo("There is one already.");
                });
    }

    @Test
    void saysWhyAnExtensionCouldNotStart() {
        assertStartFails(started("throw new IllegalStateException(\"no luck\");"), "no luck");
        assertStartFails(started("return Future.failedFuture(\"no way\");"), "no way");
        assertStartFails(started("return null;"), "no future");
        assertStartFails(started("throw new ExceptionInInitializerError(\"broken\");"), "broken");
        assertStartFails(ExtensionJar.of("demo", "1.0.0").extension("""
            public DemoExtension() { throw new IllegalArgumentException("cannot be made"); }
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) { return null; }
            """), "cannot be made");
    }

    @Test
    void triesAStartAgainThatMetAPassingOutage() {
        var outages = new AtomicInteger();
        var services = hosting.services("acme")
                .providing((chain, key, input) -> outages.incrementAndGet() < 3
                        ? CommonError.UNAVAILABLE.because("not now").asFuture()
                        : Future.succeededFuture(new JsonObject()));
        var running = hosting.open(
                artifact(ExtensionJar.of("demo", "1.0.0")
                        .provides("demo.thing.do")
                        .extension("""
                            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                                handlers.capability("demo.thing.do", call -> Future.succeededFuture(new JsonObject()));
                                return workspace.invoke("demo.thing.do", new JsonObject()).mapEmpty();
                            }
                            """)),
                services);

        assertFails(invoke(running, "demo.thing.do", new JsonObject()), ExtensionFailure.Kind.START_POSTPONED);

        Hosting.eventually(() -> Hosting.outcomeOf(invoke(running, "demo.thing.do", new JsonObject()))
                .equals("answered"));
    }

    @Test
    void holdsRegistrationsAgainstTheManifest() {
        assertStartFails(
                started("return Future.succeededFuture();").provides("demo.thing.do"),
                "registered no handler for demo.thing.do");
        assertStartFails(
                started("handlers.capability(\"demo.other.do\", call -> null); return Future.succeededFuture();"),
                "does not provide the capability demo.other.do");
        assertStartFails(
                started("handlers.on(\"member.*\", event -> null); return Future.succeededFuture();")
                        .manifest("consumesEvents", new JsonArray().add("member.added")),
                "does not cover member.*");
        assertStartFails(
                started("handlers.route(\"things.list\", request -> null); return null;"),
                "The manifest has no route things.list");
        assertStartFails(
                started("return Future.succeededFuture();").route("things.list", "GET", "/things", "members.read"),
                "no handler for the routes things.list");
    }

    @Test
    void stopsWhatItCouldNotStart() {
        var services = hosting.services("acme");
        var running = hosting.open(
                artifact(ExtensionJar.of("demo", "1.0.0")
                        .manifest("publishesEvents", new JsonArray().add("demo.*"))
                        .extension("""
                            WorkspaceContext workspace;
                            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                                this.workspace = workspace;
                                throw new IllegalStateException("half done");
                            }
                            public Future<Void> stop() {
                                return workspace.emit("demo.stopped", null, new JsonObject()).mapEmpty();
                            }
                            """)),
                services);

        assertFails(running.start(), Kind.START_FAILED);

        assertThat(services.log).containsExactly("emit demo.stopped null {}");
        assertThat(hosting.host.loaded()).isEmpty();
        assertFails(invoke(running, "demo.thing.do", new JsonObject()), Kind.START_FAILED);
    }

    @Test
    void handsRecordsToHandlersThatWantThem() {
        var running = hosting.open(ExtensionJar.of("demo", "1.0.0")
                .manifest("main", "demo.DemoExtension")
                .manifest("provides", new JsonArray().add(new JsonObject("""
                        {"key":"demo.sum.get","version":"1.0.0","input":"demo.DemoExtension$Two","output":"demo.DemoExtension$Sum"}
                        """)))
                .extension("""
                    public record Two(int one, int other) {}
                    public record Sum(long value, UUID id) {}

                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("demo.sum.get", Two.class, (two, call) -> Future.succeededFuture(
                                new Sum((long) two.one() + two.other(), new UUID(0, 7))));
                        return Future.succeededFuture();
                    }
                    """));
        await(running.start());

        var sum = await(invoke(running, "demo.sum.get", new JsonObject("{\"one\":2,\"other\":3}")));

        assertThat(sum).isEqualTo(new JsonObject("{\"value\":5,\"id\":\"00000000-0000-0000-0000-000000000007\"}"));
        var tooLarge = invoke(running, "demo.sum.get", new JsonObject("{\"one\":99999999999,\"other\":3}"));
        assertThat(failureOf(tooLarge))
                .isInstanceOfSatisfying(
                        Problem.class,
                        refused -> assertThat(refused.code().kind()).isEqualTo(ErrorKind.INVALID));
    }

    @Test
    void saysWhyClassesCannotBeLoaded() {
        assertLoadFails(
                greeter()
                        .source("package demo;\nclass Base {}")
                        .source(
                                "package demo;\npublic class Derived extends Base implements dev.guildhall.spi.WorkspaceExtension {"
                                        + " public io.vertx.core.Future<Void> start(dev.guildhall.spi.WorkspaceContext workspace,"
                                        + " dev.guildhall.spi.Handlers handlers) { return null; } }")
                        .manifest("main", "demo.Derived")
                        .file("demo/Base.class", "not a class"),
                "ClassFormatError");
        var artifact = artifact(greeter());
        var swapped = new ExtensionArtifact(
                artifact.manifest(),
                artifact.sha256(),
                () -> Future.succeededFuture(versioned("1.0.0").bytes()));
        assertFails(hosting.open(swapped, hosting.services("acme")).start(), Kind.LOAD_FAILED);
        assertThat(folder).isDirectoryNotContaining("glob:**.jar");
    }

    @Test
    void triesAgainWhenTheArtifactCouldNotBeFetched() {
        var artifact = artifact(greeter());
        var attempts = new AtomicInteger();
        var flaky = new ExtensionArtifact(
                artifact.manifest(),
                artifact.sha256(),
                () -> attempts.incrementAndGet() == 1
                        ? Future.failedFuture("database is down")
                        : artifact.bytes().get());
        var running = hosting.open(flaky, hosting.services("acme"));

        assertThat(failureOf(running.start())).hasMessage("database is down");

        await(running.start());
    }

    @Test
    void deliversEventsToOneHandlerAtATime() {
        var services = hosting.services("acme");
        var running = hosting.open(
                artifact(started("""
                    handlers.on("member.*", event -> workspace.emit("demo.first", event.subject(), event.data()).mapEmpty());
                    handlers.on("member.added", event -> {
                        event.data().put("changed", true);
                        return workspace.emit("demo.second", event.subject(), event.data()).mapEmpty();
                    });
                    return Future.succeededFuture();
                    """)
                        .manifest("consumesEvents", new JsonArray().add("member.*"))
                        .manifest("publishesEvents", new JsonArray().add("demo.*"))),
                services);
        var data = new JsonObject().put("role", "MEMBER");

        var handlers = await(running.eventHandlers());
        await(running.deliver("member.*", event("member.added", data), Cause.NONE));
        await(running.deliver("member.added", event("member.added", data), Cause.NONE));

        assertThat(handlers)
                .containsOnly(
                        Map.entry("member.*", new TypePattern("member.*")),
                        Map.entry("member.added", new TypePattern("member.added")));

        assertThat(services.log)
                .containsExactly(
                        "emit demo.first ada {\"role\":\"MEMBER\"}",
                        "emit demo.second ada {\"role\":\"MEMBER\",\"changed\":true}");
        assertThat(data).isEqualTo(new JsonObject().put("role", "MEMBER"));
    }

    @Test
    void tellsHandlersOfTheSamePatternApartByTheirNumber() {
        var services = hosting.services("acme");
        var running = hosting.open(
                artifact(started("""
                    handlers.on("*", event -> workspace.emit("demo.first", null, null).mapEmpty());
                    handlers.on("*", event -> workspace.emit("demo.second", null, null).mapEmpty());
                    return Future.succeededFuture();
                    """)
                        .manifest("consumesEvents", new JsonArray().add("*"))
                        .manifest("publishesEvents", new JsonArray().add("demo.*"))),
                services);

        assertThat(await(running.eventHandlers())).containsOnlyKeys("*", "*#2");
        await(running.deliver("*#2", event("member.added", new JsonObject()), Cause.NONE));

        assertThat(services.log).singleElement().asString().startsWith("emit demo.second");
    }

    @Test
    void failsTheDeliveryWhenAHandlerFails() {
        var running = hosting.open(started("""
            handlers.on("*", event -> Future.failedFuture("not now"));
            return Future.succeededFuture();
            """).manifest("consumesEvents", new JsonArray().add("*")));

        assertFails(running.deliver("*", event("member.added", new JsonObject()), Cause.NONE), Kind.THREW);
    }

    @Test
    void answersRoutes() {
        var running = hosting.open(started("""
            handlers.route("contacts.show",
                    request -> Future.succeededFuture(RouteResponse.json(new JsonObject().put("id", request.pathParameter("id")))));
            return Future.succeededFuture();
            """).route("contacts.show", "GET", "/contacts/{id}", "members.read"));

        var route = await(running.route(HttpVerb.GET, "/contacts/a%20b"));
        var response = await(running.serve(
                route,
                request("/contacts/a%20b"),
                CallChain.from("r1", Instant.now().plusSeconds(5))));

        assertThat(route.permission()).isEqualTo("members.read");
        assertThat(route.template()).isEqualTo("/contacts/{id}");
        assertThat(response.body().toJsonObject()).isEqualTo(new JsonObject().put("id", "a b"));
        assertThat(((Problem) failureOf(running.route(HttpVerb.POST, "/contacts/1"))).code())
                .isEqualTo(CommonError.METHOD_NOT_ALLOWED);
        assertThat(((Problem) failureOf(running.route(HttpVerb.GET, "/nothing"))).code())
                .isEqualTo(CommonError.NOT_FOUND);
    }

    @Test
    void stopsAfterRunningCallsHaveEnded() {
        var services = hosting.services("acme");
        var running = hosting.open(
                artifact(ExtensionJar.of("demo", "1.0.0")
                        .provides("demo.thing.do")
                        .manifest("publishesEvents", new JsonArray().add("demo.*"))
                        .extension("""
                            WorkspaceContext workspace;
                            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                                this.workspace = workspace;
                                handlers.capability("demo.thing.do", call -> {
                                    Thread.sleep(200);
                                    return workspace.emit("demo.done", null, new JsonObject()).map(id -> new JsonObject());
                                });
                                return Future.succeededFuture();
                            }
                            public Future<Void> stop() {
                                return workspace.emit("demo.stopped", null, new JsonObject()).mapEmpty();
                            }
                            """)),
                services);
        await(running.start());
        var underway = invoke(running, "demo.thing.do", new JsonObject());

        var stopped = running.stop();

        assertFails(invoke(running, "demo.thing.do", new JsonObject()), Kind.STOPPED);
        await(underway);
        await(stopped);
        assertThat(services.log).containsExactly("emit demo.done null {}", "emit demo.stopped null {}");
        assertThat(hosting.host.loaded()).isEmpty();
        assertThat(folder).isDirectoryNotContaining("glob:**.jar");
    }

    @Test
    void keepsClassesLoadedUntilTheLastWorkspaceStops() {
        var artifact = artifact(greeter());
        var acme = hosting.open(artifact, hosting.services("acme"));
        var umbrella = hosting.open(artifact, hosting.services("umbrella"));
        await(acme.start());
        await(umbrella.start());

        await(acme.stop());

        assertThat(hosting.host.loaded()).containsExactly("demo@1.0.0");
        await(invoke(umbrella, "demo.greeting.say", new JsonObject()));
        await(umbrella.stop());
        assertThat(hosting.host.loaded()).isEmpty();
    }

    private static ExtensionJar greeter() {
        return ExtensionJar.of("demo", "1.0.0").provides("demo.greeting.say").extension("""
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                handlers.capability("demo.greeting.say", call -> Future.succeededFuture(new JsonObject()
                        .put("message", workspace.config().getString("greeting") + " "
                                + call.input().getString("name") + ", from " + workspace.workspaceKey())));
                return Future.succeededFuture();
            }
            """);
    }

    private static ExtensionJar versioned(String version) {
        return ExtensionJar.of("demo", version).provides("demo.version.get").extension("""
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                handlers.capability("demo.version.get", call -> Future.succeededFuture(
                        new JsonObject().put("version", workspace.extensionVersion())));
                return Future.succeededFuture();
            }
            """);
    }

    static ExtensionJar started(String body) {
        return ExtensionJar.of("demo", "1.0.0")
                .extension("public Future<Void> start(WorkspaceContext workspace, Handlers handlers) { " + body + " }");
    }

    static ExtensionJar capability(String handler) {
        return started("handlers.capability(\"demo.thing.do\", " + handler + "); return Future.succeededFuture();")
                .provides("demo.thing.do");
    }

    private void assertStartFails(ExtensionJar jar, String reason) {
        var failed = hosting.open(jar).start();
        assertFails(failed, Kind.START_FAILED);
        assertThat(failed.cause()).hasMessageContaining(reason);
    }

    private void assertLoadFails(ExtensionJar jar, String reason) {
        var failed = hosting.open(jar).start();
        assertFails(failed, Kind.LOAD_FAILED);
        assertThat(failed.cause()).hasMessageContaining(reason);
    }

    private static Event event(String type, JsonObject data) {
        var id = "0198c5f0-7f0e-7cc1-b0b5-111111111111";
        return new DeliveredEvent(
                id, "/workspaces/w", type, "ada", Instant.now(), 1, "w", "system", id, Optional.empty(), data);
    }

    private static IncomingRequest request(String path) {
        return new IncomingRequest(
                HttpVerb.GET,
                path,
                Map.of(),
                Map.<String, List<String>>of(),
                Map.of(),
                Buffer.buffer(),
                KnownCaller.system(),
                "test",
                Instant.now().plusSeconds(5));
    }
}
