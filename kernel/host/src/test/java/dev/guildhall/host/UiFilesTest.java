package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.guildhall.core.error.Problem;
import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semver4j.Semver;

class UiFilesTest {

    private static final ArchiveRules RULES = ArchiveRules.forPlatform(new Semver("1.0.0"));

    private static ExtensionJar artifact() {
        return ExtensionJar.of("hello", "1.0.0")
                .manifest("runtime", "EXTERNAL_SERVICE")
                .manifest("serviceBaseUrl", "https://hello.example")
                .manifest(
                        "ui",
                        new JsonObject(
                                "{\"pages\":[{\"id\":\"greetings\",\"title\":\"Greetings\",\"file\":\"index.html\"}],"
                                        + "\"widgets\":[{\"id\":\"last\",\"title\":\"Last\",\"file\":\"small/last.html\"}]}"));
    }

    private static ExtensionJar whole() {
        return artifact().file("ui/index.html", "<p>Hello").file("ui/small/last.html", "<p>Moin");
    }

    private static Problem refusal(byte[] bytes) {
        var refused = catchThrowableOfType(Problem.class, () -> ExtensionArchive.read(bytes, RULES));
        assertThat(refused).as("a refusal").isNotNull();
        return refused;
    }

    @Test
    void readsTheFilesOfTheFolderAndNoOthers() {
        var bytes = whole().file("ui/a.mjs", "export {}")
                .file("ui.html", "not in it")
                .bytes();

        var archive = ExtensionArchive.read(bytes, RULES);
        var files = UiFiles.read(archive.bytes(), archive.manifest().ui().folder());

        assertThat(files).containsOnlyKeys("index.html", "small/last.html", "a.mjs");
        assertThat(files.get("index.html").content()).asString().isEqualTo("<p>Hello");
        assertThat(files.get("a.mjs").type()).startsWith("text/javascript");
    }

    @Test
    void aPageWithoutItsFileIsRefusedByTheFieldThatNamesIt() {
        var refused = refusal(artifact().file("ui/index.html", "<p>Hello").bytes());

        assertThat(refused.details()).extracting(Problem.Detail::field).containsExactly("ui.widgets.0.file");
        assertThat(refused.getMessage()).contains("ui/small/last.html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ui/run.sh", "ui/Hello.class", "ui/page", "ui/.htaccess"})
    void whatIsOfNoKindThatIsServedIsRefused(String name) {
        assertThat(refusal(whole().file(name, "x").bytes()).getMessage()).contains(name, "html", "woff2");
    }

    @Test
    void whatThePlatformServesItselfIsRefused() {
        assertThat(refusal(whole().file("ui/guildhall/bridge.js", "x").bytes()).getMessage())
                .contains("comes from the platform");
    }

    @Test
    void tooMuchIsRefused() {
        var many = whole();
        for (var count = 0; count < 200; count++) {
            many.file("ui/" + count + ".txt", "x");
        }
        var half = new byte[2 * 1024 * 1024];
        for (var at = 0; at < half.length; at++) {
            half[at] = (byte) (at * 31 ^ at >> 7);
        }

        assertThat(refusal(many.bytes()).getMessage()).contains("202 files", "200");
        assertThat(refusal(whole().file("ui/a.png", half).file("ui/b.png", half).bytes())
                        .getMessage())
                .contains("4194304");
    }

    @Test
    void whoShowsNothingMayHaveAnyFiles() {
        var bytes = artifact().manifest("ui", null).file("ui/run.sh", "x").bytes();

        assertThat(ExtensionArchive.read(bytes, RULES).manifest().ui().isEmpty())
                .isTrue();
    }
}
