package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** What is left of extensions that are gone. */
@Isolated("It counts what is in the memory of the process.")
class UnloadingTest {

    private static final int CYCLES = 100;
    private static final int WARM_UP = 10;
    private static final int FAILURES = 10;

    /** So many that a build takes more than what the JVM learns meanwhile of the methods that the host runs. */
    private static final int RECORDS = 100;

    private static final long BYTES_OF_A_BUILD = 300_000;

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
    }

    @Test
    void aHundredInstallationsAndRemovalsLeaveNoClassLoader() {
        // Other classes of this JVM have extensions that hang on purpose, and keep their loaders as long as they do.
        var before = instancesOfLoader();
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();
        var other = world.workspace();

        for (var cycle = 0; cycle < CYCLES; cycle++) {
            acme.install(key).expect(201);
            if (cycle % 10 == 0) {
                other.install(key).expect(201);
                other.uninstall(key, "").expect(204);
            }
            acme.uninstall(key, "").expect(204);
        }

        acme.install(key).expect(201);
        assertThat(instancesOfLoader()).as("while it is installed").isGreaterThan(before);
        acme.uninstall(key, "").expect(204);

        Await.until(() -> {
            System.gc();
            assertThat(instancesOfLoader()).as("when the last has dropped it").isLessThanOrEqualTo(before);
        });
    }

    @Test
    void aHundredUpgradesLeaveNoClassLoaderAndAFlatMetaspace() {
        var key = World.extensionKey();
        world.publish(telling(key, 0));
        var acme = world.workspace();
        acme.install(new JsonObject().put("extensionKey", key).put("version", version(0)))
                .expect(201);
        // What comes with the first ones, such as the classes of the host that they need, stays.
        IntStream.range(1, WARM_UP).forEach(build -> reload(acme, key, build));
        var loaders = new ArrayList<WeakReference<?>>();
        collectAllOf(loaders);
        var classes = classes();
        var bytes = metaspace();

        for (var build = WARM_UP; build < WARM_UP + CYCLES; build++) {
            loaders.add(loader(key));
            reload(acme, key, build);
        }

        assertThat(loaders).hasSize(CYCLES);
        collectAllOf(loaders);
        assertThat(classes() - classes)
                .as("classes that a hundred builds of %d have left", RECORDS)
                .isLessThan(CYCLES);
        assertThat(metaspace() - bytes)
                .as("bytes that a hundred builds of %d have left", BYTES_OF_A_BUILD)
                .isLessThan(20 * BYTES_OF_A_BUILD);
        acme.uninstall(key, "").expect(204);
    }

    @Test
    void upgradesThatFailLeaveNoClassLoader() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();
        acme.install(key).expect(201);
        var loaders = new ArrayList<WeakReference<?>>();

        for (var build = 1; build <= FAILURES; build++) {
            var version = "1.0." + build;
            world.publish(failing(key, version));
            acme.asOwner()
                    .post(acme.extensions() + "/" + key + "/upgrade", new JsonObject().put("version", version))
                    .expect(409, build % 2 == 0 ? "EXTENSION.START_FAILED" : "EXTENSION.UNHEALTHY");
            loaders.add((WeakReference<?>) System.getProperties().remove(key));
        }

        assertThat(loaders).hasSize(FAILURES).doesNotContainNull();
        collectAllOf(loaders);
        assertThat(acme.state(key)).as("while it serves").isEqualTo("ACTIVE");
        acme.uninstall(key, "").expect(204);
    }

    /** One that does not start, or is not well, by turns. */
    private static ExtensionJar failing(String key, String version) {
        return ExtensionJar.of(key, version).extension("""
                public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                    System.getProperties().put("$key",
                            new java.lang.ref.WeakReference<>(getClass().getClassLoader()));
                    return Integer.parseInt(workspace.extensionVersion().substring(4)) % 2 == 0
                            ? Future.failedFuture("will not start")
                            : Future.succeededFuture();
                }

                public Future<Health> health() {
                    return Future.succeededFuture(Health.down("no disk"));
                }
                """.replace("$key", key));
    }

    /** What each build of its author does: it is uploaded and the workspace upgraded to it. */
    private static void reload(World.Made acme, String key, int build) {
        world.publish(telling(key, build));
        acme.asOwner()
                .post(acme.extensions() + "/" + key + "/upgrade", new JsonObject().put("version", version(build)))
                .expect(200);
        assertThat(acme.invoke(key, key + ".build.tell", new JsonObject()).getString("version"))
                .isEqualTo(version(build));
    }

    private static String version(int build) {
        return "1.0.0-dev." + build;
    }

    /** Leaves what its classes are loaded by where the test finds it. */
    private static ExtensionJar telling(String key, int build) {
        var records =
                IntStream.range(0, RECORDS).mapToObj(number -> "R" + number).toList();
        var declared = records.stream().map("record %s(String text, int number) {}"::formatted);
        var made = records.stream().map("new %s(\"\", 1)"::formatted);
        var body = """
                $declared
                private final List<Object> made = List.of($made);

                public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                    System.getProperties().put("$key",
                            new java.lang.ref.WeakReference<>(getClass().getClassLoader()));
                    handlers.capability("$key.build.tell", call -> Future.succeededFuture(
                            new JsonObject().put("version", workspace.extensionVersion())));
                    return Future.succeededFuture();
                }
                """;
        return ExtensionJar.of(key, version(build))
                .provides(key + ".build.tell")
                .extension(body.replace("$key", key)
                        .replace("$declared", declared.collect(Collectors.joining("\n")))
                        .replace("$made", made.collect(Collectors.joining(", "))));
    }

    private static int classes() {
        return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    }

    private static WeakReference<?> loader(String key) {
        var loader = (WeakReference<?>) System.getProperties().get(key);
        assertThat(loader.get()).as("while it serves").isNotNull();
        return loader;
    }

    private static void collectAllOf(List<WeakReference<?>> loaders) {
        Await.until(() -> {
            System.gc();
            assertThat(loaders).allSatisfy(loader -> assertThat(loader.get()).isNull());
        });
    }

    private static long metaspace() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong(pool -> pool.getUsage().getUsed())
                .findFirst()
                .orElseThrow();
    }

    /** Counts the class loaders of extensions that the collector could not remove. */
    private static long instancesOfLoader() {
        try {
            var histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .lines()
                    .filter(line -> line.contains("dev.guildhall.host.ExtensionClassLoader")
                            || line.contains("demo.DemoExtension"))
                    .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[1]))
                    .sum();
        } catch (JMException unavailable) {
            throw new AssertionError(unavailable);
        }
    }
}
