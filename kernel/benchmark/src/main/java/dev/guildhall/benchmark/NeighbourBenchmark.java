package dev.guildhall.benchmark;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/**
 * A stranger's calls of a capability, alone and while eight workspaces have eight calls each that wait for an upstream that
 * hangs. The extension is compiled on the spot, so this needs a JDK.
 */
final class NeighbourBenchmark {

    private static final int WORKSPACES = 8;
    private static final int CALLS = 8;
    private static final Path HELLO = Path.of("plugins/hello/target/hello-1.0.0.jar");

    private static final String SOURCE = """
            package hanging;

            import dev.guildhall.spi.*;
            import io.vertx.core.Future;
            import io.vertx.core.json.JsonObject;

            public class HangingExtension implements WorkspaceExtension {
                public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                    handlers.capability("hanging.upstream.ask", call -> workspace.http()
                            .send(OutboundRequest.get(java.net.URI.create(call.input().getString("url"))))
                            .map(answer -> new JsonObject()));
                    return Future.succeededFuture();
                }
            }
            """;

    private final int seconds;

    NeighbourBenchmark(int seconds) {
        this.seconds = seconds;
    }

    void run() throws Exception {
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var product = Product.start(List.of("-Xmx512m"), workplace.data(), "--webhook-allow-private=true")) {
            var upstream = vertx.createNetServer()
                    .connectHandler(socket -> socket.handler(asked -> {}))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            var admin = product.signIn();
            admin.upload("/api/admin/marketplace/extensions", HELLO);
            admin.upload("/api/admin/marketplace/extensions", hanging(workplace.directory()));
            var stranger = installed(
                    admin,
                    "stranger",
                    "hello",
                    new JsonArray().add("members.read").add("events.publish"));
            var calls = List.of(call(admin, stranger, "hello.greeting.say", new JsonObject().put("name", "Ada")));
            var load = new Load(vertx, product.base(), calls);
            load.run(1, seconds);
            print("alone", load.run(1, seconds));

            var url = "http://127.0.0.1:" + upstream.actualPort() + "/";
            var waiting = new ArrayList<Buffer>();
            for (var i = 0; i < WORKSPACES; i++) {
                var workspace = installed(admin, "waiting-" + i, "hanging", new JsonArray());
                for (var j = 0; j < CALLS; j++) {
                    waiting.add(call(admin, workspace, "hanging.upstream.ask", new JsonObject().put("url", url)));
                }
            }
            var hanging = vertx.executeBlocking(
                    () -> new Load(vertx, product.base(), waiting).run(WORKSPACES * CALLS, seconds + 4), false);
            Thread.sleep(2_000);
            print("beside 64 calls that wait", load.run(1, seconds));
            hanging.toCompletionStage().toCompletableFuture().get();
        } finally {
            vertx.close();
        }
    }

    private static void print(String what, Load.Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%-28s %8.0f calls/s   p50 %8.2f ms   p99 %8.2f ms   %d errors%n",
                what,
                outcome.perSecond(),
                outcome.p50(),
                outcome.p99(),
                outcome.errors());
    }

    private static String installed(ApiClient admin, String key, String extension, JsonArray granted) throws Exception {
        var workspace = admin.call(
                        "POST",
                        "/api/workspaces",
                        new JsonObject().put("key", key).put("name", key))
                .getJsonObject("data")
                .getString("id");
        var request = new JsonObject().put("extensionKey", extension).put("grantedPermissions", granted);
        admin.call("POST", "/api/workspaces/" + workspace + "/extensions", request);
        return workspace;
    }

    private static Buffer call(ApiClient admin, String workspace, String capability, JsonObject input) {
        return Load.post("/api/workspaces/" + workspace + "/capabilities/" + capability, admin.token(), input.encode());
    }

    private static Path hanging(Path directory) throws Exception {
        var source = Files.createDirectories(directory.resolve("hanging")).resolve("HangingExtension.java");
        Files.writeString(source, SOURCE);
        var failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-proc:none", "-cp", classPath(), source.toString());
        if (failed != 0) {
            throw new IllegalStateException("The extension does not compile");
        }
        var any = new JsonObject().put("type", "object");
        var manifest = new JsonObject()
                .put("id", "hanging")
                .put("version", "1.0.0")
                .put("name", "Hanging")
                .put("egress", new JsonArray().add("*"))
                .put(
                        "provides",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("key", "hanging.upstream.ask")
                                        .put("version", "1.0.0")
                                        .put("input", any)
                                        .put("output", any)));
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes)) {
            add(jar, "extension.json", manifest.encode().getBytes(StandardCharsets.UTF_8));
            add(jar, "META-INF/extensions.idx", "hanging.HangingExtension\n".getBytes(StandardCharsets.UTF_8));
            add(
                    jar,
                    "hanging/HangingExtension.class",
                    Files.readAllBytes(source.resolveSibling("HangingExtension.class")));
        }
        return Files.write(directory.resolve("hanging.jar"), bytes.toByteArray());
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws Exception {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    // that of a runnable jar is in its manifest, which the compiler follows
    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
