import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * Makes of the page's sources modules that browsers load one by one, where esbuild does not run: each is transpiled by
 * TypeScript, in GraalJS, and types are not checked. All of them are in a folder whose name changes with what is in them.
 * The arguments are the folders of the sources, of the packages of npm, and of what is made.
 */
class Unbundled {

    private static final String OPTIONS = "{ module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022,"
            + " jsx: ts.JsxEmit.ReactJSX, jsxImportSource: 'preact', rewriteRelativeImportExtensions: true }";

    /** What is imported by name, and where in its package it is. */
    private static final Map<String, String> PACKAGES = Map.of(
            "preact", "preact/dist/preact.module.js",
            "preact/hooks", "preact/hooks/dist/hooks.module.js",
            "preact/jsx-runtime", "preact/jsx-runtime/dist/jsxRuntime.module.js");

    public static void main(String[] arguments) throws Exception {
        var sources = Path.of(arguments[0]);
        var packages = Path.of(arguments[1]);
        var out = Path.of(arguments[2]);
        var made = modules(sources, packages);
        PACKAGES.forEach((name, file) -> made.put(vendored(name), named(read(packages.resolve(file)), "")));
        for (var plain : new String[] {"main.css", "icon.svg"}) {
            made.put(plain, read(sources.resolve(plain)));
        }
        var folder = hash(made);
        for (var file : made.entrySet()) {
            var to = out.resolve("assets").resolve(folder).resolve(file.getKey());
            Files.createDirectories(to.getParent());
            Files.writeString(to, file.getValue());
        }
        Files.writeString(out.resolve("meta.json"), made.keySet().stream()
                .map(name -> "\"assets/" + folder + "/" + name + "\":" + entry(name))
                .collect(Collectors.joining(",\n", "{\"outputs\":{\n", "\n}}\n")));
    }

    private static Map<String, String> modules(Path sources, Path packages) throws IOException {
        var made = new TreeMap<String, String>();
        try (var js = Context.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();
                var files = Files.walk(sources)) {
            js.eval(Source.newBuilder("js", packages.resolve("typescript/lib/typescript.js").toFile()).build());
            var transpile = js.eval("js", "(text, fileName) =>"
                    + " ts.transpileModule(text, { fileName, compilerOptions: " + OPTIONS + " }).outputText");
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = sources.relativize(file).toString().replace('\\', '/');
                if (name.matches(".*(?<!\\.d)\\.tsx?")) {
                    made.put(name.replaceFirst("\\.tsx?$", ".js"), named(transpiled(transpile, file, name), name));
                } else if (name.startsWith("messages/")) {
                    made.put(name + ".js", "export default " + read(file));
                }
            }
        }
        return made;
    }

    private static String transpiled(Value transpile, Path file, String name) {
        return transpile.execute(read(file), name).asString();
    }

    /** Imports by an address that a browser can follow from a file of this name. */
    private static String named(String module, String name) {
        var up = "./" + "../".repeat((int) name.chars().filter(letter -> letter == '/').count());
        var text = module.replaceAll("(['\"])(\\.{1,2}/[\\w/.-]+\\.json)\\1", "'$2.js'");
        for (var each : PACKAGES.keySet()) {
            text = text.replaceAll("(from|import) ?(['\"])" + each + "\\2", "$1 '" + up + vendored(each) + "'");
        }
        return text;
    }

    private static String vendored(String name) {
        return name.replace('/', '-') + ".js";
    }

    private static String entry(String name) {
        var entries = Map.of("main.js", "main.tsx", "main.css", "main.css", "icon.svg", "icon.svg");
        return entries.containsKey(name) ? "{\"entryPoint\":\"" + entries.get(name) + "\"}" : "{}";
    }

    private static String hash(Map<String, String> files) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        files.forEach((name, text) -> digest.update((name + "\n" + text).getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().withUpperCase().formatHex(digest.digest(), 0, 8);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
