package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that the generators of others make of all served contracts, with the options that they have by default: they
 * are compiled, and taken on a tour of the product. The generator of OpenAPI Generator and what its Java clients need
 * are put into {@code target/generator} by the build.
 */
class GeneratedClientsTest {

    private static final Map<String, String> CONTRACTS = new TreeMap<>(Map.of(
            "api", "/api/openapi.json",
            "aip", "/api/v1/openapi.json",
            "developer", "/api/v2/protected/developer/openapi.json",
            "oauth", "/oauth/openapi.json",
            "portal", "/web/v1/openapi.json",
            "scim", "/scim/v2/openapi.json",
            "teams", "/workspaces/openapi.json"));

    /** It has no operations, and so no client; it has types for those who are sent events. */
    private static final Map<String, String> TYPES_ONLY = Map.of("webhooks", "/api/webhooks.json");

    private static final Path GENERATOR = Path.of("target", "generator");
    private static final Path TOURS = Path.of("src", "test", "resources", "generated");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** It runs for seconds only. */
    private static final List<String> SHORT_LIVED =
            List.of(JAVA.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    Path folder;

    private RunningProduct product;
    private List<String> tourist;

    @BeforeEach
    void prepare() {
        product = PRODUCT.get();
        var portal = new JsonObject().put("name", TestProduct.name("tour"));
        var code = product.signInAsAdmin()
                .post("/api/admin/portals", portal)
                .expect(201)
                .data()
                .getString("accessCode");
        var token = product.token(RunningProduct.ADMIN, RunningProduct.PASSWORD);
        tourist = List.of(product.http().base(), token, code, String.join(",", CONTRACTS.keySet()));
    }

    @Test
    void theJavaClientsOfStrangersCompileAndWork() throws Exception {
        generate(GeneratedClientsTest::java);
        compile();

        run(folder, with(SHORT_LIVED, with(List.of("-cp", classPath(), "Tour"), tourist)));
    }

    @Test
    void theirTypeScriptClientsAreSoundAndWork() throws Exception {
        NodeProject.require(
                answers("node", "--version") && answers("npm", "--version"), "There is no Node.js with npm here.");
        NodeProject.require(answers("npm", "ping"), "The registry of npm is out of reach.");
        for (var file : List.of("package.json", "package-lock.json", "tsconfig.json", "tour.ts", "fetched.ts")) {
            Files.copy(TOURS.resolve("typescript").resolve(file), folder.resolve(file));
        }
        generate(GeneratedClientsTest::typescript);

        run(folder, List.of("npm", "ci", "--no-audit", "--no-fund"));
        TYPES_ONLY.forEach(this::download);
        for (var contract : List.of(CONTRACTS, TYPES_ONLY)) {
            for (var name : contract.keySet()) {
                var types = List.of("node", "node_modules/openapi-typescript/bin/cli.js", name + ".json", "-o");
                run(folder, with(types, List.of("types/" + name + ".ts")));
            }
        }
        run(folder, List.of("node", "node_modules/typescript/bin/tsc", "--project", "."));
        run(folder, with(List.of("node", "out/tour.js"), tourist));
        run(folder, with(List.of("node", "out/fetched.js"), tourist));
    }

    /** How the client of a contract is to be generated. */
    private interface Settings {

        JsonObject of(String contract);
    }

    private void generate(Settings settings) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                with(SHORT_LIVED, List.of("-jar", jar("openapi-generator-cli").toString(), "batch")));
        CONTRACTS.forEach(this::download);
        for (var contract : CONTRACTS.keySet()) {
            var document = folder.resolve(contract + ".json");
            var configuration = folder.resolve(contract + "-client.json");
            var output = folder.resolve("client").resolve(contract);
            Files.writeString(
                    configuration,
                    settings.of(contract)
                            .put("inputSpec", document.toString())
                            .put("outputDir", output.toString())
                            .encode());
            command.add(configuration.toString());
        }
        run(Path.of(""), command);
    }

    private void download(String name, String path) {
        try {
            Files.writeString(
                    folder.resolve(name + ".json"),
                    product.http().get(path).expect(200).body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    // All are on one class path, where each needs names of its own.
    private static JsonObject java(String contract) {
        var invoker = "gen." + contract;
        return new JsonObject()
                .put("generatorName", "java")
                .put("library", "native")
                .put(
                        "additionalProperties",
                        new JsonObject()
                                .put("invokerPackage", invoker)
                                .put("apiPackage", invoker + ".api")
                                .put("modelPackage", invoker + ".model"));
    }

    private static JsonObject typescript(String contract) {
        return new JsonObject().put("generatorName", "typescript-fetch");
    }

    private void compile() throws IOException {
        var arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes(), "-cp", classPath()));
        arguments.add(TOURS.resolve("Tour.java").toString());
        try (var files = Files.walk(folder.resolve("client"))) {
            var sources = files.map(Path::toString)
                    .filter(file -> file.contains("src/main/java") && file.endsWith(".java"))
                    .toList();
            assertThat(sources).hasSizeGreaterThan(250);
            arguments.addAll(sources);
        }
        var said = new ByteArrayOutputStream();
        var code = ToolProvider.getSystemJavaCompiler().run(null, said, said, arguments.toArray(String[]::new));
        assertThat(code).as(() -> end(said.toString(StandardCharsets.UTF_8))).isZero();
    }

    private String classPath() throws IOException {
        try (var jars = Files.list(GENERATOR)) {
            var needed = jars.filter(jar -> !jar.getFileName().toString().startsWith("openapi-generator"))
                    .map(Path::toString);
            var jackson = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> entry.contains("jackson-"));
            return Stream.of(Stream.of(classes()), needed, jackson)
                    .flatMap(entries -> entries)
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private String classes() {
        return folder.resolve("classes").toString();
    }

    private static Path jar(String name) throws IOException {
        try (var jars = Files.list(GENERATOR)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private boolean answers(String... command) throws InterruptedException {
        try {
            return execute(folder, List.of(command)) == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Runs a program to its end, which must be a good one. */
    private void run(Path directory, List<String> command) throws IOException, InterruptedException {
        assertThat(execute(directory, command)).as(() -> end(said())).isZero();
    }

    private int execute(Path directory, List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start()
                .waitFor();
    }

    private Path log() {
        return folder.resolve("said.log");
    }

    private String said() {
        try {
            return Files.readString(log());
        } catch (IOException gone) {
            return gone.toString();
        }
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    private static List<String> with(List<String> first, List<String> more) {
        return Stream.of(first, more).flatMap(List::stream).toList();
    }
}
