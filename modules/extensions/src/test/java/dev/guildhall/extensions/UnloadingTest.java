package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import java.lang.management.ManagementFactory;
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
