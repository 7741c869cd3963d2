package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.guildhall.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard and the alerts that come with the product ask for what it tells. */
class MonitoringTest {

    private static final Path FOLDER = Path.of("src/main/monitoring");
    private static final Pattern METRIC = Pattern.compile("\\b(?:guildhall|vertx|jvm|process)_[a-z_]+");

    private static final Path PAGE = Path.of("..", "docs", "METRICS.md");
    private static final Pattern ON_THE_PAGE = Pattern.compile("(?m)^\\| `(guildhall_\\w+)` \\|");

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    private static List<JsonNode> expressions(String file) throws IOException {
        return new YAMLMapper().readTree(FOLDER.resolve(file).toFile()).findValues("expr");
    }

    @Test
    void everyMetricThatIsAskedForIsThere() throws Exception {
        var asked = new TreeSet<String>();
        for (var file : List.of("grafana-dashboard.json", "prometheus-alerts.yaml")) {
            expressions(file)
                    .forEach(expression ->
                            METRIC.matcher(expression.asText()).results().forEach(found -> asked.add(found.group())));
        }
        assertThat(asked).hasSizeGreaterThan(10);

        Await.until(() -> {
            var told = PRODUCT.get().management().get("/metrics").expect(200).body();
            var names =
                    METRIC.matcher(told).results().map(found -> found.group()).collect(Collectors.toSet());
            names.addAll(onThePage());
            assertThat(names).containsAll(asked);
        });
    }

    /** All of the product's own, some of which are there only once something was done; {@link MetricsTest} holds it. */
    private static Set<String> onThePage() throws IOException {
        return ON_THE_PAGE
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .flatMap(name -> Stream.of("", "_count", "_sum", "_bucket").map(part -> name + part))
                .collect(Collectors.toSet());
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        var rules = new YAMLMapper()
                .readTree(FOLDER.resolve("prometheus-alerts.yaml").toFile())
                .at("/groups/0/rules");

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
        });
    }

    @Test
    void noTwoPanelsHaveTheSamePlace() throws IOException {
        var panels = new YAMLMapper()
                .readTree(Files.readString(FOLDER.resolve("grafana-dashboard.json")))
                .at("/panels");
        var places = new TreeSet<String>();

        panels.forEach(panel -> places.add(panel.at("/gridPos").toString()));

        assertThat(places).hasSameSizeAs(panels);
    }
}
