package dev.guildhall.benchmark;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** An extension that waits for what never comes, never ends, answers with far too much, or asks its storage, once or often. */
final class NeighbourExtension {

    private static final String SOURCE = """
        package hanging;

        import dev.guildhall.spi.*;
        import io.vertx.core.Future;
        import io.vertx.core.json.JsonArray;
        import io.vertx.core.json.JsonObject;
        import java.util.Collections;

        public class HangingExtension implements WorkspaceExtension {
            private static final String KEY = "$key";

            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                handlers.route("answer", request -> Future.succeededFuture(RouteResponse.json(new JsonObject())));
                handlers.capability(KEY + ".loop.run", call -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    return Future.succeededFuture(new JsonObject());
                });
                handlers.capability(KEY + ".upstream.ask", call -> workspace.http()
                        .send(OutboundRequest.get(java.net.URI.create(call.input().getString("url"))))
                        .map(answer -> new JsonObject()));
                handlers.capability(KEY + ".result.large", call -> Future.succeededFuture(
                        new JsonObject().put("items", new JsonArray(Collections.nCopies(1_000_000, "x".repeat(100))))));
                handlers.capability(KEY + ".storage.ask", call -> workspace.storage()
                        .query("select count(*) as rows from hanging_note")
                        .map(rows -> rows.get(0)));
                handlers.capability(KEY + ".flood.run", call -> {
                    var end = System.nanoTime() + 3_000_000_000L;
                    return Future.all(Collections.nCopies(16, 0).stream().map(one -> flood(workspace, end)).toList())
                            .map(all -> new JsonObject());
                });
                return Future.succeededFuture();
            }

            private static Future<Void> flood(WorkspaceContext workspace, long end) {
                return System.nanoTime() > end
                        ? Future.succeededFuture()
                        : workspace.storage()
                                .query("select count(*) as rows from hanging_note")
                                .compose(rows -> flood(workspace, end));
            }
        }
        """;

    private NeighbourExtension() {}

    /** Writes its artifact. */
    static Path in(Path directory) throws Exception {
        return in(directory, "hanging");
    }

    /** The same under another key, with a capability of each kind and a route that answers at once. */
    static Path in(Path directory, String key) throws Exception {
        var source = Files.createDirectories(directory.resolve("hanging")).resolve("HangingExtension.java");
        Files.writeString(source, SOURCE.replace("$key", key));
        var failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-proc:none", "-cp", classPath(), source.toString());
        if (failed != 0) {
            throw new IllegalStateException("The extension does not compile");
        }
        var manifest = new JsonObject()
                .put("manifest", 1)
                .put("id", key)
                .put("version", "1.0.0")
                .put("name", "Hanging")
                .put("egress", new JsonArray().add("*"))
                .put(
                        "routes",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", "answer")
                                        .put("method", "GET")
                                        .put("path", "/answer")
                                        .put("permission", "workspace.read")))
                .put(
                        "provides",
                        new JsonArray()
                                .add(capability(key + ".upstream.ask"))
                                .add(capability(key + ".result.large"))
                                .add(capability(key + ".storage.ask"))
                                .add(capability(key + ".flood.run"))
                                .add(capability(key + ".loop.run")));
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes)) {
            add(jar, "extension.json", manifest.encode().getBytes(StandardCharsets.UTF_8));
            add(jar, "META-INF/extensions.idx", "hanging.HangingExtension\n".getBytes(StandardCharsets.UTF_8));
            add(jar, "migrations/V1__notes.sql", "create table hanging_note (id int)".getBytes(StandardCharsets.UTF_8));
            add(
                    jar,
                    "hanging/HangingExtension.class",
                    Files.readAllBytes(source.resolveSibling("HangingExtension.class")));
        }
        return Files.write(directory.resolve(key + ".jar"), bytes.toByteArray());
    }

    private static JsonObject capability(String key) {
        var any = new JsonObject().put("type", "object");
        return new JsonObject()
                .put("key", key)
                .put("version", "1.0.0")
                .put("input", any)
                .put("output", any);
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
