package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InstallationsTest {

    private static final String UPLOAD = "/api/admin/marketplace/extensions";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
    }

    @Test
    void installsAnExtensionAndTellsOfIt() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();

        var installed = acme.install(key).expect(201);

        assertThat(installed.header("Location")).isEqualTo(acme.extensions() + "/" + key);
        assertThat(installed.data().getString("state")).isEqualTo("ACTIVE");
        assertThat(installed.data().getJsonObject("health").getString("status")).isEqualTo("UP");
        var shown = acme.get(key).expect(200);
        assertThat(shown.data()).isEqualTo(installed.data());
        assertThat(shown.header("ETag")).isEqualTo(installed.header("ETag"));
        assertThat(acme.asOwner().get(acme.extensions()).expect(200).list()).containsExactly(installed.data());
        Await.until(() -> assertThat(acme.events("extension.installed"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.actor().text()).isEqualTo("user:" + acme.owner);
                    assertThat(event.subject()).isEqualTo(key);
                    assertThat(event.data())
                            .isEqualTo(new JsonObject().put("extensionKey", key).put("version", "1.0.0"));
                }));
    }

    @Test
    void isAskedForAgainWithTheSameKeyAndAnsweredAsBefore() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();
        var client = acme.asOwner().withHeader("Idempotency-Key", key);

        var installed = client.post(acme.extensions(), request(key)).expect(201);
        var repeated = client.post(acme.extensions(), request(key)).expect(201);

        assertThat(repeated.data()).isEqualTo(installed.data());
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(acme.asOwner().get(acme.extensions()).expect(200).list()).hasSize(1);
    }

    @Test
    void takesTheNewestReleaseThatIsOnOffer() {
        var key = World.extensionKey();
        for (var version : List.of("1.2.0", "1.10.0", "1.11.0", "2.0.0-beta.1")) {
            world.publish(World.quiet(key, version));
        }
        yank(key, "1.11.0");
        var acme = world.workspace();

        assertThat(acme.install(key).expect(201).data().getString("version")).isEqualTo("1.10.0");
    }

    @Test
    void takesTheVersionThatIsNamed() {
        var key = World.extensionKey();
        for (var version : List.of("1.0.0", "1.1.0", "2.0.0-beta.1")) {
            world.publish(World.quiet(key, version));
        }
        yank(key, "1.1.0");

        for (var version : List.of("1.0.0", "2.0.0-beta.1")) {
            var installed = world.workspace().install(request(key).put("version", version));
            assertThat(installed.expect(201).data().getString("version")).isEqualTo(version);
        }
        var acme = world.workspace();
        acme.install(request(key).put("version", "1.1.0")).expect(409, "EXTENSION.VERSION_YANKED");
        acme.install(request(key).put("version", "9.0.0")).expect(404, "EXTENSION.VERSION_NOT_FOUND");
        acme.install(request(key).put("version", "^1.0")).expect(404, "EXTENSION.VERSION_NOT_FOUND");
        acme.install("nobody-knows").expect(404, "EXTENSION.NOT_FOUND");
    }

    @Test
    void wantsAVersionNamedWhenThereIsNoRelease() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0-rc.1"));

        world.workspace().install(key).expect(404, "EXTENSION.VERSION_NOT_FOUND");
    }

    @Test
    void asksForConsentToEveryPermission() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0")
                .manifest("permissions", new JsonArray().add("members.read").add("events.publish")));
        var acme = world.workspace();

        var refused = acme.install(key, "members.read").expect(409, "EXTENSION.CONSENT_REQUIRED");

        assertThat(refused.json().getJsonArray("details"))
                .containsExactly(new JsonObject()
                        .put("field", "grantedPermissions")
                        .put("message", "events.publish is not granted"));
        acme.get(key).expect(404, "EXTENSION.NOT_INSTALLED");
        var installed = acme.install(key, "members.read", "events.publish", "members.manage")
                .expect(201)
                .data();
        assertThat(installed.getJsonArray("grantedPermissions"))
                .as("what is not asked is not granted")
                .containsExactly("events.publish", "members.read");
    }

    @Test
    void nobodyGrantsWhatTheyDoNotHold() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0")
                .manifest("permissions", new JsonArray().add("members.read").add("workspace.delete")));
        var acme = world.workspace();
        var body = request(key)
                .put("grantedPermissions", new JsonArray().add("members.read").add("workspace.delete"));

        var refused = acme.member("ADMIN").post(acme.extensions(), body).expect(403, "EXTENSION.GRANT_NOT_HELD");

        assertThat(refused.json().getString("message"))
                .contains("workspace.delete")
                .doesNotContain("members.read");
        acme.install(body).expect(201);
    }

    @Test
    void wantsWhatItRequiresInAVersionThatFits() {
        var provider = World.extensionKey();
        var capability = provider + ".index.put";
        world.publish(ExtensionJar.of(provider, "1.0.0")
                .extension(answering(capability))
                .provides(capability));
        var fitting = World.extensionKey();
        world.publish(World.quiet(fitting, "1.0.0").manifest("requires", requires(capability, "^1.0", false)));
        var demanding = World.extensionKey();
        world.publish(World.quiet(demanding, "1.0.0").manifest("requires", requires(capability, "^2.0", false)));
        var modest = World.extensionKey();
        world.publish(World.quiet(modest, "1.0.0").manifest("requires", requires(capability, "^2.0", true)));
        var acme = world.workspace();

        var refused = acme.install(fitting).expect(409, "EXTENSION.REQUIREMENT_MISSING");
        assertThat(refused.json().getString("message")).contains(capability);
        acme.install(provider).expect(201);
        acme.install(fitting).expect(201);
        acme.install(demanding).expect(409, "EXTENSION.REQUIREMENT_MISSING");
        acme.install(modest).expect(201);

        var other = world.workspace();
        other.install(provider).expect(201);
        other.patch(provider, new JsonObject().put("enabled", false)).expect(200);
        other.install(fitting).expect(409, "EXTENSION.REQUIREMENT_MISSING");
    }

    @Test
    void usesNamesThatAreNotItsOwnOnlyWithConsent() {
        var key = World.extensionKey();
        world.publish(ExtensionJar.of(key, "1.0.0")
                .extension(answering("search.index.put"))
                .provides("search.index.put")
                .manifest("publishesEvents", new JsonArray().add(key + ".done").add("crm.*")));
        var acme = world.workspace();
        var request = request(key).put("grantedNames", new JsonArray());

        var plan = acme.asOwner()
                .post(acme.extensions() + "?dryRun=true", request)
                .expect(200)
                .data();
        var refused = acme.install(request).expect(409, "EXTENSION.CONSENT_REQUIRED");
        acme.install(request(key).put("grantedNames", new JsonArray().add("crm.*")))
                .expect(409, "EXTENSION.CONSENT_REQUIRED");

        assertThat(plan.getJsonArray("takesOver").stream().map(Object::toString))
                .containsExactly("{\"name\":\"search.index.put\",\"from\":null}", "{\"name\":\"crm.*\",\"from\":null}");
        assertThat(refused.json().getJsonArray("details").toString())
                .contains("grantedNames", "search.index.put", "crm.*")
                .doesNotContain(key + ".done");
        acme.install(request(key)
                        .put("grantedNames", new JsonArray().add("crm.*").add("search.index.put")))
                .expect(201);
    }

    @Test
    void aCapabilityBelongsToWhoProvidesItFirst() {
        var first = World.extensionKey();
        var second = World.extensionKey();
        var capability = first + ".index.put";
        for (var key : List.of(first, second)) {
            world.publish(ExtensionJar.of(key, "1.0.0")
                    .extension(answering(capability))
                    .provides(capability));
        }
        var acme = world.workspace();
        acme.install(first).expect(201);

        var refused = acme.install(second).expect(409, "EXTENSION.CONSENT_REQUIRED");

        assertThat(refused.json().toString()).contains(capability, "is provided here by the extension " + first);
        var other = world.workspace();
        other.install(request(second).put("grantedNames", new JsonArray().add(capability)))
                .expect(201);
        var late = other.install(first).expect(409, "EXTENSION.CONSENT_REQUIRED");
        assertThat(late.json().toString()).contains("is provided here by the extension " + second);
    }

    @Test
    void doesNotTakeAwayWhatOthersNeed() {
        var provider = World.extensionKey();
        var capability = provider + ".index.put";
        world.publish(ExtensionJar.of(provider, "1.0.0")
                .extension(answering(capability))
                .provides(capability));
        var dependent = World.extensionKey();
        world.publish(World.quiet(dependent, "1.0.0").manifest("requires", requires(capability, "^1.0", false)));
        var modest = World.extensionKey();
        world.publish(World.quiet(modest, "1.0.0").manifest("requires", requires(capability, "^1.0", true)));
        var acme = world.workspace();
        acme.install(provider).expect(201);
        acme.install(dependent).expect(201);
        acme.install(modest).expect(201);

        var refused = acme.uninstall(provider, "").expect(409, "EXTENSION.REQUIRED_BY");
        assertThat(refused.json().getJsonArray("details"))
                .containsExactly(new JsonObject().put("field", "requiredBy").put("message", dependent));
        assertThat(acme.state(provider)).isEqualTo("ACTIVE");

        acme.uninstall(provider, "?force=true").expect(204);
        acme.uninstall(dependent, "").expect(204);
    }

    @Test
    void saysBeforehandWhatItWouldDo() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0")
                .manifest("permissions", new JsonArray().add("members.read"))
                .manifest("egress", new JsonArray().add("hooks.slack.com"))
                .manifest("consumesEvents", new JsonArray().add("member.*"))
                .manifest("requires", requires("search.index.put", "^1.0", true))
                .manifest("configSchema", new JsonObject("""
                        {"type":"object","properties":{"token":{"type":"string","writeOnly":true}}}"""))
                .file("migrations/V1__things.sql", "create table " + prefix(key) + "thing (id int)"));
        var acme = world.workspace();

        var plan = acme.asOwner()
                .post(acme.extensions() + "?dryRun=true", request(key))
                .expect(200)
                .data();

        assertThat(plan.getString("version")).isEqualTo("1.0.0");
        assertThat(plan.getJsonArray("permissions")).containsExactly("members.read");
        assertThat(plan.getJsonArray("egress")).containsExactly("hooks.slack.com");
        assertThat(plan.getJsonArray("consumesEvents")).containsExactly("member.*");
        assertThat(plan.getJsonArray("secrets")).containsExactly("token");
        assertThat(plan.getJsonArray("migrations"))
                .containsExactly(new JsonObject()
                        .put("step", 1)
                        .put("description", "things")
                        .put("sql", "create table " + prefix(key) + "thing (id int)"));
        assertThat(plan.getJsonArray("requires").getJsonObject(0).getValue("provider"))
                .isNull();
        assertThat(plan.getJsonArray("obstacles")).isEmpty();
        acme.get(key).expect(404, "EXTENSION.NOT_INSTALLED");
        assertThat(world.heard).noneMatch(event -> key.equals(event.subject()));

        var agreed = request(key)
                .put("grantedPermissions", new JsonArray().add("members.read"))
                .put("planHash", plan.getString("planHash"));
        acme.install(agreed).expect(201);
        assertThat(acme.asOwner()
                        .post(acme.extensions() + "?dryRun=true", request(key))
                        .expect(200)
                        .data()
                        .getJsonArray("obstacles")
                        .getJsonObject(0)
                        .getString("code"))
                .isEqualTo("EXTENSION.ALREADY_INSTALLED");
    }

    @Test
    void refusesAPlanThatHasChangedSinceItWasSeen() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();
        var seen = acme.asOwner()
                .post(acme.extensions() + "?dryRun=true", request(key))
                .expect(200)
                .data();
        world.publish(World.quiet(key, "1.1.0").manifest("permissions", new JsonArray().add("members.manage")));

        acme.install(request(key)
                        .put("planHash", seen.getString("planHash"))
                        .put("grantedPermissions", new JsonArray().add("members.manage")))
                .expect(409, "EXTENSION.PLAN_CHANGED");

        acme.install(request(key).put("version", "1.0.0").put("planHash", seen.getString("planHash")))
                .expect(201);
    }

    @Test
    void refusesToSwitchOffAndToUninstallByAPlanThatHasChangedSinceItWasSeen() {
        var key = World.extensionKey();
        world.publish(
                ExtensionJar.of(key, "1.0.0").provides(key + ".thing.find").extension(answering(key + ".thing.find")));
        var dependent = World.extensionKey();
        world.publish(
                World.quiet(dependent, "1.0.0").manifest("requires", requires(key + ".thing.find", "^1.0", true)));
        var acme = world.workspace();
        acme.install(key).expect(201);
        var off = disablePlan(acme, key);
        var gone = uninstallPlan(acme, key);
        acme.install(dependent).expect(201);

        acme.patch(key, new JsonObject().put("enabled", false).put("planHash", off))
                .expect(409, "EXTENSION.PLAN_CHANGED");
        acme.uninstall(key, "?planHash=" + gone).expect(409, "EXTENSION.PLAN_CHANGED");

        assertThat(acme.state(key)).isEqualTo("ACTIVE");
        acme.patch(key, new JsonObject().put("enabled", false).put("planHash", disablePlan(acme, key)))
                .expect(200);
        acme.uninstall(key, "?planHash=" + uninstallPlan(acme, key)).expect(204);
    }

    private static String disablePlan(World.Made where, String key) {
        return where.asOwner()
                .patch(where.extensions() + "/" + key + "?dryRun=true", new JsonObject().put("enabled", false))
                .expect(200)
                .data()
                .getString("planHash");
    }

    private static String uninstallPlan(World.Made where, String key) {
        return where.uninstall(key, "?dryRun=true").expect(200).data().getString("planHash");
    }

    @Test
    void saysBeforehandWhatStandsInTheWay() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0")
                .manifest("permissions", new JsonArray().add("workspace.delete"))
                .manifest("requires", requires("search.index.put", "^1.0", false)));
        var acme = world.workspace();

        var obstacles = acme.member("ADMIN")
                .post(acme.extensions() + "?dryRun=true", request(key))
                .expect(200)
                .data()
                .getJsonArray("obstacles");

        assertThat(obstacles.stream().map(obstacle -> ((JsonObject) obstacle).getString("code")))
                .containsExactly("EXTENSION.REQUIREMENT_MISSING", "EXTENSION.GRANT_NOT_HELD");
    }

    @Test
    void ofManyInstallationsAtOnceExactlyOneWins() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0")
                .file("migrations/V1__things.sql", "create table " + prefix(key) + "thing (id int)"));
        var acme = world.workspace();

        var statuses = IntStream.range(0, 64)
                .mapToObj(turn -> acme.asOwner().sendAsync("POST", acme.extensions(), request(key)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(statuses.stream().filter(response -> response.status() == 201))
                .hasSize(1);
        assertThat(statuses.stream().filter(response -> response.status() != 201))
                .allSatisfy(response -> response.expect(409, "EXTENSION.ALREADY_INSTALLED"));
        Await.until(() -> assertThat(acme.events("extension.installed")).hasSize(1));
    }

    @Test
    void installingAndUninstallingAtOnceLeavesOneOrNone() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();

        var answers = IntStream.range(0, 32)
                .mapToObj(turn -> turn % 2 == 0
                        ? acme.asOwner().sendAsync("POST", acme.extensions(), request(key))
                        : acme.asOwner().sendAsync("DELETE", acme.extensions() + "/" + key, null))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        var installed =
                answers.stream().filter(answer -> answer.status() == 201).count();
        var uninstalled =
                answers.stream().filter(answer -> answer.status() == 204).count();
        assertThat(answers).allMatch(answer -> List.of(201, 204, 404, 409).contains(answer.status()));
        assertThat(installed - uninstalled).isBetween(0L, 1L);
        assertThat(acme.get(key).status()).isEqualTo(installed > uninstalled ? 200 : 404);
    }

    @Test
    void uninstallsIt() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();
        acme.install(key).expect(201);

        acme.uninstall(key, "").expect(204);

        acme.get(key).expect(404, "EXTENSION.NOT_INSTALLED");
        acme.uninstall(key, "").expect(404, "EXTENSION.NOT_INSTALLED");
        acme.uninstall(key, "?data=purge").expect(404, "EXTENSION.NOT_INSTALLED");
        acme.uninstall(key, "?data=burn").expect(400, "REQUEST.INVALID");
        Await.until(() -> assertThat(acme.events("extension.uninstalled")).hasSize(1));
        acme.install(key).expect(201);
    }

    @Test
    void switchesItOffAndOn() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();
        acme.install(key).expect(201);

        var off = acme.patch(key, new JsonObject().put("enabled", false)).expect(200);
        assertThat(off.data().getString("state")).isEqualTo("DISABLED");
        assertThat(acme.patch(key, new JsonObject().put("enabled", false)).header("ETag"))
                .as("once more changes nothing")
                .isEqualTo(off.header("ETag"));
        var on = acme.patch(key, new JsonObject().put("enabled", true)).expect(200);
        assertThat(on.data().getString("state")).isEqualTo("ACTIVE");
        assertThat(on.data().getJsonObject("health").getString("status")).isEqualTo("UP");

        Await.until(() -> {
            assertThat(acme.events("extension.disabled")).hasSize(1);
            assertThat(acme.events("extension.enabled")).hasSize(1);
        });
    }

    @Test
    void changesNothingThatWasChangedMeanwhile() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();
        var stale = acme.install(key).expect(201).header("ETag");
        acme.patch(key, new JsonObject().put("enabled", false)).expect(200);
        var path = acme.extensions() + "/" + key;
        var client = acme.asOwner().withHeader("If-Match", stale);

        client.patch(path, new JsonObject().put("enabled", true)).expect(412, "REQUEST.PRECONDITION_FAILED");
        client.delete(path).expect(412, "REQUEST.PRECONDITION_FAILED");

        var current = acme.get(key).header("ETag");
        acme.asOwner().withHeader("If-Match", current).delete(path).expect(204);
    }

    @Test
    void isForThoseWhoManageExtensions() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();
        acme.install(key).expect(201);
        var viewer = acme.member("VIEWER");
        var stranger = world.as(world.user());
        var path = acme.extensions() + "/" + key;

        viewer.get(path).expect(200);
        viewer.get(acme.extensions()).expect(200);
        viewer.post(acme.extensions(), request(key)).expect(403, "ACCESS.DENIED");
        viewer.patch(path, new JsonObject()).expect(403, "ACCESS.DENIED");
        viewer.delete(path).expect(403, "ACCESS.DENIED");
        for (var answer : List.of(
                stranger.get(path),
                stranger.get(acme.extensions()),
                stranger.post(acme.extensions(), request(key)),
                stranger.patch(path, new JsonObject()),
                stranger.delete(path))) {
            answer.expect(404, "WORKSPACE.NOT_FOUND");
        }
    }

    @Test
    void tellsWhatIsWrongWithARequest() {
        var acme = world.workspace();

        for (var body : List.of(
                "{}",
                "[]",
                "{",
                "{\"extensionKey\":7}",
                "{\"extensionKey\":\"a\",\"config\":[]}",
                "{\"extensionKey\":\"a\",\"colour\":\"red\"}",
                "{\"extensionKey\":\"a\",\"grantedPermissions\":[7]}")) {
            acme.asOwner().send("POST", acme.extensions(), body).expect(400, "REQUEST.INVALID");
        }
        acme.asOwner().post(acme.extensions() + "?dryRun=perhaps", request("a")).expect(400, "REQUEST.INVALID");
        acme.patch("a", new JsonObject().put("enabled", "yes")).expect(400, "REQUEST.INVALID");
        acme.patch("a", new JsonObject().putNull("enabled")).expect(400, "REQUEST.INVALID");
        acme.patch("a", new JsonObject()).expect(404, "EXTENSION.NOT_INSTALLED");
        acme.asOwner().get(acme.extensions() + "?filter=colour%3Dred").expect(400, "REQUEST.INVALID");
    }

    @Test
    void listsInPages() {
        var acme = world.workspace();
        var keys = IntStream.range(0, 5)
                .mapToObj(number -> {
                    var key = World.extensionKey();
                    world.publish(World.quiet(key, "1.0.0"));
                    acme.install(key).expect(201);
                    return key;
                })
                .sorted()
                .toList();
        acme.patch(keys.get(0), new JsonObject().put("enabled", false)).expect(200);

        var first = acme.asOwner().get(acme.extensions() + "?pageSize=3").expect(200);
        assertThat(keysOf(first)).isEqualTo(keys.subList(0, 3));
        var token = first.json().getString("nextPageToken");
        var second = acme.asOwner().get(acme.extensions() + "?pageSize=3&pageToken=" + token);
        assertThat(keysOf(second)).isEqualTo(keys.subList(3, 5));
        assertThat(second.json().containsKey("nextPageToken")).isFalse();
        assertThat(keysOf(acme.asOwner().get(acme.extensions() + "?filter=state%3Ddisabled")))
                .isEqualTo(keys.subList(0, 1));
    }

    static JsonObject request(String key) {
        return new JsonObject().put("extensionKey", key);
    }

    static String prefix(String key) {
        return key.replace('-', '_') + "_";
    }

    static JsonObject requires(String capability, String version, boolean optional) {
        return new JsonObject()
                .put(
                        "capabilities",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("key", capability)
                                        .put("version", version)
                                        .put("optional", optional)));
    }

    private static String answering(String capability) {
        return """
                public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                    handlers.capability("%s", invocation -> Future.succeededFuture(invocation.input()));
                    return Future.succeededFuture();
                }
                """.formatted(capability);
    }

    private static List<String> keysOf(Response listed) {
        return listed.expect(200).list().stream()
                .map(installation -> ((JsonObject) installation).getString("extensionKey"))
                .toList();
    }

    private static void yank(String key, String version) {
        world.asAdministrator()
                .post(UPLOAD + "/" + key + "/versions/" + version + "/yank", null)
                .expect(200);
    }
}
