package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.guildhall.core.error.Problem;
import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semver4j.Semver;

class ExtensionArchiveTest {

    private static final ArchiveRules RULES = ArchiveRules.forPlatform(new Semver("1.0.0"));

    @Test
    void readsAGoodArtifact() {
        var bytes = artifact()
                .file("migrations/V2__search_index.sql", "create index on hello_greeting (name)")
                .file("migrations/V1__greetings.sql", "create table hello_greeting (name text)")
                .file("migrations/V3__later.sql", "select 1")
                .bytes();

        var archive = ExtensionArchive.read(bytes, RULES);

        assertThat(archive.manifest().label()).isEqualTo("hello@1.0.0");
        assertThat(archive.bytes()).isEqualTo(bytes);
        assertThat(archive.sha256()).matches("[0-9a-f]{64}");
        assertThat(archive.migrations())
                .extracting(Migration::version, Migration::description)
                .containsExactly(tuple(1, "greetings"), tuple(2, "search index"), tuple(3, "later"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.txt",
                "a/../../evil.txt",
                "/etc/passwd",
                "a\\..\\evil.txt",
                "C:/evil.txt",
                "a/./b",
                "a//b",
                "..",
                "evil\u0000.txt"
            })
    void refusesEntriesThatLeadOutOfIt(String name) {
        assertThat(refusal(artifact().file(name, "x").bytes())).contains("leads out of it");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 100, 5_000})
    void refusesGarbage(int size) {
        var garbage = new byte[size];
        new Random(7).nextBytes(garbage);

        assertThat(refusal(garbage)).contains("not a jar or zip");
    }

