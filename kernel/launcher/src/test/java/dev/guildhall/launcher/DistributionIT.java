package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that operators unpack. */
class DistributionIT {

    private static final String BILL = "guildhall.cdx.json";
    private static final String VERSION = System.getProperty("guildhall.version");

    /** The first column of the table of its README. */
    private static final Pattern NAMED = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

    @TempDir
    static Path folder;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        var tar = new ProcessBuilder(
                        "tar", "-xzf", System.getProperty("guildhall.distribution"), "-C", folder.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(tar.exitValue()).isZero();
        home = folder.resolve("guildhall-" + VERSION);
    }

    @Test
    void startsAgainWithWhatTheFirstStartMadeOfItsClasses() throws Exception {
        var data = folder.resolve("data");
        var program = home.resolve("bin/guildhall").toString();
        try (var first = RunningProduct.startBy(program, data)) {
            first.askToStop();
            assertThat(first.exitCode()).isEqualTo(143);
        }

        try (var second = RunningProduct.startBy(program, data)) {
            second.signInAsAdmin().get("/api/auth/me").expect(200);
            var archive = names(home.resolve("cache"));
            assertThat(archive).singleElement().asString().matches("classes-\\d+\\.jsa");
            if (Files.exists(Path.of("/proc/self/maps"))) {
                assertThat(second.mapped()).contains(archive.get(0));
            }
        }
    }

    @Test
    void hasAUnitForSystemdAnExampleOfAConfigurationAndWhatItsReadmeNames() throws IOException {
        var files = List.of(
                "systemd/guildhall.service", "conf/guildhall.yaml", "lib/guildhall.jar", "bin/guildhall", "README.md");

        assertThat(files).allSatisfy(file -> assertThat(home.resolve(file)).isNotEmptyFile());
        assertThat(home.resolve("bin/guildhall")).isExecutable();
        assertThat(names(home.resolve("monitoring"))).hasSizeGreaterThan(1);
        NAMED.matcher(Files.readString(home.resolve("README.md")))
                .results()
                .map(named -> named.group(1))
                .filter(named -> !named.equals(BILL))
                .forEach(named -> assertThat(home.resolve(named)).exists());
    }

    @Test
    void saysWhatIsInItUnderWhichLicence() throws IOException {
        assumeThat(System.getProperty("guildhall.network"))
                .as("a build without a network, which has no bill of materials")
                .isEqualTo("offline: false");
        var bill = new JsonObject(Files.readString(home.resolve(BILL)));
        var components = bill.getJsonArray("components").stream()
                .map(JsonObject.class::cast)
                .toList();

        assertThat(bill.getString("bomFormat")).isEqualTo("CycloneDX");
        assertThat(components)
                .extracting(component -> component.getString("name"))
                .contains("vertx-core", "vertx-pg-client", "jooq", "flyway-core", "pf4j", "swagger-ui");
        assertThat(components)
                .allSatisfy(component -> assertThat(component.getJsonArray("licenses"))
                        .as(component.getString("purl"))
                        .isNotEmpty());
    }

    @Test
    void hasItsLicenceAndThoseOfWhatIsInIt() throws IOException {
        assertThat(home.resolve("LICENSE")).content().contains("Apache License");
        assertThat(names(home.resolve("licences"))).hasSizeGreaterThan(20);
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
