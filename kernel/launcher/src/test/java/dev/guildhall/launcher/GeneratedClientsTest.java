package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Java clients that the generator of others makes of all served contracts: they are compiled, and taken on a tour of the
 * product. The generator and what its clients need are put into {@code target/generator} by the build.
 */
class GeneratedClientsTest {

    private static final Map<String, String> CONTRACTS = new TreeMap<>(Map.of(
            "api", "/api/openapi.json",
            "aip", "/api/v1/openapi.json",
            "developer", "/api/v2/protected/developer/openapi.json",
            "portal", "/web/v1/openapi.json",
            "teams", "/workspaces/openapi.json"));

    private static final Path GENERATOR = Path.of("target", "generator");

    @TempDir
    Path folder;

    @Test
    void theClientsOfStrangersCompileAndWork() throws Exception {
        try (var product = RunningProduct.start(folder.resolve("data"), "--webhook-allow-private")) {
            generate(product);
            compile();

            var admin = product.signInAsAdmin();
            var token = admin.post(
                            "/api/auth/login",
                            new JsonObject()
                                    .put("email", RunningProduct.ADMIN)
                                    .put("password", RunningProduct.PASSWORD))
                    .expect(200)
                    .data()
                    .getString("accessToken");
            var code = admin.post("/api/admin/portals", new JsonObject().put("name", "Web"))
                    .expect(201)
                    .data()
                    .getString("accessCode");
            run("java", "-cp", classPath(), "Tour", admin.base(), token, code);
        }
    }

    private void generate(RunningProduct product) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("java", "-jar", jar("openapi-generator-cli").toString(), "batch"));
        for (var contract : CONTRACTS.entrySet()) {
            var document = folder.resolve(contract.getKey() + ".json");
            var served = product.http().get(contract.getValue()).expect(200);
            Files.writeString(document, served.body());
            var configuration = folder.resolve(contract.getKey() + "-client.json");
            Files.writeString(
                    configuration, configuration(contract.getKey(), document).encode());
            command.add(configuration.toString());
        }
        run(command.toArray(String[]::new));
    }

    private JsonObject configuration(String name, Path document) {
        var invoker = "gen." + name;
        return new JsonObject()
                .put("generatorName", "java")
                .put("library", "native")
                .put("inputSpec", document.toString())
                .put("outputDir", folder.resolve("generated").resolve(name).toString())
                // It makes code that does not compile of what is one object or an array of them.
                .put("schemaMappings", new JsonObject().put("publishEvents_request", "Object"))
                .put(
                        "additionalProperties",
                        new JsonObject()
                                .put("invokerPackage", invoker)
                                .put("apiPackage", invoker + ".api")
                                .put("modelPackage", invoker + ".model")
                                .put("openApiNullable", false)
                                .put("useJakartaEe", true));
    }

    private void compile() throws IOException, InterruptedException {
        var sources = folder.resolve("sources");
        try (var files = Files.walk(folder.resolve("generated"))) {
            var all = files.filter(file -> file.toString().contains("src/main/java"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .toList();
            assertThat(all).hasSizeGreaterThan(250);
            Files.write(sources, all);
        }
        var tour = Path.of("src", "test", "resources", "generated", "Tour.java");
        run("javac", "-nowarn", "-proc:none", "-d", classes(), "-cp", classPath(), "@" + sources, tour.toString());
    }

    private String classPath() throws IOException {
        try (var jars = Files.list(GENERATOR)) {
            var needed = jars.filter(jar -> !jar.getFileName().toString().startsWith("openapi-generator"))
                    .map(Path::toString);
            var jackson = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> entry.contains("jackson-"));
            return Stream.of(Stream.of(classes()), needed, jackson)
                    .flatMap(entries -> entries)
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

    /** Runs a tool of this Java to its end, which must be a good one. */
    private void run(String... command) throws IOException, InterruptedException {
        var log = folder.resolve(command[0] + ".log");
        command[0] = Path.of(System.getProperty("java.home"), "bin", command[0]).toString();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> end(log)).isZero();
    }

    private static String end(Path log) {
        try {
            var text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 4_000));
        } catch (IOException gone) {
            return gone.toString();
        }
    }
}
