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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What plans say would break is what breaks: seen by calling, before and after, all that random extensions require. */
class ConsequencesPropertyTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final int WORKSPACES = 5;
    private static final int CHANGES = 4;
    private static final int EXTENSIONS = 5;
    private static final List<String> NUMBERS = List.of("1.0.0", "2.0.0");

    private final Random random = new Random(20_261_128);
    private final TestProduct product =
            TestProduct.start(BENCH, BENCH.product("consequences").assemble());
    private final String domain = TestProduct.name("any");
    private final List<String> keys =
            IntStream.range(0, 4).mapToObj(n -> domain + ".thing.do" + n).toList();

    /** By key and version. */
    private final Map<String, JsonArray> requirements = new HashMap<>();

    private final List<String> extensions = new ArrayList<>();

    @Test
    void whatIsPredictedToBreakIsWhatThenBreaks() {
        publish();
        var broken = 0;
        for (var made = 0; made < WORKSPACES; made++) {
            var workspace = product.workspace();
            var installed = installed(workspace);
            for (var change = 0; change < CHANGES; change++) {
                broken += change(workspace, installed);
            }
        }
        assertThat(broken).as("requirements that broke").isPositive();
    }

    private void publish() {
        for (var index = 0; index < EXTENSIONS; index++) {
            var key = TestProduct.name("one");
            extensions.add(key);
            for (var number : NUMBERS) {
                var requires = requires();
                requirements.put(key + " " + number, requires);
                product.publish(ExtensionJar.of(key, number)
                        .manifest("provides", provides())
                        .manifest("requires", new JsonObject().put("capabilities", requires))
                        .extension("""
                            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) throws Exception {
                                try (var manifest = getClass().getResourceAsStream("/extension.json")) {
                                    new JsonObject(new String(manifest.readAllBytes())).getJsonArray("provides").stream()
                                            .map(one -> ((JsonObject) one).getString("key"))
                                            .distinct()
                                            .forEach(key -> handlers.capability(
                                                    key, call -> Future.succeededFuture(new JsonObject())));
                                }
                                return Future.succeededFuture();
                            }
                            """)
                        .bytes());
            }
        }
    }

    private JsonArray provides() {
        var all = new JsonArray();
        for (var key : keys) {
            if (random.nextInt(2) == 0) {
                all.add(new JsonObject().put("key", key).put("version", one(List.of("1.0.0", "1.1.0", "2.0.0"))));
            }
        }
        return all;
    }

    private JsonArray requires() {
        var all = new JsonArray();
        for (var key : keys) {
            if (random.nextInt(2) == 0) {
                all.add(new JsonObject()
                        .put("key", key)
                        .put("version", one(List.of("*", "^1.0", "^1.1", "^2.0")))
                        .put("optional", random.nextInt(4) != 0));
            }
        }
        return all;
    }

    private Map<String, String> installed(TestWorkspace workspace) {
        var installed = new HashMap<String, String>();
        var order = new ArrayList<>(extensions);
        Collections.shuffle(order, random);
        for (var key : order) {
            var number = one(NUMBERS);
            var answer = workspace
                    .asOwner()
                    .post(
                            workspace.path() + "/extensions",
                            consent().put("extensionKey", key).put("version", number));
            if (answer.status() == 201) {
                installed.put(key, number);
            } else {
                answer.expect(409, "EXTENSION.REQUIREMENT_MISSING");
            }
        }
        return installed;
    }

    private JsonObject consent() {
        return new JsonObject().put("grantedNames", new JsonArray(keys));
    }

    /** Makes a change and gives how many requirements of others broke by it. */
    private int change(TestWorkspace workspace, Map<String, String> installed) {
        if (installed.isEmpty()) {
            return 0;
        }
        var key = one(installed.keySet().stream().sorted().toList());
        var path = workspace.path() + "/extensions/" + key;
        var client = workspace.asOwner();
        return switch (random.nextInt(4)) {
            case 0 -> {
                var plan = client.delete(path + "?dryRun=true");
                var broken = broken(workspace, installed, key, plan, () -> client.delete(path + "?force=true"));
                installed.remove(key);
                yield broken;
            }
            case 1 -> {
                var disabled = new JsonObject().put("enabled", false);
                var plan = client.patch(path + "?dryRun=true", disabled);
                var broken = broken(workspace, installed, key, plan, () -> client.patch(path, disabled));
                client.patch(path, new JsonObject().put("enabled", true)).expect(200);
                yield broken;
            }
            case 2 -> {
                if (installed.get(key).equals("2.0.0")) {
                    yield 0;
                }
                var wanted = consent().put("version", "2.0.0");
                var plan = client.post(path + "/upgrade?dryRun=true", wanted).expect(200);
                if (!plan.data().getJsonArray("obstacles").stream()
                        .allMatch(one -> ((JsonObject) one).getString("code").endsWith("REQUIRED_BY"))) {
                    yield 0;
                }
                var broken = broken(
                        workspace, installed, key, plan, () -> client.post(path + "/upgrade?force=true", wanted));
                installed.put(key, "2.0.0");
                yield broken;
            }
            default -> rebind(workspace, installed);
        };
    }

    private int rebind(TestWorkspace workspace, Map<String, String> installed) {
        var binding = workspace.path() + "/capabilities/" + one(keys) + "/binding";
        var present = workspace.asOwner().get(binding);
        if (present.status() == 404) {
            return 0;
        }
        var candidates = present.data().getJsonArray("candidates");
        var candidate = candidates.getJsonObject(random.nextInt(candidates.size()));
        var chosen = new JsonObject().put("provider", candidate.getString("provider"));
        var plan = workspace.asOwner().put(binding + "?dryRun=true", chosen);
        return broken(workspace, installed, "", plan, () -> workspace.asOwner().put(binding + "?force=true", chosen));
    }

    private interface Change {
        Response make();
    }

    /** Holds what was predicted against what works no more; what the changed extension itself requires aside. */
    private int broken(
            TestWorkspace workspace, Map<String, String> installed, String changed, Response plan, Change change) {
        var predicted = new TreeSet<String>();
        plan.expect(200).data().getJsonArray("breaks").forEach(item -> {
            var loss = (JsonObject) item;
            predicted.add(loss.getString("extensionKey") + " " + loss.getString("requires"));
        });
        var before = working(workspace, installed, changed);
        assertThat(change.make().status()).isBetween(200, 204);
        var after = working(workspace, installed, changed);
        before.removeAll(after);
        assertThat(before).as("of %s after %s", installed, plan.body()).isEqualTo(predicted);
        return predicted.size();
    }

    private TreeSet<String> working(TestWorkspace workspace, Map<String, String> installed, String but) {
        var calls = new HashMap<String, Future<JsonObject>>();
        installed.forEach((key, number) -> {
            if (!key.equals(but)) {
                for (var item : requirements.get(key + " " + number)) {
                    var required = (JsonObject) item;
                    calls.put(key + " " + required.getString("key"), call(workspace, key, required));
                }
            }
        });
        Await.result(Future.join(List.copyOf(calls.values())).otherwiseEmpty());
        var working = new TreeSet<String>();
        calls.forEach((name, call) -> {
            if (call.succeeded()) {
                working.add(name);
            }
        });
        return working;
    }

    private Future<JsonObject> call(TestWorkspace workspace, String extension, JsonObject required) {
        return product.product()
                .get(CapabilityInvoker.class)
                .invoke(
                        workspace.id(),
                        extension,
                        CapabilityCall.of(required.getString("key"), new JsonObject()),
                        VersionRange.parse(required.getString("version")),
                        CallChain.from("test", Instant.now().plusSeconds(8)));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
