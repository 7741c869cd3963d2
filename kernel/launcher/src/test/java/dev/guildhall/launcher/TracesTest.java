package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One request and what follows from it, as a collector of OpenTelemetry hears of it. */
class TracesTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT = "00f067aa0ba902b7";

    @TempDir
    static Path folder;

    private static SpanCollector collector;
    private static RunningProduct product;

    @BeforeAll
    static void start() throws IOException {
        collector = SpanCollector.start();
        product = RunningProduct.start(
                folder.resolve("data"),
                "-Dotel.bsp.schedule.delay=200",
                "--webhook-allow-private",
                "--otlp-endpoint=" + collector.url());
    }

    @AfterAll
    static void stop() {
        product.close();
        collector.close();
    }

    @Test
    void aRequestItsCallsItsEventsTheirHandlersAndDeliveriesAreOneTrace() throws IOException {
        var admin = product.signInAsAdmin();
        var workspace = admin.post(
                        "/api/workspaces", new JsonObject().put("key", "traced").put("name", "Traced"))
                .expect(200)
                .data()
                .getString("id");
        var path = "/api/workspaces/" + workspace;
        for (var extension : List.of(BundledExtension.HELLO, BundledExtension.DIRECTORY)) {
            admin.upload(
                            "/api/admin/marketplace/extensions",
                            Part.file("artifact", extension.fileName(), extension.bytes()))
                    .expect(201);
            var installation = new JsonObject()
                    .put("extensionKey", extension.key())
                    .put("grantedPermissions", JsonArray.of("members.read", "events.publish"));
            admin.post(path + "/extensions", installation).expect(201);
        }
        var sink = new JsonObject().put("kind", "WEBHOOK").put("url", collector.url() + "/hook");
        admin.post(
                        path + "/subscriptions",
                        new JsonObject()
                                .put("name", "Greetings")
                                .put("types", JsonArray.of("hello.*"))
                                .put("sink", sink))
                .expect(201);

        admin.withHeader("traceparent", "00-" + TRACE + "-" + CLIENT + "-00")
                .withHeader("X-Request-Id", "contact-1")
                .post(
                        path + "/capabilities/directory.contact.create",
                        new JsonObject().put("name", "Ada").put("email", "ada@example.org"))
                .expect(200);

        Await.until(() -> assertThat(collector.names(TRACE))
                .contains("invokeCapability", "invoke capability", "handle event", "deliver event"));
        var request = collector.span(TRACE, "invokeCapability");
        var call = collector.span(TRACE, "invoke capability");
        var handling = collector.span(TRACE, "handle event");
        var delivery = collector.span(TRACE, "deliver event");
        assertThat(request.parent()).isEqualTo(CLIENT);
        assertThat(request.attributes()).containsEntry("http.response.status_code", "200");
        assertThat(call.parent()).isEqualTo(request.id());
        assertThat(call.attributes()).containsEntry("guildhall.capability", "directory.contact.create");
        assertThat(handling.parent()).isEqualTo(call.id());
        assertThat(handling.attributes()).containsEntry("cloudevents.event_type", "directory.contact.created");
        assertThat(delivery.parent()).isEqualTo(handling.id());
        assertThat(List.of(request, call, handling, delivery))
                .allSatisfy(
                        span -> assertThat(span.attributes()).containsEntry("guildhall.correlation_id", "contact-1"));
        assertThat(collector.all().toString()).doesNotContain("ada@example.org");
    }
}
