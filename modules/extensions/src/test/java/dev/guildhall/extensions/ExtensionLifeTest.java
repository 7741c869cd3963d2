package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.Problem;
import dev.guildhall.events.EventsError;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.KnownCaller;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Extensions at work: configured, failing, switched, restarted. */
class ExtensionLifeTest {

    private static final String TOKEN = "very-secret-token";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;
    private static String lab;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
        lab = World.extensionKey();
        world.publish(Lab.jar(lab));
    }

    private static Response install(World.Made workspace, JsonObject config) {
        return workspace.install(InstallationsTest.request(lab)
                .put("grantedPermissions", new JsonArray().add("events.publish"))
                .put("config", config));
    }

    private static World.Made installed(JsonObject config) {
        var workspace = world.workspace();
        install(workspace, config).expect(201);
        return workspace;
    }

    private static JsonObject run(World.Made workspace, String what) {
        return workspace.invoke(lab, lab + ".code.run", new JsonObject().put("what", what));
    }

    private static void refuses(World.Made workspace, ErrorCode code) {
        assertThatThrownBy(() -> run(workspace, "nothing"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static JsonObject ready(World.Made workspace) {
        return workspace.get(lab).expect(200).data().getJsonArray("conditions").getJsonObject(0);
    }

    @Test
    void givesTheExtensionItsConfigurationInClearAndEveryoneElseMasked() {
        var acme = world.workspace();
        var logs = listenToLogs();

        var created = install(acme, new JsonObject().put("token", TOKEN)).expect(201);

        assertThat(acme.invoke(lab, lab + ".config.get", new JsonObject()))
                .isEqualTo(new JsonObject().put("token", TOKEN).put("listens", true));
        var patched = acme.patch(lab, new JsonObject().put("config", new JsonObject().put("listens", false)))
                .expect(200);
        var answers = List.of(
                created.body(),
                patched.body(),
                acme.get(lab).body(),
                acme.asOwner().get(acme.extensions()).body());
        assertThat(answers)
                .allSatisfy(body ->
                        assertThat(body).contains("\"token\":\"********\"").doesNotContain(TOKEN));
        Await.until(() -> assertThat(acme.events("extension.configured")).hasSize(1));
        assertThat(world.heard.toString()).doesNotContain(TOKEN);
        assertThat(BENCH.sql("select config::text || coalesce(secrets, '') from guildhall.installation"))
                .noneSatisfy(row -> assertThat(row.getString(0)).contains(TOKEN));
        root().detachAppender(logs);
        assertThat(logs.list)
                .noneSatisfy(event -> assertThat(event.getFormattedMessage()).contains(TOKEN));
    }

    private static ListAppender<ILoggingEvent> listenToLogs() {
        var appender = new ListAppender<ILoggingEvent>();
        appender.start();
        root().addAppender(appender);
        return appender;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void aNewConfigurationMeansANewInstance() {
        var acme = installed(new JsonObject().put("token", TOKEN));
        var before = run(acme, "who");

        acme.patch(lab, new JsonObject("""
            {"config":{"token":"********","start":"well"}}\
            """)).expect(200);

        assertThat(acme.invoke(lab, lab + ".config.get", new JsonObject()))
                .isEqualTo(new JsonObject()
                        .put("token", TOKEN)
                        .put("start", "well")
                        .put("listens", true));
        var after = run(acme, "who");
        assertThat(after.getInteger("instance")).isNotEqualTo(before.getInteger("instance"));
        var etag = acme.get(lab).header("ETag");
        acme.patch(lab, new JsonObject("{\"config\":{\"start\":\"well\"}}")).expect(200);
        assertThat(acme.get(lab).header("ETag"))
                .as("the same again changes nothing")
                .isEqualTo(etag);
        assertThat(run(acme, "who")).isEqualTo(after);
    }

    @Test
    void refusesAConfigurationThatItsSchemaDoesNotAllow() {
        var acme = world.workspace();

        var refused = install(acme, new JsonObject().put("listens", "perhaps")).expect(400, "REQUEST.INVALID");
        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("config.listens");
        install(acme, new JsonObject()).expect(201);
        acme.patch(lab, new JsonObject("{\"config\":{\"token\":7}}")).expect(400, "REQUEST.INVALID");
        acme.patch(lab, new JsonObject("{\"config\":{\"token\":\"********\"}}")).expect(400, "REQUEST.INVALID");
        assertThat(acme.patch(lab, new JsonObject("{\"config\":null}"))
                        .expect(200)
                        .data()
                        .getJsonObject("config"))
                .isEqualTo(new JsonObject().put("listens", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "fail", "hang", "block"})
    void anExtensionThatCannotStartIsMarkedFailedWithItsReason(String how) {
        var healthy = installed(new JsonObject());
        var acme = world.workspace();

        var created = install(acme, new JsonObject().put("start", how).put("token", TOKEN))
                .expect(201);

        assertThat(created.data().getString("state")).isEqualTo("FAILED");
        assertThat(created.data().getJsonObject("health").getString("status")).isEqualTo("DOWN");
        assertThat(ready(acme).getString("reason")).isEqualTo("StartFailed");
        assertThat(ready(acme).getString("message")).contains(lab).doesNotContain(TOKEN);
        refuses(acme, ExtensionError.FAILED);
        Await.until(() -> assertThat(acme.events("extension.failed"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.data().getString("reason")).isEqualTo("StartFailed");
                    assertThat(event.actor().text()).isEqualTo("system");
                    assertThat(Json.encode(event.data())).doesNotContain(TOKEN);
                }));
        assertThat(run(healthy, "who").getString("version")).isEqualTo("1.0.0");

        var again = acme.patch(lab, new JsonObject().put("enabled", true)).expect(200);
        assertThat(again.data().getString("state")).as("it still cannot").isEqualTo("FAILED");
        var repaired =
                acme.patch(lab, new JsonObject("{\"config\":{\"start\":null}}")).expect(200);
        assertThat(repaired.data().getString("state")).isEqualTo("ACTIVE");
        assertThat(run(acme, "who").getString("version")).isEqualTo("1.0.0");
    }

    @Test
    void anArtifactWhoseClassesCannotBeLoadedFailsInItsWorkspace() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0")
                .source("package demo;\npublic class Base extends DemoExtension {}")
                .source(
                        "package demo;\npublic class Derived extends Base implements dev.guildhall.spi.WorkspaceExtension {}")
                .manifest("main", "demo.Derived")
                .file("demo/Base.class", "not a class"));
        var acme = world.workspace();

        var created = acme.install(key).expect(201);

        assertThat(created.data().getString("state")).isEqualTo("FAILED");
        assertThat(created.data().getJsonArray("conditions").getJsonObject(0).getString("reason"))
                .isEqualTo("LoadFailed");
    }

    @Test
    void callsThatFailHurtNobodyElse() {
        var acme = installed(new JsonObject());

        assertThatThrownBy(() -> run(acme, "throw"))
                .isInstanceOfSatisfying(
                        ExtensionFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ExtensionFailure.Kind.THREW));
        assertThat(run(acme, "who").getString("caller")).isEqualTo(acme.owner.toString());
        assertThat(acme.state(lab)).isEqualTo("ACTIVE");
    }

    @Test
    void anExtensionThatHoldsOnToItsThreadsIsSwitchedOff() {
        var acme = installed(new JsonObject());
        var healthy = installed(new JsonObject());

        var calls = IntStream.range(0, 6)
                .mapToObj(turn ->
                        acme.invoking(lab, lab + ".code.run", new JsonObject().put("what", "ignore-interrupts")))
                .toList();
        calls.forEach(call -> assertThat(Await.failure(call)).isInstanceOfAny(ExtensionFailure.class, Problem.class));

        Await.until(() -> {
            assertThatThrownBy(() -> run(acme, "who")).isInstanceOf(RuntimeException.class);
            assertThat(acme.state(lab)).isEqualTo("FAILED");
        });
        assertThat(ready(acme).getString("reason")).isEqualTo("SwitchedOff");
        assertThat(run(healthy, "who").getString("version")).isEqualTo("1.0.0");
    }

    @Test
    void anExtensionThatIsLeftAloneIsNotShownAsHealthyUntilItAnswersAgain() {
        // An event that it refuses while it is left alone counts as a failed call too.
        var acme = installed(new JsonObject().put("listens", false));
        var healthy = installed(new JsonObject());
        run(healthy, "who");
        var hang = new JsonObject().put("what", "hang");
        var timeouts = World.QUICK.breaker().timeouts();
        for (var call = 0; call < timeouts; call++) {
            Await.failure(acme.invoking(lab, lab + ".code.run", hang, Duration.ofMillis(200)));
        }
        assertThatThrownBy(() -> run(acme, "who")).isInstanceOf(ExtensionFailure.class);

        var seen = acme.get(lab).expect(200).data();
        assertThat(seen.getJsonObject("health").getString("status")).isEqualTo("DOWN");
        assertThat(seen.getJsonObject("calls").getJsonObject("failures"))
                .isEqualTo(new JsonObject().put("TIMED_OUT", timeouts).put("RESTING", 1));
        assertThat(condition(seen, "Answering").getString("reason")).isEqualTo("TimedOut");
        var listed = acme.asOwner().get(acme.extensions()).expect(200).list().getJsonObject(0);
        assertThat(condition(listed, "Answering"))
                .as("since the same moment, whenever somebody looks")
                .isEqualTo(condition(seen, "Answering"));
        assertThat(healthy.get(lab).data().getJsonObject("health").getString("status"))
                .isEqualTo("UP");

        Await.until(() -> assertThatCode(() -> run(acme, "who")).doesNotThrowAnyException());
        var after = acme.get(lab).expect(200).data();
        assertThat(after.getJsonObject("health").getString("status")).isEqualTo("UP");
        assertThat(after.getJsonArray("conditions")).hasSize(1);
    }

    private static JsonObject condition(JsonObject installation, String type) {
        return installation.getJsonArray("conditions").stream()
                .map(JsonObject.class::cast)
                .filter(condition -> condition.getString("type").equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDisabledExtensionIsLeftAloneUntilItIsEnabled() {
        var acme = installed(new JsonObject());
        run(acme, "who");

        acme.patch(lab, new JsonObject().put("enabled", false)).expect(200);
        refuses(acme, ExtensionError.DISABLED);
        assertThat(ready(acme).getString("reason")).isEqualTo("Disabled");

        acme.patch(lab, new JsonObject().put("enabled", true)).expect(200);
        assertThat(run(acme, "who").getString("version")).isEqualTo("1.0.0");
    }

    @Test
    void comesBackOnAnotherNodeAndAfterARestart() {
        var acme = installed(new JsonObject().put("token", TOKEN));

        var restarted = new World(BENCH);

        var config = Await.result(restarted.installations.use(
                acme.id,
                lab,
                running -> running.invoke(World.request(
                        lab + ".config.get", new JsonObject(), KnownCaller.system(), Duration.ofSeconds(5)))));
        assertThat(config.getString("token")).isEqualTo(TOKEN);

        acme.patch(lab, new JsonObject().put("enabled", false)).expect(200);
        Await.until(() -> assertThat(
                        Await.failure(restarted.installations.use(acme.id, lab, running -> Future.succeededFuture())))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ExtensionError.DISABLED)));
        acme.uninstall(lab, "").expect(204);
        Await.until(() ->
                assertThat(Await.result(restarted.installations.list(acme.id))).isEmpty());
    }

    @Test
    void manyWhoNeedItAtOnceShareOneInstance() {
        var acme = installed(new JsonObject());
        var restarted = new World(BENCH);

        var instances = new ArrayList<Future<Object>>();
        for (var turn = 0; turn < 50; turn++) {
            instances.add(restarted.installations.use(acme.id, lab, Future::succeededFuture));
        }

        assertThat(instances.stream().map(Await::result).distinct()).hasSize(1);
    }

    @Test
    void callsAndChangesAtOnceLeaveEverythingInOrder() {
        var acme = installed(new JsonObject());
        var calls = new ArrayList<Future<JsonObject>>();

        for (var turn = 0; turn < 20; turn++) {
            for (var call = 0; call < 5; call++) {
                calls.add(acme.invoking(lab, lab + ".config.get", new JsonObject()));
            }
            acme.patch(lab, new JsonObject("{\"config\":{\"token\":\"turn-" + turn + "\"}}"))
                    .expect(200);
        }

        assertThat(calls)
                .allSatisfy(call ->
                        assertThat(Await.result(call).getBoolean("listens")).isTrue());
        assertThat(acme.invoke(lab, lab + ".config.get", new JsonObject()).getString("token"))
                .isEqualTo("turn-19");
    }

    @Test
    void publishesWhatItsManifestSaysAndNothingElse() {
        var acme = installed(new JsonObject());

        var id = acme.invoke(lab, lab + ".event.emit", new JsonObject("""
            {"type":"lab.done","subject":"s","data":{"n":1}}\
            """)).getString("id");

        Await.until(() -> assertThat(acme.events("lab.done")).singleElement().satisfies(event -> {
            assertThat(event.id().toString()).isEqualTo(id);
            assertThat(event.subject()).isEqualTo("s");
            assertThat(event.data()).isEqualTo(new JsonObject().put("n", 1));
            assertThat(event.actor().text()).isEqualTo("extension:" + lab);
        }));
        assertThatThrownBy(() -> acme.invoke(
                        lab,
                        lab + ".event.emit",
                        new JsonObject().put("type", "other.done").put("data", new JsonObject())))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).endsWith(".EVENT.TYPE_NOT_DECLARED"));
        assertThatThrownBy(() -> acme.invoke(
                        lab,
                        lab + ".event.emit",
                        new JsonObject()
                                .put("type", "lab.large")
                                .put("data", new JsonObject().put("x", "y".repeat(300_000)))))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).endsWith(".EVENT.TOO_LARGE"));
    }

    @Test
    void publishesNothingOfThePlatformsOwnEvenIfItMayPublishAll() {
        var key = World.extensionKey();
        world.publish(Lab.jar(key).manifest("publishesEvents", new JsonArray().add("*")));
        var acme = world.workspace();
        acme.install(key, "events.publish").expect(201);

        for (var type : List.of("member.added", "lab.bad type")) {
            assertThatThrownBy(() -> acme.invoke(
                            key,
                            key + ".event.emit",
                            new JsonObject().put("type", type).put("data", new JsonObject())))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.code().code()).endsWith("." + EventsError.TYPE_RESERVED.code()));
        }
    }

    @Test
    void publishesNothingWithoutThePermission() {
        var key = World.extensionKey();
        world.publish(Lab.jar(key).manifest("permissions", new JsonArray()));
        var acme = world.workspace();
        acme.install(key).expect(201);

        assertThatThrownBy(() -> acme.invoke(
                        key,
                        key + ".event.emit",
                        new JsonObject().put("type", "lab.done").put("data", new JsonObject())))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).endsWith(".EXTENSION.NOT_GRANTED"));
    }

    @Test
    void callsTheHostsItWasGrantedAndNoOthers() {
        var acme = installed(new JsonObject());
        var port = world.http.base().substring(world.http.base().lastIndexOf(':') + 1);

        var answer = acme.invoke(
                lab, lab + ".http.get", new JsonObject().put("url", "http://localhost:" + port + "/health/live"));
        assertThat(answer.getInteger("status")).isEqualTo(200);
        for (var url : List.of("http://127.0.0.1:" + port + "/", "https://example.org/")) {
            assertThatThrownBy(() -> acme.invoke(lab, lab + ".http.get", new JsonObject().put("url", url)))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code().code()).endsWith(".URL.NOT_ALLOWED"));
        }
        assertThatThrownBy(
                        () -> acme.invoke(lab, lab + ".http.get", new JsonObject().put("url", "http://localhost:1/")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).endsWith(".OUTBOUND.UNREACHABLE"));
    }

    @Test
    void callsOtherExtensionsInItsOwnName() {
        var key = World.extensionKey();
        world.publish(Lab.jar(key).manifest("requires", InstallationsTest.requires(lab + ".code.run", "^1.0", false)));
        var acme = installed(new JsonObject());
        acme.install(key, "events.publish").expect(201);
        var call = new JsonObject().put("key", lab + ".code.run").put("input", new JsonObject().put("what", "who"));

        assertThat(acme.invoke(key, key + ".other.call", call).getString("caller"))
                .isEqualTo(key);
        acme.patch(lab, new JsonObject().put("enabled", false)).expect(200);
        assertThatThrownBy(() -> acme.invoke(key, key + ".other.call", call))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).endsWith(".EXTENSION.DISABLED"));
    }
}
