package dev.guildhall.host;

import static dev.guildhall.host.Hosting.artifact;
import static dev.guildhall.host.Hosting.assertFails;
import static dev.guildhall.host.Hosting.await;
import static dev.guildhall.host.Hosting.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Permission;
import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.semver4j.Semver;

/** What a granted permission opens to an extension, and to those who call it. */
class GrantsTest {

    private static final JsonObject NOTHING = new JsonObject();
    private static final String KEY = "demo.thing.do";

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
                "workspace.emit(\"demo.done\", null, null)                                            | events.publish",
                "workspace.storage().inTransaction(tx -> tx.emit(\"demo.done\", null, null))           | events.publish",
                "workspace.events().read(0, 10)                                                      | events.read",
                "workspace.members().list(1, null)                                                   | members.read",
                "workspace.members().get(\"ada\")                                                     | members.read",
                "workspace.invoke(\"search.index.put\", null)                                         | capabilities.invoke"
            })
    void aMethodFailsWithoutItsPermissionAndNamesIt(String use, String permission) {
        services.providing((chain, key, input) -> Future.succeededFuture(input));
        var without = opened("return " + told(use), services.granting());

        var refusal = await(Hosting.invoke(without, KEY, NOTHING));

        assertThat(refusal.getString("code")).isEqualTo("EXTENSION.NOT_GRANTED");
        assertThat(refusal.getString("message")).contains(permission);
        assertThat(services.log).doesNotContain("commit").noneMatch(done -> done.startsWith("emit"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "workspace.events().read(4, 10)   | events.read         | events after 4, 10",
                "workspace.members().get(\"ada\") | members.read        | member ada",
                "workspace.state().put(\"a\", new JsonObject().put(\"n\", 1)) | events.read | put a {\"n\":1}",
                "workspace.state().compareAndSet(\"a\", 7, null)             | events.read | set a of 7 {}"
            })
    void aMethodWorksWithItsPermissionAlone(String use, String permission, String done) {
        var running = opened("return " + told(use), services.granting(permission));

        assertThat(await(Hosting.invoke(running, KEY, NOTHING)).getString("code"))
                .isEqualTo("none");
        assertThat(services.log).containsExactly(done);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "workspace.events().read(0, 0)        | limit",
                "workspace.members().list(1001, null) | limit",
                "workspace.state().get(\"\")          | key",
                "workspace.state().get(\"k\".repeat(201)) | key",
                "workspace.invoke(CapabilityCall.of(\"search.index.put\", null).withVersions(\"one\")) | versions",
                "workspace.invoke(CapabilityCall.of(\"search.index.put\", null).withIdempotencyKey(\"\")) | idempotencyKey"
            })
    void namesWhatIsOutOfBounds(String use, String field) {
        var running = opened("return " + told(use), services);

        var refusal = await(Hosting.invoke(running, KEY, NOTHING));

        assertThat(refusal.getString("field")).isEqualTo(field);
        assertThat(services.log).isEmpty();
    }

    @Test
    void tellsOfAddressesOnlyWhoMayReadMembers() {
        var body = """
            return Future.succeededFuture(new JsonObject().put("email", String.valueOf(call.caller().email())));
            """;

        assertThat(await(asAda(opened(body, services.granting("members.read")))).getString("email"))
                .isEqualTo("ada@example.com");
        assertThat(await(asAda(opened(body, hosting.services("umbrella").granting("events.read"))))
                        .getString("email"))
                .isEqualTo("null");
    }

    private static Future<JsonObject> asAda(RunningExtension running) {
        return running.invoke(new CapabilityRequest(
                KEY, "1.0.0", NOTHING, KnownCaller.user("ada", "ada@example.com", "MEMBER"), chain()));
    }

    private static CallChain chain() {
        return CallChain.from("test", Instant.now().plusSeconds(5));
    }

    @Test
    void keepsSecretsApartFromTheConfiguration() {
        services.configured(new JsonObject().put("token", "secret").put("words", "Hello"));
        var running = opened("""
            return Future.succeededFuture(new JsonObject()
                    .put("config", workspace.config())
                    .put("token", workspace.secrets().get("token").orElse("none"))
                    .put("words", workspace.secrets().get("words").orElse("none"))
                    .put("whole", workspace.secrets().config()));
            """, services);

        var seen = await(Hosting.invoke(running, KEY, NOTHING));

        assertThat(seen.getJsonObject("config")).isEqualTo(new JsonObject().put("words", "Hello"));
        assertThat(seen.getString("token")).isEqualTo("secret");
        assertThat(seen.getString("words")).isEqualTo("none");
        assertThat(seen.getJsonObject("whole").getString("token")).isEqualTo("secret");
    }

    @Test
    void aCapabilityWithAPermissionNeedsItOfWhomeverIsBehindTheCall() {
        var running = hosting.open(
                artifact(jar("return Future.succeededFuture(new JsonObject());")
                        .manifest(
                                "declares",
                                JsonArray.of(new JsonObject()
                                        .put("name", "demo.manage")
                                        .put("description", "Manage")
                                        .put("heldWith", "settings.manage")))
                        .manifest(
                                "provides",
                                JsonArray.of(new JsonObject()
                                        .put("key", KEY)
                                        .put("version", "1.0.0")
                                        .put("permission", "demo.manage")))),
                services);
        var granted = new Grants(Set.of("settings.manage"));
        var ungranted = new Grants(Set.of("capabilities.invoke"));

        await(called(running, behalf("settings.manage")));
        await(called(running, behalf("settings.manage").through("other", granted)));
        await(called(running, chain().through("other", granted)));
        assertDenied(called(running, behalf("members.read")));
        assertDenied(called(running, behalf("settings.manage").through("other", ungranted)));
        assertDenied(called(running, behalf("members.read").through("other", granted)));
        assertDenied(called(running, chain().through("other", ungranted)));
    }

    private static Future<JsonObject> called(RunningExtension running, CallChain chain) {
        return running.invoke(new CapabilityRequest(KEY, "1.0.0", NOTHING, KnownCaller.system(), chain));
    }

    private static CallChain behalf(String permission) {
        var held = new Permission(permission, "What it is", Permission.Level.VIEWER);
        var access = new Access(new WorkspaceId(UUID.randomUUID()), "MEMBER", Set.of(held));
        return chain().onBehalfOf(KnownCaller.user("ada", null, "MEMBER"), access);
    }

    private static void assertDenied(Future<?> call) {
        assertThat(failureOf(call))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.is(CommonError.ACCESS_DENIED))
                                .isTrue());
    }

    @Test
    void passesOnForWhomItCallsWithinItsTimeAndTheNameOfTheCall() {
        var seen = Promise.<CallChain>promise();
        services.providing((chain, key, input) -> {
            seen.tryComplete(chain);
            return Future.succeededFuture(input);
        });
        var running = opened("""
            return workspace.invoke(CapabilityCall.of("search.index.put", call.input())
                    .withTimeout(java.time.Duration.ofMillis(500)));
            """, services);

        var before = Instant.now();
        await(running.invoke(new CapabilityRequest(KEY, "1.0.0", NOTHING, KnownCaller.system(), behalf("a.read"))));

        var chain = await(seen.future());
        assertThat(chain.behalf().orElseThrow().caller().id()).isEqualTo("ada");
        assertThat(chain.extensions()).containsExactly("demo");
        assertThat(chain.deadline()).isBefore(before.plusSeconds(4));
    }

    @Test
    void endsACallThatItsCallerGivesUpAndInterruptsIt() {
        var running = opened("""
            if (call.input().isEmpty()) {
                try {
                    workspace.logger().info("asleep");
                    Thread.sleep(60_000);
                } catch (InterruptedException interrupted) {
                    workspace.logger().info("cancelled " + call.isCancelled());
                    throw interrupted;
                }
            }
            return Future.succeededFuture(new JsonObject());
            """, services);
        var chain = CallChain.from("test", Instant.now().plus(Duration.ofSeconds(30)));
        var call = running.invoke(new CapabilityRequest(KEY, "1.0.0", NOTHING, KnownCaller.system(), chain));
        Hosting.eventually(() -> services.lines.contains("asleep"));

        chain.cancellation().cancel();

        assertFails(call, Kind.CANCELLED);
        Hosting.eventually(() -> running.outstanding() == 0);
        Hosting.eventually(() -> services.lines.contains("cancelled true"));
        await(Hosting.invoke(running, KEY, new JsonObject().put("again", true)));
    }

    @Test
    void givesUpTheCallsThatAGivenUpCallHasMade() {
        var nested = Promise.<CallChain>promise();
        services.providing((chain, key, input) -> {
            nested.tryComplete(chain);
            return Promise.<JsonObject>promise().future();
        });
        var running = opened("""
            return workspace.invoke(CapabilityCall.of("search.index.put", call.input())
                    .cancelledBy(Promise.promise().future()));
            """, services);
        var chain = chain();
        var call = running.invoke(new CapabilityRequest(KEY, "1.0.0", NOTHING, KnownCaller.system(), chain));
        var inner = await(nested.future());

        chain.cancellation().cancel();

        assertFails(call, Kind.CANCELLED);
        assertThat(inner.cancellation().isCancelled()).isTrue();
    }

    @Test
    void givesUpACallWhenTheExtensionSaysSo() {
        var nested = Promise.<CallChain>promise();
        services.providing((chain, key, input) -> {
            nested.tryComplete(chain);
            return Promise.<JsonObject>promise().future();
        });
        var running =
                hosting.open(artifact(jar("""
            if (!call.input().isEmpty()) {
                enough.complete();
                return Future.succeededFuture(new JsonObject());
            }
            return workspace.invoke(CapabilityCall.of("search.index.put", call.input()).cancelledBy(enough.future()));
            """, "private final Promise<Void> enough = Promise.promise();")), services);
        var chain = chain();
        var call = running.invoke(new CapabilityRequest(KEY, "1.0.0", NOTHING, KnownCaller.system(), chain));
        var inner = await(nested.future());
        assertThat(inner.cancellation().isCancelled()).isFalse();

        await(Hosting.invoke(running, KEY, new JsonObject().put("enough", true)));

        Hosting.eventually(() -> inner.cancellation().isCancelled());
        assertThat(chain.cancellation().isCancelled())
                .as("whoever called the extension waits still")
                .isFalse();
        assertThat(call.isComplete()).isFalse();
        chain.cancellation().cancel();
        assertFails(call, Kind.CANCELLED);
    }

    @Test
    void asksForTheVersionsAndByTheNameThatTheCallSays() {
        services.providing((chain, key, input) -> Future.succeededFuture(input));
        var running = opened("""
            return workspace.invoke(CapabilityCall.of("search.index.put", call.input())
                    .withVersions(">=1.2.0 <2.0.0").withIdempotencyKey("order-7"));
            """, services);

        await(Hosting.invoke(running, KEY, NOTHING));

        assertThat(services.asked).singleElement().satisfies(asked -> {
            assertThat(asked.call().idempotencyKey()).contains("order-7");
            assertThat(asked.versions().includes(new Semver("1.2.0"))).isTrue();
            assertThat(asked.versions().includes(new Semver("1.1.0"))).isFalse();
            assertThat(asked.versions().includes(new Semver("2.0.0"))).isFalse();
        });
    }

    private RunningExtension opened(String body, FakeServices in) {
        return hosting.open(artifact(jar(body)), in);
    }

    private static ExtensionJar jar(String body) {
        return jar(body, "");
    }

    private static ExtensionJar jar(String body, String members) {
        return ExtensionJar.of("demo", "1.0.0")
                .manifest("manifest", 1)
                .manifest("publishesEvents", JsonArray.of("demo.*"))
                .manifest(
                        "requires",
                        new JsonObject()
                                .put("capabilities", JsonArray.of(new JsonObject().put("key", "search.index.put"))))
                .provides(KEY)
                .extension("""
                    %s

                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("demo.thing.do", call -> {
                            %s
                        });
                        return Future.succeededFuture();
                    }
                    """.formatted(members, body));
    }

    /** The code and the first field of the refusal that the extension gets, or that there was none. */
    private static String told(String use) {
        return use + """
            .map(done -> new JsonObject().put("code", "none"))
            .recover(refused -> { var told = (ExtensionException) refused; return Future.succeededFuture(new JsonObject()
                .put("code", told.code()).put("message", told.getMessage())
                .put("field", told.fields().isEmpty() ? null : told.fields().get(0).path())); });
            """;
    }
}
