package dev.guildhall.host;

import static dev.guildhall.host.Hosting.artifact;
import static dev.guildhall.host.Hosting.await;
import static dev.guildhall.host.Hosting.eventually;
import static dev.guildhall.host.Hosting.failureOf;
import static dev.guildhall.host.Hosting.invoke;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What an extension leaves behind once the last workspace dropped it: nothing. */
@Isolated("It looks at all threads and files of the process.")
class UnloadingTest {

    /** Leaves its classes wherever code usually leaves them. */
    private static final String UNTIDY = """
        public record Contact(String name, List<Contact> friends) {}
        public static class Trouble extends RuntimeException { Trouble(String message) { super(message); } }
        static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
        static final InheritableThreadLocal<Object> INHERITED = new InheritableThreadLocal<>();
        static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(DemoExtension.class);
        final Timer timer = new Timer("timer", true);
        final java.util.concurrent.ExecutorService pool = java.util.concurrent.Executors.newCachedThreadPool();

        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
            handlers.capability("untidy.thing.do", call -> {
                LOCAL.set(new Contact("local", List.of()));
                INHERITED.set(new Contact("inherited", List.of()));
                org.slf4j.MDC.put("contact", "x");
                LOG.info("Mapping {}", call.input());
                Contact contact = call.input().mapTo(Contact.class);
                JsonObject json = JsonObject.mapFrom(contact);
                json.put("encoded", new JsonObject().put("pojo", contact).encode());
                json.put("decoded", io.vertx.core.json.Json.decodeValue(json.encode(), JsonObject.class).size());
                Promise<JsonObject> promise = Promise.promise();
                pool.execute(() -> workspace.emit("untidy.done", null, json)
                        .compose(id -> workspace.storage().query("select 1"))
                        .onSuccess(rows -> promise.complete(json)));
                Promise.promise().future().onSuccess(never -> LOG.info("never"));
                return promise.future();
            });
            handlers.capability("untidy.thing.fail", call -> { throw new Trouble("on purpose"); });
            handlers.capability("untidy.thing.refuse", call -> {
                throw new ExtensionException(ExtensionException.Kind.CONFLICT, "DEMO.NO", "no", new Trouble("inner"));
            });
            handlers.capability("untidy.thing.wait", call -> {
                workspace.invoke("untidy.thing.fail", new JsonObject()).onFailure(failure -> LOG.info("{}", failure.toString()));
                return Promise.<JsonObject>promise().future();
            });
            handlers.on("*", event -> Future.failedFuture(new Trouble("event")));
            new Thread(() -> { try { Thread.sleep(600_000); } catch (InterruptedException e) { } }, "forgotten").start();
            timer.schedule(new TimerTask() { public void run() { LOG.info("tick"); } }, 5, 50);
            return Future.succeededFuture();
        }

        public Future<Void> stop() {
            pool.shutdown();
            timer.cancel();
            if (INHERITED.hashCode() != 0) throw new Trouble("stop");
            return null;
        }
        """;

    @TempDir
    Path folder;

    private Hosting hosting;

    @BeforeEach
    void start() {
        hosting = new Hosting(folder, Hosting.TIGHT);
    }

    @AfterEach
    void stop() {
        hosting.close();
    }

    @Test
    void leavesNoClassLoaderBehindAfterAHundredInstallations() throws Exception {
        var artifact = artifact(untidy());
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        var kept = new ArrayList<Object>();

        for (var i = 0; i < 100; i++) {
            loaders.add(useAndDrop(artifact, kept));
        }

        assertThat(hosting.host.loaded()).isEmpty();
        assertCollected(loaders);
        assertThat(folder).isDirectoryNotContaining("glob:**.jar");
        assertThat(openFilesIn(folder)).isEmpty();
        assertThat(threadsNamed("untidy@", "forgotten", "timer")).isEmpty();
        assertThat(kept).hasSize(500);
    }

    /** Uses the extension from an event loop, and keeps what a host might keep of it. */
    private WeakReference<ClassLoader> useAndDrop(ExtensionArtifact artifact, List<Object> kept) {
        var services = hosting.services("acme");
        var running = hosting.open(artifact, services);
        services.providing((chain, key, input) ->
                running.invoke(new CapabilityRequest(key, "1.0.0", input, KnownCaller.system(), chain)));
        await(running.start());
        var loader = new WeakReference<>(loaderOf("untidy@1.0.0"));

        kept.add(await(onLoop(() -> invoke(running, "untidy.thing.do", contact()))));
        kept.add(failureOf(onLoop(() -> invoke(running, "untidy.thing.fail", new JsonObject()))));
        kept.add(failureOf(onLoop(() -> invoke(running, "untidy.thing.refuse", new JsonObject()))));
        kept.add(failureOf(onLoop(() -> invoke(running, "untidy.thing.wait", new JsonObject(), Duration.ofMillis(1)))));
        kept.add(running);
        await(running.stop());
        return loader;
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> call) {
        var done = Promise.<T>promise();
        hosting.vertx.runOnContext(ignored -> {
            assertThat(Vertx.currentContext()).isNotNull();
            call.get().onComplete(done);
        });
        return done.future();
    }

    private static ClassLoader loaderOf(String label) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(label))
                .map(Thread::getContextClassLoader)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private static void assertCollected(List<WeakReference<ClassLoader>> loaders) {
        eventually(() -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.get() == null);
        });
    }

    /** The files under the folder that this process has open; nothing where the system does not tell. */
    private static List<String> openFilesIn(Path folder) {
        var descriptors = new File("/proc/self/fd").listFiles();
        return Stream.of(descriptors == null ? new File[0] : descriptors)
                .map(UnloadingTest::target)
                .filter(target -> target.startsWith(folder.toString()))
                .toList();
    }

    private static String target(File descriptor) {
        try {
            return Files.readSymbolicLink(descriptor.toPath()).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static List<String> threadsNamed(String... prefixes) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> List.of(prefixes).stream().anyMatch(name::startsWith))
                .toList();
    }

    private static JsonObject contact() {
        var friend = new JsonObject().put("name", "Grace").put("friends", new JsonArray());
        return new JsonObject().put("name", "Ada").put("friends", new JsonArray().add(friend));
    }

    private static ExtensionJar untidy() {
        return ExtensionJar.of("untidy", "1.0.0")
                .provides("untidy.thing.do")
                .provides("untidy.thing.fail")
                .provides("untidy.thing.refuse")
                .provides("untidy.thing.wait")
                .manifest("consumesEvents", new JsonArray().add("*"))
                .manifest("publishesEvents", new JsonArray().add("untidy.*"))
                .extension(UNTIDY);
    }
}