    @Test
    void judgesWhateverIsDamagedInsideIt() {
        var random = new Random(7);
        var whole = artifact().bytes();

        for (var round = 0; round < 500; round++) {
            var damaged = whole.clone();
            for (var at = 0; at <= round % 5; at++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(catchThrowable(() -> ExtensionArchive.read(damaged, RULES)))
                    .satisfiesAnyOf(
                            accepted -> assertThat(accepted).isNull(),
                            refused -> assertThat(refused).isInstanceOf(Problem.class));
        }
    }

    @Test
    void refusesWhatOnlyBeginsLikeAZip() {
        var bytes = artifact().bytes();

        assertThat(refusal(Arrays.copyOf(bytes, bytes.length / 2))).contains("damaged");
        assertThat(refusal("PK\u0003\u0004 and nothing more".getBytes(StandardCharsets.UTF_8)))
                .contains("damaged");
    }

    @Test
    void refusesContentThatDoesNotFitItsChecksum() {
        var stored = storedZip("data.bin", "the original content");
        var text = new String(stored, StandardCharsets.ISO_8859_1).replace("original", "tampered");

        assertThat(refusal(text.getBytes(StandardCharsets.ISO_8859_1))).contains("checksum");
    }

    @Test
    void refusesTwoEntriesOfOneName() {
        var twins = zip("b.txt", "b.txz");
        var text = new String(twins, StandardCharsets.ISO_8859_1).replace("b.txz", "b.txt");

        assertThat(refusal(text.getBytes(StandardCharsets.ISO_8859_1))).contains("two entries named b.txt");
    }

    @Test
    void refusesBombs() {
        var zeros = new byte[20 * 1024 * 1024];

        assertThat(refusal(artifact().file("zeros", zeros).bytes())).contains("times its size");
        assertThat(refusal(
                        artifact()
                                .file("noise", noise(600))
                                .file("more", noise(600))
                                .bytes(),
                        new ArchiveRules(new Semver("1.0.0"), 1_000_000, 100, 1_000, 100)))
                .contains("unpacks to more than");
        assertThat(refusal(
                        artifact().file("a", "a").file("b", "b").bytes(),
                        new ArchiveRules(new Semver("1.0.0"), 1_000_000, 3, 1_000_000, 100)))
                .contains("entries");
    }

    @Test
    void refusesTooManyBytes() {
        var refused = catchThrowableOfType(
                Problem.class, () -> ExtensionArchive.read(artifact().bytes(), RULES.withMaxBytes(100)));

        assertThat(refused.code()).isEqualTo(ExtensionArchiveError.ARCHIVE_TOO_LARGE);
    }

    @Test
    void refusesWhatTheClassLoaderWouldNotTakeAsMeant() {
        assertThat(refusal(artifact().file("lib/gson.jar", "PK").bytes())).contains("another archive");
        assertThat(refusal(artifact()
                        .file("META-INF/INDEX.LIST", "JarIndex-Version: 1.0")
                        .bytes()))
                .contains("INDEX.LIST");
        assertThat(refusal(artifact()
                        .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nClass-Path: file:/opt/guildhall.jar\n\n")
                        .bytes()))
                .contains("Class-Path");
        assertThat(refusal(artifact().file("dev/guildhall/spi/Event.class", "x").bytes()))
                .contains("provided");
        assertThat(refusal(artifact().file("io/vertx/core/Vertx.class", "x").bytes()))
                .contains("provided");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "META-INF/manifest.mf",
                "meta-inf/MANIFEST.MF",
                "Meta-Inf/Manifest.Mf",
                "META-INF/index.list",
                "meta-inf/extensions.idx",
                "META-INF/CODE.SF",
                "META-INF/code.rsa",
                "META-INF/SIG-CODE"
            })
    void refusesFilesThatTheJdkReadsAndOthersDoNot(String name) {
        assertThat(refusal(artifact()
                        .file(name, "Manifest-Version: 1.0\nClass-Path: file:/opt/guildhall.jar\n\n")
                        .bytes()))
                .contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class-path: file:/opt/guildhall.jar",
                "CLASS-PATH: file:/opt/guildhall.jar",
                "Created-By: x\nClass-Path: file:/opt/\n guildhall.jar"
            })
    void refusesAClassPathHoweverItIsWritten(String attributes) {
        assertThat(refusal(artifact()
                        .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + attributes + "\n\n")
                        .bytes()))
                .contains("Class-Path");
    }

    @Test
    void refusesTheHostsClassesForOtherVersionsOfJavaToo() {
        assertThat(refusal(artifact()
                        .file("META-INF/versions/17/dev/guildhall/spi/Event.class", "x")
                        .bytes()))
                .contains("provided");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void end() { System.exit(1); }",
                "java.util.function.IntConsumer end() { return System::exit; }",
                "void end() { Runtime.getRuntime().exit(1); }",
                "void end() { new Object() { void end() { Runtime.getRuntime().halt(1); } }.end(); }"
            })
    void refusesClassesThatWouldEndTheJvm(String method) {
        var source = "package demo;\n\nclass Ending {\n" + method + "\n}\n";

        var refusal = refusal(artifact().source(source).bytes());

        assertThat(refusal).contains("demo/Ending").containsAnyOf("calls System.exit", "calls Runtime.");
    }

    @Test
    void findsThemWhateverTheFileIsCalled() throws IOException {
        try (var halting = getClass().getResourceAsStream("ExtensionArchiveTest$Halting.class")) {
            var bytes = artifact().file("hidden.bin", halting.readAllBytes()).bytes();

            assertThat(refusal(bytes)).contains("hidden.bin calls Runtime.halt");
        }
    }

    static final class Halting {
        void end() {
            Runtime.getRuntime().halt(1);
        }
    }

    @Test
    void refusesClassesThatCannotBeRead() {
        var newer = new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, (byte) 200, 0, 1};

        assertThat(refusal(artifact().file("com/example/Newer.class", newer).bytes()))
                .contains("not known here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "access", "capability", "extension", "workspace", "request"})
    void refusesNamesWhoseErrorsWouldLookLikeThePlatforms(String id) {
        assertThat(refusal(artifact().manifest("id", id).bytes())).contains("platform's own");
    }

    @Test
    void wantsAManifestAndAnIndexOfExtensions() {
        assertThat(refusal(zip("other.json"))).contains("no extension.json");
        assertThat(refusal(ExtensionJar.of("hello", "1.0.0").bytes())).contains("META-INF/extensions.idx");
        assertThat(refusal(artifact().manifest("id", "NO").bytes())).contains("extension.json is invalid: id");
    }

    @Test
    void needsNoClassesForAnExternalService() {
        var external = ExtensionJar.of("hello", "1.0.0")
                .manifest("runtime", "EXTERNAL_SERVICE")
                .manifest("serviceBaseUrl", "https://hello.example.com");

        assertThat(ExtensionArchive.read(external.bytes(), RULES).manifest().id())
                .isEqualTo("hello");
    }

    @Test
    void refusesArtifactsForAnotherPlatform() {
        var future = artifact().manifest("requires", new JsonObject().put("platform", "^2.0"));

        var refused = catchThrowableOfType(Problem.class, () -> ExtensionArchive.read(future.bytes(), RULES));

        assertThat(refused.code()).isEqualTo(ExtensionArchiveError.PLATFORM_UNSUPPORTED);
    }

    @Test
    void takesAClassThatTheManifestNamesWithoutAnIndex() {
        var named = artifact().manifest("main", "demo.DemoExtension").file("META-INF/extensions.idx", "");

        assertThat(ExtensionArchive.read(named.bytes(), RULES).manifest().main())
                .contains("demo.DemoExtension");
        assertThat(refusal(artifact().manifest("main", "demo.Missing").bytes()))
                .contains("demo.Missing is not in the artifact");
        assertThat(refusal(artifact()
                        .source("package demo;\npublic record Greeting(String text) {}")
                        .manifest("main", "demo.Greeting")
                        .bytes()))
                .contains("demo.Greeting does not implement WorkspaceExtension");
        assertThat(refusal(artifact()
                        .source("package demo;\npublic abstract class Half extends DemoExtension {}")
                        .manifest("main", "demo.Half")
                        .bytes()))
                .contains("must be public and not abstract");
        assertThat(refusal(artifact()
                        .source("package demo;\npublic class Needy extends DemoExtension { public Needy(int a) {} }")
                        .manifest("main", "demo.Needy")
                        .bytes()))
                .contains("constructor without parameters");
        assertThat(refusal(artifact().manifest("main", "demo/DemoExtension").bytes()))
                .contains("com.acme.polls.PollsExtension");
    }

    @Test
    void refusesAnIndexThatCannotBeLoaded() {
        assertThat(refusal(artifact()
                        .file("META-INF/extensions.idx", "# mine\ndemo.Missing\n")
                        .bytes()))
                .contains("names demo.Missing, which is not in the artifact");
        assertThat(refusal(artifact()
                        .source("package demo;\n@org.pf4j.Extension\npublic class Second extends DemoExtension {}")
                        .bytes()))
                .contains("it names 2");
        assertThat(refusal(artifact().file("META-INF/extensions.idx", "").bytes()))
                .contains("it names 0");
    }

    @Test
    void refusesAFolderOfMigrationsThatIsNotThere() {
        assertThat(refusal(artifact().manifest("migrations", "sql/").bytes())).contains("has no folder sql/");
        assertThat(ExtensionArchive.read(
                                artifact()
                                        .manifest("migrations", "sql/")
                                        .file("sql/V1__a.sql", "select 1")
                                        .bytes(),
                                RULES)
                        .migrations())
                .hasSize(1);
    }

    @Test
    void derivesTheSchemasOfRecords() {
        var polls = artifact().source("""
                        package demo;
                        public record NewPoll(String question, java.util.List<Choice> choices,
                                @Nullable java.time.Instant until, Kind kind, int votes,
                                java.util.Map<String, ? extends NewPoll> others) {
                            public enum Kind { OPEN, SECRET }
                            public record Choice(String text, @Nullable java.math.BigDecimal weight) {}
                            @interface Nullable {}
                        }
                        """).manifest("provides", new JsonArray().add(new JsonObject("""
                        {"key":"hello.poll.open","version":"1.0.0","input":"demo.NewPoll","output":"demo.NewPoll$Choice"}
                        """)));

        var archive = ExtensionArchive.read(polls.bytes(), RULES);

        var offer = archive.manifest().provides().get(0);
        assertThat(offer.input()).isEqualTo(new JsonObject("""
                {"type":"object","additionalProperties":false,
                 "required":["question","choices","kind","votes","others"],
                 "properties":{
                   "question":{"type":"string"},
                   "choices":{"type":"array","items":{"$ref":"#/$defs/demo.NewPoll$Choice"}},
                   "until":{"anyOf":[{"type":"string","format":"date-time"},{"type":"null"}]},
                   "kind":{"enum":["OPEN","SECRET"]},
                   "votes":{"type":"integer"},
                   "others":{"type":"object","additionalProperties":{"$ref":"#"}}},
                 "$defs":{"demo.NewPoll$Choice":{"type":"object","additionalProperties":false,"required":["text"],
                   "properties":{"text":{"type":"string"},"weight":{"anyOf":[{"type":"number"},{"type":"null"}]}}}}}
                """));
        assertThat(offer.output().containsKey("additionalProperties")).isFalse();
        assertThat(archive.manifestJson()
                        .getJsonArray("provides")
                        .getJsonObject(0)
                        .getValue("input"))
                .as("as it is stored")
                .isEqualTo(offer.input());
    }

    @Test
    void saysWhyTheSchemaOfARecordCannotBeDerived() {
        assertThat(refusal(takingRecord("demo.Missing", "").bytes())).contains("demo.Missing, which is no record");
        assertThat(refusal(takingRecord("demo.Odd", "java.io.File file").bytes()))
                .contains("provides.0.input cannot be derived: demo.Odd.file has the type java.io.File");
        assertThat(refusal(takingRecord("demo.Odd", "java.util.Map<Integer, String> map")
                        .bytes()))
                .contains("keys are no strings");
        assertThat(refusal(takingRecord("demo.Odd", "int[] numbers").bytes())).contains("no counterpart");
    }

    private static ExtensionJar takingRecord(String name, String components) {
        return artifact()
                .source("package demo;\npublic record Odd(" + components + ") {}")
                .manifest(
                        "provides",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("key", "hello.thing.do")
                                        .put("version", "1.0.0")
                                        .put("input", name)));
    }

    @Test
    void refusesMigrationsWithoutAClearOrder() {
        assertThat(refusal(artifact().file("migrations/V2__a.sql", "select 1").bytes()))
                .contains("version 1 is missing");
        assertThat(refusal(artifact()
                        .file("migrations/V1__a.sql", "select 1")
                        .file("migrations/V1__b.sql", "select 2")
                        .bytes()))
                .contains("two migrations of version 1");
        assertThat(refusal(artifact().file("migrations/first.sql", "select 1").bytes()))
                .contains("V1__contacts.sql");
        assertThat(refusal(
                        artifact().file("migrations/sub/V1__a.sql", "select 1").bytes()))
                .contains("V1__contacts.sql");
        assertThat(refusal(artifact().file("migrations/V1__a.sql", " ").bytes()))
                .contains("empty");
        assertThat(refusal(artifact()
                        .file("migrations/V1__a.sql", new byte[] {(byte) 0xff})
                        .bytes()))
                .contains("UTF-8");
    }

    private static ExtensionJar artifact() {
        return quiet(ExtensionJar.of("hello", "1.0.0"));
    }

    private static ExtensionJar quiet(ExtensionJar jar) {
        return jar.extension("""
                public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                    return Future.succeededFuture();
                }
                """);
    }

    private static String refusal(byte[] bytes) {
        return refusal(bytes, RULES);
    }

    private static String refusal(byte[] bytes, ArchiveRules rules) {
        var refused = catchThrowableOfType(Problem.class, () -> ExtensionArchive.read(bytes, rules));
        assertThat(refused).as("a refusal").isNotNull();
        assertThat(refused.code().kind().status()).isEqualTo(400);
        return refused.getMessage();
    }

    private static byte[] noise(int size) {
        var noise = new byte[size];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static byte[] zip(String... names) {
        return zip(out -> {
            for (var name : names) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static byte[] storedZip(String name, String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var crc = new CRC32();
        crc.update(bytes);
        return zip(out -> {
            var entry = new ZipEntry(name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
            out.putNextEntry(entry);
            out.write(bytes);
        });
    }

    private interface Filling {
        void fill(ZipOutputStream out) throws IOException;
    }

    private static byte[] zip(Filling filling) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            filling.fill(out);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }
}
