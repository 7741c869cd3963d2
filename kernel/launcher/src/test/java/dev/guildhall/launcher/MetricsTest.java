package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the running product tells Prometheus. */
class MetricsTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    private static final Path PAGE = Path.of("..", "docs", "METRICS.md");
    private static final Pattern ROW = Pattern.compile("\\| `(guildhall_\\w+)` \\|.*");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+|\\d{6,}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)*");
    private static final Pattern NO_BASE_UNIT = Pattern.compile(
            "_(?:ms|ns|us|millis|milliseconds|nanoseconds|microseconds|minutes|hours|days|kb|mb|kilobytes|megabytes"
                    + "|percent)(?:_|$)");

    /** Those that are there only once code of an extension fails, or with what this product has not, and tested there. */
    private static final Set<String> ELSEWHERE = Set.of(
            "guildhall_extension_calls_failed_total",
            "guildhall_extension_resting",
            "guildhall_cluster_members",
            "guildhall_kafka_reachable");

    private static Map<String, MetricFamily> families;

    /** Does something of each kind that is counted. */
    @BeforeAll
    static void scrape() {
        var http = PRODUCT.get().http();
        http.post(
                        "/api/auth/login",
                        new JsonObject().put("email", "nobody@acme.example").put("password", "wrong"))
                .expect(401);
        http.get("/nowhere/" + System.nanoTime()).expect(404);
        var admin = PRODUCT.get().signInAsAdmin();
        var workspace = "/api/workspaces/"
                + admin.post(
                                "/api/workspaces",
                                new JsonObject().put("key", "metrics-test").put("name", "Metrics"))
                        .expect(200)
                        .data()
                        .getString("id");
        var installation = new JsonObject()
                .put("extensionKey", "hello")
                .put("grantedPermissions", new JsonArray().add("members.read").add("events.publish"));
        admin.post(workspace + "/extensions", installation).expect(201);
        var subscription = new JsonObject()
                .put("name", "Nobody listens")
                .put("types", new JsonArray().add("*"))
                .put("sink", new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/hooks"));
        admin.post(workspace + "/subscriptions", subscription).expect(201);
        admin.post(workspace + "/capabilities/hello.greeting.say", new JsonObject().put("name", "Ada"))
                .expect(200);
        var user = RunningProduct.user(admin, "metrics@acme.example");
        admin.post(workspace + "/members", new JsonObject().put("userId", user).put("role", "MEMBER"))
                .expect(200);

        Await.until(() -> {
            families = MetricFamily.read(
                    PRODUCT.get().management().get("/metrics").expect(200).body());
            assertThat(families.keySet())
                    .contains(
                            "guildhall_delivery_attempts_seconds",
                            "guildhall_handler_deliveries_total",
                            "guildhall_capability_calls_seconds");
            assertThat(outcomes("guildhall_delivery_attempts_seconds")).contains("retried");
            assertThat(outcomes("guildhall_handler_deliveries_total")).contains("handled");
        });
    }

    private static Set<String> where(Predicate<MetricFamily> condition) {
        return families.values().stream()
                .filter(condition)
                .map(MetricFamily::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMetricSaysWhatItIs() {
        assertThat(where(family -> family.help().isBlank())).isEmpty();
        assertThat(where(family -> family.type().equals("untyped"))).isEmpty();
    }

    @Test
    void everyNameFollowsTheConventionsOfPrometheus() {
        assertThat(where(family -> !NAME.matcher(family.name()).matches())).isEmpty();
        assertThat(where(family ->
                        family.type().equals("counter") != family.name().endsWith("_total")))
                .as("_total is of counters")
                .isEmpty();
        assertThat(where(family -> family.name().matches(".*_(?:count|sum|bucket)")))
                .as("what ends like a part of a histogram")
                .isEmpty();
        assertThat(where(family -> NO_BASE_UNIT.matcher(family.name()).find()))
                .as("other units than seconds and bytes")
                .isEmpty();
        assertThat(where(family -> family.labelNames().stream()
                        .anyMatch(label -> family.name().contains("_by_" + label))))
                .isEmpty();
        families.values()
                .forEach(family -> assertThat(family.labelNames())
                        .as(family.name())
                        .allMatch(label -> NAME.matcher(label).matches()));
    }

    @Test
    void noLabelHasAsManyValuesAsThereAreIds() {
        families.values()
                .forEach(family -> family.labels()
                        .forEach(labels -> labels.forEach(
                                (label, value) -> assertThat(ID.matcher(value).find()
                                                && !family.name().equals("guildhall_build_info"))
                                        .as("%s{%s=%s}", family, label, value)
                                        .isFalse())));
    }

    @Test
    void requestsAreToldByOperationAndInBuckets() {
        var known = new HashSet<>(Set.of("none"));
        ServedDocument.all().forEach(document -> known.addAll(operationIds(document.json())));
        var requests = families.get("guildhall_http_request_duration_seconds");

        assertThat(requests.type()).isEqualTo("histogram");
        assertThat(requests.labels())
                .allSatisfy(labels -> assertThat(known).contains(labels.get("operation")))
                .anySatisfy(labels -> assertThat(labels)
                        .containsEntry("operation", "login")
                        .containsEntry("surface", "/api")
                        .containsEntry("status", "4xx")
                        .containsEntry("le", "0.25"))
                .anySatisfy(labels ->
                        assertThat(labels).containsEntry("operation", "none").containsEntry("status", "4xx"));
    }

    @Test
    void outcomesAreToldApart() {
        assertThat(outcomes("guildhall_sign_ins_total"))
                .contains("signed_in", "auth.bad_credentials", "auth.too_many_attempts");
        assertThat(outcomes("guildhall_delivery_attempts_seconds")).contains("retried");
        assertThat(outcomes("guildhall_handler_deliveries_total")).contains("handled");
        assertThat(outcomes("guildhall_capability_calls_seconds")).contains("answered");
        assertThat(outcomes("guildhall_mail_attempts_total"))
                .containsExactlyInAnyOrder("sent", "postponed", "given_up");
    }

    @Test
    void thePageNamesEveryMetricOfTheProduct() throws IOException {
        var told = new TreeMap<String, String>();
        families.values().stream()
                .filter(family -> family.name().startsWith("guildhall_"))
                .filter(family -> !family.name().endsWith("_max"))
                .forEach(family -> told.put(family.name(), row(family)));
        var page = new TreeMap<String, String>();
        Files.readAllLines(PAGE).forEach(line -> {
            var row = ROW.matcher(line);
            if (row.matches()) {
                page.put(row.group(1), line);
            }
        });

        var made = Path.of("target", "METRICS-rows.md");
        Files.write(made, told.values());

        assertThat(page.keySet()).containsAll(ELSEWHERE);
        page.keySet().removeAll(ELSEWHERE);
        told.keySet().removeAll(ELSEWHERE);
        assertThat(page)
                .as("the rows of kernel/docs/METRICS.md; those that it should have are in %s", made.toAbsolutePath())
                .isEqualTo(told);
    }

    private static Set<String> outcomes(String family) {
        return families.get(family).labels().stream()
                .map(labels -> labels.get("outcome"))
                .collect(Collectors.toSet());
    }

    private static List<String> operationIds(JsonObject document) {
        return document.getJsonObject("paths").stream()
                .flatMap(path -> ((JsonObject) path.getValue()).stream())
                .filter(member -> member.getValue() instanceof JsonObject)
                .map(operation -> ((JsonObject) operation.getValue()).getString("operationId"))
                .toList();
    }

    private static String row(MetricFamily family) {
        var labels =
                family.labelNames().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s |".formatted(family.name(), family.type(), labels, family.help());
    }
}
