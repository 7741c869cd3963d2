package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.path;
import static dev.guildhall.events.EventsHarness.workspace;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events as the CloudEvents SDK writes them. */
class PublishedCloudEventsTest {

    private static final String BATCH = "application/cloudevents-batch+json";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness harness;

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    private static HttpTester client(WorkspaceId workspace) {
        return harness.clientWith(workspace, "events.publish", "events.read");
    }

    private static CloudEventBuilder shipped() {
        return CloudEventBuilder.v1()
                .withId("a-1")
                .withSource(URI.create("/shop"))
                .withType("order.shipped")
                .withSubject("4711")
                .withTime(OffsetDateTime.parse("2026-01-31T09:30:00Z"))
                .withExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private static CloudEventBuilder withParcels(CloudEventBuilder event, int parcels) {
        var data = JsonNodeFactory.instance.objectNode().put("parcels", parcels);
        return event.withData("application/json", JsonCloudEventData.wrap(data));
    }

    private static String written(CloudEvent event) {
        var format = EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE);
        return new String(format.serialize(event), UTF_8);
    }

    private static HttpTester.Response send(HttpTester client, WorkspaceId workspace, String type, String body) {
        return client.withHeader("Content-Type", type).send("POST", path(workspace), body);
    }

    @Test
    void oneIsRecordedUnderAnIdOfItsOwn() {
        var acme = workspace();
        var client = client(acme);

        var answer = send(
                        client,
                        acme,
                        JsonFormat.CONTENT_TYPE,
                        written(withParcels(shipped(), 2).build()))
                .expect(202)
                .list();

        assertThat(answer).hasSize(1);
        var event = client.get(path(acme)).list().getJsonObject(0);
        assertThat(event.getString("id")).isEqualTo(answer.getJsonObject(0).getString("id"));
        assertThat(event.getString("source")).isEqualTo("/workspaces/" + acme);
        assertThat(event.getString("type")).isEqualTo("order.shipped");
        assertThat(event.getString("subject")).isEqualTo("4711");
        assertThat(event.getString("actor")).startsWith("user:");
        assertThat(event.getJsonObject("data")).isEqualTo(new JsonObject().put("parcels", 2));
    }

    @Test
    void aBatchIsRecordedInItsOrder() {
        var acme = workspace();
        var client = client(acme);
        var batch = Stream.of(1, 2, 3)
                .map(parcels -> written(withParcels(shipped(), parcels).build()))
                .collect(Collectors.joining(",", "[", "]"));

        var answer =
                send(client, acme, BATCH + "; charset=utf-8", batch).expect(202).list();

        assertThat(answer)
                .extracting(event -> ((JsonObject) event).getLong("sequence"))
                .containsExactly(1L, 2L, 3L);
        assertThat(client.get(path(acme)).list())
                .extracting(event -> ((JsonObject) event).getJsonObject("data").getInteger("parcels"))
                .containsExactly(1, 2, 3);
    }

    @Test
    void bytesAreRefusedWithTheirPlace() {
        var acme = workspace();
        var bytes = written(shipped()
                .withData("application/octet-stream", new byte[] {1, 2, 3})
                .build());

        var refused = send(client(acme), acme, BATCH, "[" + bytes + "]").expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details"))
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .containsExactlyInAnyOrder("0.datacontenttype", "0.data_base64");
    }

    @Test
    void theActorIsSaidByNobody() {
        var acme = workspace();
        var event = written(shipped().withExtension("actor", "user:somebody").build());

        var refused = send(client(acme), acme, JsonFormat.CONTENT_TYPE, event).expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("actor");
    }

    @Test
    void whatIsNoCloudEventIsRefusedAsOne() {
        var acme = workspace();

        var refused = send(client(acme), acme, JsonFormat.CONTENT_TYPE, "{\"type\":\"order.shipped\"}")
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details"))
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .contains("specversion", "id", "source");
    }

    @Test
    void severalInTheFormOfTheApiHaveAnOperationOfTheirOwn() {
        var acme = workspace();
        var client = client(acme);
        var events = "{\"events\":[{\"type\":\"order.paid\"},{\"type\":\"order.shipped\"}]}";

        assertThat(client.send("POST", path(acme) + "/batch", events)
                        .expect(202)
                        .list())
                .hasSize(2);

        var refused = client.send(
                        "POST",
                        path(acme) + "/batch",
                        "{\"events\":[{\"type\":\"order.paid\"},{\"type\":\"member.x\"}]}")
                .expect(400, "EVENT.TYPE_RESERVED");
        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("events.1.type");
        assertThat(client.get(path(acme)).list()).hasSize(2);
    }

    @Test
    void otherMediaTypesAreRefusedAndThoseThatThereAreNamed() {
        var acme = workspace();

        var refused = send(client(acme), acme, "application/cloudevents+xml", "<event/>")
                .expect(415, "REQUEST.UNSUPPORTED_MEDIA_TYPE");

        assertThat(refused.json().getString("message")).contains("application/json", JsonFormat.CONTENT_TYPE, BATCH);
    }
}
