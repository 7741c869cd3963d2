package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.guildhall.host.ExecutionLimits.Breaker;
import dev.guildhall.host.ExecutionLimits.Places;
import dev.guildhall.host.ExecutionLimits.Times;
import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.semver4j.Semver;

/** A host of extensions for tests. */
final class Hosting implements AutoCloseable {

    /** Short times and few places, so that limits are reached soon. */
    static final ExecutionLimits TIGHT = new ExecutionLimits(
            new Places(6, 3, 2, 40, 40, Duration.ofSeconds(1)),
            new Breaker(4, 50, Duration.ofSeconds(5), Duration.ofSeconds(1)),
            new Times(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(300)),
            2);

    final Vertx vertx = Vertx.vertx();
    final ExtensionHost host;
    private final List<RunningExtension> opened = new ArrayList<>();

    Hosting(Path folder) {
        this(folder, ExecutionLimits.DEFAULT);
    }

    Hosting(Path folder, ExecutionLimits limits) {
        host = new ExtensionHost(vertx, folder, limits);
    }

    /** Opens the extension in a workspace of its own. */
    RunningExtension open(ExtensionJar jar) {
        return open(artifact(jar), services("acme"));
    }

    RunningExtension open(ExtensionArtifact artifact, InstallationServices services) {
        var running = host.open(artifact, services);
        opened.add(running);
        return running;
    }

    FakeServices services(String workspace) {
        return new FakeServices(vertx, workspace);
    }

    static ExtensionArtifact artifact(ExtensionJar jar) {
        return ExtensionArtifact.of(ExtensionArchive.read(jar.bytes(), ArchiveRules.forPlatform(new Semver("1.0.0"))));
    }

    /** Calls a capability with five seconds to answer. */
    static Future<JsonObject> invoke(RunningExtension running, String key, JsonObject input) {
        return invoke(running, key, input, Duration.ofSeconds(5));
    }

    static Future<JsonObject> invoke(RunningExtension running, String key, JsonObject input, Duration timeout) {
        return running.invoke(request(key, input, timeout));
    }

    static CapabilityRequest request(String key, JsonObject input, Duration timeout) {
        return new CapabilityRequest(
                key,
                "1.0.0",
                input,
                KnownCaller.system(),
                CallChain.from("test", Instant.now().plus(timeout)));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("No answer within 20 seconds", late);
        }
    }

    static Throwable failureOf(Future<?> future) {
        return catchThrowable(() -> await(future));
    }

    /** {@code answered}, or the kind of the failure. */
    static String outcomeOf(Future<?> future) {
        var failure = failureOf(future);
        return failure == null
                ? "answered"
                : ((ExtensionFailure) failure).kind().name();
    }

    static void assertFails(Future<?> future, ExtensionFailure.Kind kind) {
        assertThat(failureOf(future))
                .isInstanceOfSatisfying(
                        ExtensionFailure.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind));
    }

    /** Waits until something is the case, half a minute at most. */
    static void eventually(BooleanSupplier condition) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not the case").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Override
    public void close() {
        opened.forEach(running -> await(running.stop()));
        host.close();
        await(vertx.close());
    }
}
