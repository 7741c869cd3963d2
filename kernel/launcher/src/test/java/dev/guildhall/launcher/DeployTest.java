package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.guildhall.core.config.Setting.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes with the product to run it, in containers or as a service, names what there is. */
class DeployTest {

    private static final Path FOLDER = Path.of("deploy");
    private static final Pattern REVISION = Pattern.compile("<revision>([^<]+)</revision>");
    private static final Pattern IMAGE = Pattern.compile("(?m)(?:^FROM |image: )(\\S+)");
    private static final Pattern SET_BY_IMAGE = Pattern.compile("(GUILDHALL_\\w+)=(\\S+)");
    private static final Pattern OF_PROJECT = Pattern.compile(
            "<artifactId>guildhall(?:-[a-z]+)*</artifactId>\\s*<version>((?!\\$\\{(?:project|guildhall)\\.)[^<]+)</version>");
    private static final Pattern SETTING = Pattern.compile("(?m)^#?([a-z-]+: .*)$");
    private static final Path DISTRIBUTION = Path.of("src", "distribution");
    private static final String OF_FILE = "_FILE";

    @TempDir
    Path folder;

    private static String read(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file));
    }

    private static String version() throws IOException {
        var pom = REVISION.matcher(Files.readString(Path.of("..", "..", "pom.xml")));
        assertThat(pom.find()).isTrue();
        return pom.group(1);
    }

    private static JsonNode compose() throws IOException {
        return new YAMLMapper().readTree(read("compose/compose.yaml"));
    }

    private static JsonNode kubernetes(String kind) throws IOException {
        try (var documents =
                new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(read("kubernetes/guildhall.yaml"))) {
            return documents.readAll().stream()
                    .filter(document -> document.get("kind").asText().equals(kind))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Map<String, String> variables(JsonNode values) {
        var variables = new HashMap<String, String>();
        values.fields()
                .forEachRemaining(
                        value -> variables.put(value.getKey(), value.getValue().asText()));
        variables.keySet().removeIf(name -> !name.startsWith("GUILDHALL_"));
        return variables;
    }

    /** As the product takes them, but for secrets, which are elsewhere. */
    private static void assertTaken(Map<String, String> variables) {
        assertThat(Variables.known()).containsAll(variables.keySet());
        ServerSettings.IN_FILE.stream()
                .filter(setting -> variables.containsKey(setting.variable()))
                .forEach(setting -> {
                    assertThat(setting.kind()).as(setting.variable()).isNotEqualTo(Kind.SECRET);
                    assertThatCode(() -> setting.read(variables.get(setting.variable()), "here"))
                            .doesNotThrowAnyException();
                });
    }

    @Test
    void everyImageHasAVersionAndOurOwnHasThatOfTheProject() throws IOException {
        for (var file : List.of("Containerfile", "compose/compose.yaml", "kubernetes/guildhall.yaml")) {
            var images = IMAGE.matcher(read(file))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList();
            assertThat(images)
                    .as(file)
                    .isNotEmpty()
                    .allMatch(image -> image.contains(":") && !image.endsWith(":latest"));
            assertThat(images.stream().filter(image -> image.startsWith("guildhall:")))
                    .as(file)
                    .allMatch(("guildhall:" + versionOf())::equals);
        }
        assertThat(read("Containerfile"))
                .contains("ARG VERSION=" + version())
                .contains("target/guildhall-${VERSION}.tar.gz");
        assertThat(read("README.md")).contains("-t guildhall:" + version());
    }

    private static String versionOf() {
        try {
            return version();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Test
    void everySettingIsOneOfTheProducts() throws IOException {
        var inImage = new HashMap<String, String>();
        SET_BY_IMAGE.matcher(read("Containerfile")).results().forEach(set -> inImage.put(set.group(1), set.group(2)));

        assertThat(inImage).hasSizeGreaterThan(3);
        assertTaken(inImage);
        assertTaken(variables(compose().at("/x-guildhall/environment")));
        assertTaken(variables(kubernetes("ConfigMap").get("data")));
    }

    @Test
    void theExampleOfAConfigurationIsTakenWithAllThatIsCommentedOutInIt() throws IOException {
        var example = Files.readString(DISTRIBUTION.resolve("conf/guildhall.yaml"));
        var settings = SETTING.matcher(example)
                .results()
                .map((MatchResult setting) -> setting.group(1))
                .toList();
        var file = Files.write(folder.resolve("guildhall.yaml"), settings);
        var err = new StringWriter();

        var exitCode = CommandLineOnly.run(err, "serve", "--config", file.toString());

        assertThat(settings).hasSizeGreaterThan(10);
        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
    }

    @Test
    void theUnitOfSystemdSetsWhatThereIs() throws IOException {
        var unit = Files.readString(DISTRIBUTION.resolve("systemd/guildhall.service"));
        var set = new HashMap<String, String>();
        SET_BY_IMAGE.matcher(unit).results().forEach(variable -> set.put(variable.group(1), variable.group(2)));

        assertThat(set)
                .containsEntry("GUILDHALL_CONFIG", "/etc/guildhall/guildhall.yaml")
                .containsEntry("GUILDHALL_DATA_DIR", "/var/lib/guildhall");
        assertThat(Variables.known()).containsAll(set.keySet());
        assertThat(unit).contains("ExecStart=/opt/guildhall/bin/guildhall serve\n", "SuccessExitStatus=143");
    }

    @Test
    void everyPomHasTheOneVersion() throws IOException {
        try (var poms = Files.find(
                ShownPage.ROOT,
                3,
                (file, is) -> file.endsWith("pom.xml") && !file.toString().contains("target"))) {
            assertThat(poms.toList()).hasSizeGreaterThan(30).allSatisfy(file -> {
                var pom = Files.readString(file);
                assertThat(OF_PROJECT.matcher(pom).results().map((MatchResult found) -> found.group(1)))
                        .isNotEmpty()
                        .allMatch("${revision}"::equals);
                assertThat(REVISION.matcher(pom).results().map((MatchResult found) -> found.group(1)))
                        .allMatch(version()::equals);
            });
        }
    }

    @Test
    void secretsAreSomewhereElse() throws IOException {
        var secrets = ServerSettings.IN_FILE.stream()
                .filter(setting -> setting.kind() == Kind.SECRET)
                .toList();
        var compose = compose();
        variables(compose.at("/x-guildhall/environment")).forEach((name, value) -> {
            if (name.endsWith(OF_FILE)) {
                var secret = value.replaceFirst("^/run/secrets/", "");
                assertThat(compose.at("/secrets/" + secret + "/file").asText()).isEqualTo("secrets/" + secret);
                assertThat(compose.at("/x-guildhall/secrets"))
                        .anyMatch(given -> given.asText().equals(secret));
            }
        });
        var container = container();
        assertThat(container.get("env")).hasSize(3).allSatisfy(variable -> {
            assertThat(secrets)
                    .anyMatch(setting ->
                            setting.variable().equals(variable.get("name").asText()));
            assertThat(variable.has("value")).isFalse();
            assertThat(variable.at("/valueFrom/secretKeyRef/name").asText()).isEqualTo("guildhall");
        });
    }

    private static JsonNode container() throws IOException {
        return kubernetes("Deployment").at("/spec/template/spec/containers/0");
    }

    @Test
    void portsAndPathsAreTheProducts() throws IOException {
        var api = ServerSettings.PORT.fallback();
        var management = ServerSettings.MANAGEMENT_PORT.fallback();
        var ports = new HashMap<String, String>();
        container()
                .get("ports")
                .forEach(port -> ports.put(
                        port.get("name").asText(), port.get("containerPort").asText()));

        assertThat(ports).isEqualTo(Map.of("api", api, "management", management));
        assertThat(read("Containerfile")).contains("EXPOSE " + api + " " + management);
        assertThat(read("compose/Caddyfile"))
                .contains("guildhall-1:" + api, "guildhall-2:" + api, "health_uri /health/ready");
        assertThat(compose().at("/x-guildhall/healthcheck/test").toString())
                .contains("/127.0.0.1/" + management, "GET /health/ready ");
        var served = ServedDocument.all().stream()
                .map(document -> document.json().getJsonObject("paths").fieldNames())
                .flatMap(paths -> paths.stream())
                .toList();
        var probes = Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                .map(container()::get)
                .toList();
        assertThat(probes).allSatisfy(probe -> {
            assertThat(served).contains(probe.at("/httpGet/path").asText());
            assertThat(probe.at("/httpGet/port").asText()).isEqualTo("management");
        });
        assertThat(kubernetes("Service").at("/spec/ports/0/targetPort").asText())
                .isEqualTo("api");
    }

    @Test
    void nothingRunsAsRootOrWritesWhereItNeedNot() throws IOException {
        var pod = kubernetes("Deployment").at("/spec/template/spec");
        var container = container();
        var mounted = new ArrayList<String>();
        container
                .get("volumeMounts")
                .forEach(mount -> mounted.add(mount.get("mountPath").asText()));

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/automountServiceAccountToken").asBoolean()
                        || kubernetes("ServiceAccount")
                                .get("automountServiceAccountToken")
                                .asBoolean())
                .isFalse();
        assertThat(pod.get("enableServiceLinks").asBoolean())
                .as("or a service of this name sets GUILDHALL_PORT")
                .isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean())
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        assertThat(mounted).containsExactlyInAnyOrder("/tmp", "/var/lib/guildhall", "/var/cache/guildhall");
        assertThat(read("Containerfile"))
                .contains(
                        "USER 10001:10001",
                        "GUILDHALL_DATA_DIR=/var/lib/guildhall",
                        "GUILDHALL_CACHE_DIR=/var/cache/guildhall");
        assertThat(compose().at("/x-guildhall/read_only").asBoolean()).isTrue();
    }

    @Test
    void whatIsSelectedIsThere() throws IOException {
        var labels = kubernetes("Deployment").at("/spec/template/metadata/labels");

        assertThat(kubernetes("Deployment").at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(kubernetes("Service").at("/spec/selector")).isEqualTo(labels);
        assertThat(kubernetes("PodDisruptionBudget").at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
        assertThat(kubernetes("NetworkPolicy").at("/spec/podSelector/matchLabels"))
                .isEqualTo(labels);
        var compose = compose();
        compose.get("services").forEach(service -> {
            service.path("depends_on")
                    .fieldNames()
                    .forEachRemaining(name ->
                            assertThat(compose.get("services").has(name)).isTrue());
            service.path("secrets")
                    .forEach(secret -> assertThat(compose.at("/secrets").has(secret.asText()))
                            .isTrue());
            service.path("networks")
                    .forEach(network -> assertThat(compose.at("/networks").has(network.asText()))
                            .isTrue());
        });
    }
}
