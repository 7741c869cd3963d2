package dev.guildhall.spi.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Builds an extension's artifact out of source text, the way a build would: compiled, indexed, packed. */
public final class ExtensionJar {

    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public )?(?:final |abstract )?(?:class|record|enum|interface) (\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

    /** Compiling takes most of the time, and tests compile the same sources often. */
    private static final Map<List<String>, Map<String, byte[]>> COMPILED = new ConcurrentHashMap<>();

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** Knows the class path by heart, which is half the work of a compilation; for one at a time. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, UTF_8);

    private final JsonObject manifest;
    private final List<String> sources = new ArrayList<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private ExtensionJar(JsonObject manifest) {
        this.manifest = manifest;
    }

    /** An extension with the least of a manifest. */
    public static ExtensionJar of(String id, String version) {
        return new ExtensionJar(
                new JsonObject().put("id", id).put("version", version).put("name", id));
    }

    /** Sets a field of the manifest; null removes it. */
    public ExtensionJar manifest(String field, Object value) {
        if (value == null) {
            manifest.remove(field);
        } else {
            manifest.put(field, value);
        }
        return this;
    }

    /** Adds a capability to the manifest's {@code provides}. */
    public ExtensionJar provides(String key) {
        if (!manifest.containsKey("provides")) {
            manifest.put("provides", new JsonArray());
        }
        manifest.getJsonArray("provides").add(new JsonObject().put("key", key).put("version", "1.0.0"));
        return this;
    }

    /** Adds a route to the manifest's {@code routes}. */
    public ExtensionJar route(String id, String method, String path, String permission) {
        if (!manifest.containsKey("routes")) {
            manifest.put("routes", new JsonArray());
        }
        manifest.getJsonArray("routes")
                .add(new JsonObject()
                        .put("id", id)
                        .put("method", method)
                        .put("path", path)
                        .put("permission", permission));
        return this;
    }

    /** Adds a Java source file; a class annotated as PF4J's extension is indexed. */
    public ExtensionJar source(String text) {
        sources.add(text);
        return this;
    }

    /**
     * Adds a public class {@code demo.DemoExtension} with this as its body, after imports of the SPI, futures, JSON and
     * {@code java.util}.
     */
    public ExtensionJar extension(String body) {
        return source("""
                package demo;

                import dev.guildhall.spi.*;
                import io.vertx.core.Future;
                import io.vertx.core.Promise;
                import io.vertx.core.json.JsonArray;
                import io.vertx.core.json.JsonObject;
                import java.util.*;

                @org.pf4j.Extension
                public class DemoExtension implements WorkspaceExtension {
                %s
                }
                """.formatted(body));
    }

    public ExtensionJar file(String name, String text) {
        return file(name, text.getBytes(UTF_8));
    }

    public ExtensionJar file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    public byte[] bytes() {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put("extension.json", manifest.encodePrettily().getBytes(UTF_8));
        if (!sources.isEmpty()) {
            entries.putAll(COMPILED.computeIfAbsent(List.copyOf(sources), same -> compiled()));
        }
        entries.putAll(files);
        return zip(entries);
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    private Map<String, byte[]> compiled() {
        try {
            var output = Files.createTempDirectory("extension-jar");
            try {
                compileInto(output);
                return filesUnder(output);
            } finally {
                deleteTree(output);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void compileInto(Path output) {
        var messages = new StringWriter();
        var options = List.of(
                "--release",
                "17",
                "-Xlint:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-processor",
                "org.pf4j.processor.ExtensionAnnotationProcessor",
                "-d",
                output.toString());
        var units = sources.stream().map(ExtensionJar::unit).toList();
        synchronized (FILES) {
            if (!COMPILER.getTask(messages, FILES, null, options, null, units).call()) {
                throw new AssertionError("The extension does not compile:\n" + messages);
            }
        }
    }

    private static JavaFileObject unit(String text) {
        var type = TYPE.matcher(text);
        var inPackage = PACKAGE.matcher(text);
        if (!type.find() || !inPackage.find()) {
            throw new AssertionError("Not a type in a package:\n" + text);
        }
        var path = inPackage.group(1).replace('.', '/') + "/" + type.group(1) + ".java";
        return new SimpleJavaFileObject(URI.create("string:///" + path), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static Map<String, byte[]> filesUnder(Path root) throws IOException {
        var found = new LinkedHashMap<String, byte[]>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (var path : paths.filter(Files::isRegularFile).sorted().toList()) {
                found.put(root.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
        }
        return found;
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
