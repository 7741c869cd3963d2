package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Extensions that require others. */
class RequiredExtensionsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
    }

    private final String base = World.extensionKey();
    private final String middle = World.extensionKey();
    private final String top = World.extensionKey();

    /** @param required each as a key and a range */
    private static ExtensionJar jar(String key, String version, String... required) {
        var all = new JsonArray();
        for (var one : required) {
            all.add(new JsonObject().put("key", one.split(" ")[0]).put("version", one.split(" ")[1]));
        }
        return World.quiet(key, version).manifest("requires", new JsonObject().put("extensions", all));
    }

    @Test
    void comeAlongInTheNewestVersionsThatGoTogether() {
        world.publish(jar(base, "1.0.0"));
        world.publish(jar(base, "2.0.0"));
        world.publish(jar(middle, "1.0.0", base + " ^1.0"));
        world.publish(jar(top, "1.0.0", middle + " *", base + " >=1.0.0"));
        var acme = world.workspace();
        var body = new JsonObject().put("extensionKey", top);

        var plan = acme.plan(top, "INSTALL", new JsonObject());
        acme.install(body.put("planHash", plan.getString("planHash"))).expect(201);

        assertThat(plan.getString("action")).isEqualTo("INSTALL");
        assertThat(plan.getJsonArray("brings").stream()
                        .map(JsonObject.class::cast)
                        .map(brought -> brought.getString("extensionKey") + " " + brought.getString("version")))
                .containsExactly(base + " 1.0.0", middle + " 1.0.0");
        for (var key : List.of(base, middle, top)) {
            assertThat(acme.get(key).expect(200).data().getString("version")).isEqualTo("1.0.0");
            assertThat(acme.state(key)).isEqualTo("ACTIVE");
        }
        acme.uninstall(base, "").expect(409, "EXTENSION.REQUIRED_BY");
        var departure = acme.plan(base, "UNINSTALL", new JsonObject());
        assertThat(departure)
                .isEqualTo(acme.uninstall(base, "?dryRun=true").expect(200).data());
        assertThat(departure.getJsonArray("breaks").stream()
                        .map(JsonObject.class::cast)
                        .map(loss -> loss.getString("extensionKey")))
                .containsExactlyInAnyOrder(middle, top);
        acme.asOwner()
                .post(acme.extensions() + "/" + base + "/upgrade", new JsonObject())
                .expect(409, "EXTENSION.REQUIRED_BY");
    }

    @Test
    void comeAlongWithTheConfigurationsThatAreSentForThem() {
        world.publish(jar(base, "1.0.0").manifest("configSchema", new JsonObject("""
                        {"type":"object","required":["url"],"properties":{"url":{"type":"string"}}}""")));
        world.publish(jar(top, "1.0.0", base + " *"));
        var acme = world.workspace();
        var body = new JsonObject().put("extensionKey", top);
        var wrong = new JsonObject().put(base, new JsonObject().put("url", 1));
        var stranger = new JsonObject().put("stranger", new JsonObject());

        assertThat(fieldsAtFault(acme.install(body.copy()))).containsExactly("requiredConfigs." + base + ".url");
        assertThat(fieldsAtFault(acme.install(body.copy().put("requiredConfigs", wrong))))
                .containsExactly("requiredConfigs." + base + ".url");
        var right = new JsonObject().put(base, new JsonObject().put("url", "https://example.org"));
        assertThat(fieldsAtFault(acme.install(
                        body.copy().put("requiredConfigs", right.copy().mergeIn(stranger)))))
                .containsExactly("requiredConfigs.stranger");
        acme.install(body.put("requiredConfigs", right)).expect(201);

        assertThat(acme.get(base).data().getJsonObject("config")).isEqualTo(right.getJsonObject(base));
    }

    private static List<String> fieldsAtFault(Response refused) {
        return refused.expect(400, "REQUEST.INVALID").json().getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("field"))
                .toList();
    }

    @Test
    void aCircleIsRefusedWhenItIsUploaded() {
        world.publish(jar(middle, "1.0.0", base + " *"));

        var refused = world.upload(jar(base, "1.0.0", middle + " ^1.0").bytes())
                .expect(409, "EXTENSION.REQUIREMENT_CONFLICT");

        assertThat(refused.json().getString("message"))
                .contains(base + " 1.0.0 > " + middle + " 1.0.0 > " + base + " 1.0.0");
    }

    @Test
    void whatIsInstalledInAVersionThatDoesNotFitIsToldWithTheChain() {
        world.publish(jar(base, "1.0.0"));
        world.publish(jar(middle, "1.0.0", base + " ^2.0"));
        world.publish(jar(top, "1.0.0", middle + " *"));
        var acme = world.workspace();
        acme.install(base).expect(201);
        world.publish(jar(base, "2.0.0"));

        var refused = acme.install(top).expect(409, "EXTENSION.REQUIREMENT_CONFLICT");

        assertThat(refused.json().getString("message"))
                .contains(top + " 1.0.0 > " + middle + " 1.0.0 > " + base + " ^2.0");
        acme.get(middle).expect(404, "EXTENSION.NOT_INSTALLED");
    }

    @Test
    void whatTheCatalogueHasNotIsMissingUntilItComes() {
        world.publish(jar(top, "1.0.0", base + " ^1.0"));
        var acme = world.workspace();

        acme.install(top).expect(409, "EXTENSION.REQUIREMENT_MISSING");
        world.publish(jar(base, "1.0.0"));
        acme.install(top).expect(201);

        assertThat(acme.state(base)).isEqualTo("ACTIVE");
    }
}
