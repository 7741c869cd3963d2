package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.extensions.CapabilityInvoker;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.VersionRange;
import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a plan says is what is there when it was applied: versions, their order, who answers whom, permissions, handlers. */
class PlansPropertyTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final int CATALOGUES = 30;
    private static final List<String> NUMBERS = List.of("1.0.0", "1.1.0", "2.0.0");
    private static final List<String> PERMISSIONS = List.of("members.read", "events.publish", "capabilities.invoke");
    private static final List<String> EVENTS = List.of("member.added", "thing.*", "other.made");
    private static final String CONSENT = "EXTENSION.CONSENT_REQUIRED";

    private final Random random = new Random(20_261_130);
    private final TestProduct product =
            TestProduct.start(BENCH, BENCH.product("plans").assemble());

    private int applied;
    private int brought;
    private int refused;

    @Test
    void whatIsAppliedIsWhatWasPlannedOnThirtyRandomCatalogues() {
        for (var made = 0; made < CATALOGUES; made++) {
            var catalogue = new Catalogue();
            catalogue.publish();
            var workspace = product.workspace();
            for (var extension : catalogue.wanted()) {
                install(workspace, extension);
                upgrade(workspace, extension);
            }
            uninstall(workspace, catalogue.wanted().get(0));
        }
        assertThat(applied).as("plans that were applied").isGreaterThan(CATALOGUES);
        assertThat(brought).as("extensions that came along").isPositive();
        assertThat(refused).as("plans with something in the way").isPositive();
    }

    /** A few extensions, in some versions each, that require each other and each other's capabilities. */
    private final class Catalogue {

        private final String domain = TestProduct.name("any");
        private final List<String> extensions = IntStream.range(0, 2 + random.nextInt(2))
                .mapToObj(index -> domain + "-" + index)
                .toList();
        private final List<String> capabilities =
                IntStream.range(0, 2).mapToObj(n -> domain + ".thing.do" + n).toList();

        List<String> wanted() {
            return extensions;
        }

        /** Those that need no others first, so that few are refused for a circle. */
        void publish() {
            for (var index = extensions.size() - 1; index >= 0; index--) {
                for (var number : some(NUMBERS)) {
                    var others = extensions.subList(index + 1, extensions.size());
                    product.publish(jar(extensions.get(index), number, others).bytes());
                }
            }
        }

        private ExtensionJar jar(String key, String number, List<String> others) {
            var required = new JsonArray();
            some(others)
                    .forEach(other -> required.add(new JsonObject()
                            .put("key", other)
                            .put("version", one(List.of("*", "^1.0", "^2.0", ">=1.1.0")))
                            .put("optional", random.nextInt(5) == 0)));
            var needed = new JsonArray();
            some(capabilities)
                    .forEach(capability -> needed.add(new JsonObject()
                            .put("key", capability)
                            .put("version", one(List.of("*", "^1.0", "^2.0")))
                            .put("optional", random.nextInt(3) != 0)));
            var offered = new JsonArray();
            some(capabilities)
                    .forEach(capability ->
                            offered.add(new JsonObject().put("key", capability).put("version", one(NUMBERS))));
            return ExtensionJar.of(key, number)
                    .manifest("permissions", new JsonArray(some(PERMISSIONS)))
                    .manifest("consumesEvents", new JsonArray(some(EVENTS)))
                    .manifest("provides", offered)
                    .manifest(
                            "requires",
                            new JsonObject().put("extensions", required).put("capabilities", needed))
                    .extension("""
                        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) throws Exception {
                            try (var file = getClass().getResourceAsStream("/extension.json")) {
                                var manifest = new JsonObject(new String(file.readAllBytes()));
                                for (var one : manifest.getJsonArray("provides")) {
                                    handlers.capability(((JsonObject) one).getString("key"),
                                            call -> Future.succeededFuture(new JsonObject()
                                                    .put("extensionKey", manifest.getString("id"))
                                                    .put("version", call.version())));
                                }
                                for (var type : manifest.getJsonArray("consumesEvents")) {
                                    handlers.on((String) type, event -> Future.succeededFuture());
                                }
                            }
                            return Future.succeededFuture();
                        }
                        """);
        }
    }

    private void install(TestWorkspace workspace, String key) {
        var path = workspace.path() + "/extensions";
        var body = new JsonObject().put("extensionKey", key);
        var before = versions(workspace);
        var plan = workspace.asOwner().post(path + "?dryRun=true", body);
        var answer = workspace.asOwner().post(path, agreed(body, plan));
        if (hasObstacle(plan)) {
            requireRefused(plan, answer);
            assertThat(versions(workspace)).as(plan.body()).isEqualTo(before);
            return;
        }
        answer.expect(201);
        var arrivals = arrivals(plan);
        assertThat(installedLast(workspace, arrivals.size()))
                .as(plan.body())
                .containsExactlyElementsOf(
                        arrivals.stream().map(PlansPropertyTest::named).toList());
        arrivals.stream().map(PlansPropertyTest::named).forEach(before::add);
        assertThat(versions(workspace)).as(plan.body()).isEqualTo(before);
        brought += arrivals.size() - 1;
        requireAsPlanned(workspace, plan);
    }

    private void upgrade(TestWorkspace workspace, String key) {
        var path = workspace.path() + "/extensions/" + key + "/upgrade";
        var plan = workspace.asOwner().post(path + "?dryRun=true", new JsonObject());
        var before = versions(workspace);
        var answer = workspace.asOwner().post(path, agreed(new JsonObject(), plan));
        if (hasObstacle(plan)) {
            requireRefused(plan, answer);
            assertThat(versions(workspace)).as(plan.body()).isEqualTo(before);
            return;
        }
        answer.expect(200);
        before.remove(key + " " + plan.data().getString("from"));
        arrivals(plan).stream().map(PlansPropertyTest::named).forEach(before::add);
        assertThat(versions(workspace)).as(plan.body()).isEqualTo(before);
        requireAsPlanned(workspace, plan);
    }

    private void uninstall(TestWorkspace workspace, String key) {
        var path = workspace.path() + "/extensions/" + key;
        var plan = workspace.asOwner().delete(path + "?dryRun=true");
        if (plan.status() == 404) {
            return;
        }
        var before = versions(workspace);
        workspace
                .asOwner()
                .delete(path + "?force=true&planHash=" + plan.expect(200).data().getString("planHash"))
                .expect(204);
        before.remove(key + " " + plan.data().getString("from"));
        assertThat(versions(workspace)).as(plan.body()).isEqualTo(before);
        requireAnswering(workspace, plan);
        applied++;
    }

    private static JsonObject agreed(JsonObject body, Response plan) {
        if (plan.status() != 200) {
            return body;
        }
        var names = new JsonArray();
        var permissions = new TreeSet<String>();
        for (var arrival : arrivals(plan)) {
            objects(arrival, "takesOver").forEach(takeover -> names.add(takeover.getString("name")));
            arrival.getJsonArray("permissions").forEach(permission -> permissions.add((String) permission));
        }
        return body.copy()
                .put("planHash", plan.data().getString("planHash"))
                .put("grantedNames", names)
                .put("grantedPermissions", new JsonArray(List.copyOf(permissions)));
    }

    private static boolean hasObstacle(Response plan) {
        return plan.status() != 200 || !obstacles(plan).isEmpty();
    }

    private static List<String> obstacles(Response plan) {
        return objects(plan.data(), "obstacles")
                .map(obstacle -> obstacle.getString("code"))
                .filter(code -> !code.equals(CONSENT))
                .toList();
    }

    private void requireRefused(Response plan, Response answer) {
        assertThat(answer.status()).as(plan.body()).isBetween(400, 499);
        assertThat(plan.status() == 200 ? obstacles(plan) : List.of(plan.json().getString("code")))
                .contains(answer.json().getString("code"));
        refused++;
    }

    private void requireAsPlanned(TestWorkspace workspace, Response plan) {
        for (var arrival : arrivals(plan)) {
            var installed = workspace
                    .asOwner()
                    .get(workspace.path() + "/extensions/" + arrival.getString("extensionKey"))
                    .expect(200)
                    .data();
            assertThat(installed.getString("state")).isEqualTo("ACTIVE");
            assertThat(texts(installed, "grantedPermissions"))
                    .as(plan.body())
                    .containsExactlyInAnyOrderElementsOf(texts(arrival, "permissions"));
            assertThat(handlers(installed))
                    .as(plan.body())
                    .containsExactlyInAnyOrderElementsOf(texts(arrival, "consumesEvents"));
            objects(arrival, "requires")
                    .forEach(required -> assertThat(whoAnswers(workspace, arrival, required))
                            .as("%s of %s", required, plan.body())
                            .isEqualTo(required.getJsonObject("provider")));
        }
        requireAnswering(workspace, plan);
        applied++;
    }

    /** Who is found when the extension calls what it requires; null for nobody. */
    private JsonObject whoAnswers(TestWorkspace workspace, JsonObject arrival, JsonObject required) {
        var call = product.product()
                .get(CapabilityInvoker.class)
                .invoke(
                        workspace.id(),
                        arrival.getString("extensionKey"),
                        CapabilityCall.of(required.getString("key"), new JsonObject()),
                        VersionRange.parse(required.getString("version")),
                        CallChain.from("test", Instant.now().plusSeconds(8)));
        return Await.result(call.recover(unanswered -> {
            assertThat(unanswered).hasMessageContaining(required.getString("key"));
            return Future.succeededFuture();
        }));
    }

    private static void requireAnswering(TestWorkspace workspace, Response plan) {
        objects(plan.data(), "bindings").forEach(binding -> {
            var then = binding.getJsonObject("to");
            var shown = workspace
                    .asOwner()
                    .get(workspace.path() + "/capabilities/" + binding.getString("key") + "/binding");
            var provider =
                    shown.status() == 404 ? null : shown.expect(200).data().getString("provider");
            assertThat(provider)
                    .as("%s of %s", binding, plan.body())
                    .isEqualTo(then == null ? null : then.getString("extensionKey"));
        });
    }

    private static List<String> handlers(JsonObject installed) {
        return installed.getValue("handlers") == null
                ? List.of()
                : objects(installed.getJsonObject("handlers"), "each")
                        .map(handler -> handler.getString("handler"))
                        .toList();
    }

    private static List<String> installedLast(TestWorkspace workspace, int number) {
        var names = new ArrayList<String>();
        BENCH.sql(
                        "select content from guildhall.audit_entry where tenant_id = $1 and action = 'extension.installed'"
                                + " order by sequence desc limit " + number,
                        workspace.id().value())
                .forEach(row -> {
                    var entry = row.getJsonObject(0);
                    names.add(
                            0,
                            entry.getString("subject") + " "
                                    + entry.getJsonObject("after").getString("version"));
                });
        return names;
    }

    private static TreeSet<String> versions(TestWorkspace workspace) {
        var names = new TreeSet<String>();
        workspace.asOwner().get(workspace.path() + "/extensions").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .map(PlansPropertyTest::named)
                .forEach(names::add);
        return names;
    }

    private static String named(JsonObject version) {
        return version.getString("extensionKey") + " " + version.getString("version");
    }

    /** What comes, the extension itself last. */
    private static List<JsonObject> arrivals(Response plan) {
        return Stream.concat(objects(plan.data(), "brings"), Stream.of(plan.data()))
                .toList();
    }

    private static Stream<JsonObject> objects(JsonObject in, String field) {
        return in.getJsonArray(field).stream().map(JsonObject.class::cast);
    }

    private static List<String> texts(JsonObject in, String field) {
        return in.getJsonArray(field).stream().map(String.class::cast).toList();
    }

    private <T> List<T> some(List<T> of) {
        return of.stream().filter(each -> random.nextInt(5) < 3).toList();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
