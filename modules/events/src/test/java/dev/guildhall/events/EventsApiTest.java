package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.path;
import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsApiTest {

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

    private static JsonObject order(Object data) {
        return new JsonObject()
                .put("type", "order.placed")
                .put("subject", "4711")
                .put("data", data);
    }

    @Test
    void publishesOneEvent() {
        var acme = workspace();
        var client = client(acme);

        var published = client.post(path(acme), order(new JsonObject().put("total", 3)))
                .expect(202)
                .list();

        assertThat(published).hasSize(1);
        assertThat(published.getJsonObject(0).getValue("sequence")).isEqualTo(1);
        var event = client.get(path(acme)).expect(200).list().getJsonObject(0);
        assertThat(event.getString("id")).isEqualTo(published.getJsonObject(0).getString("id"));
        assertThat(event.getString("actor")).startsWith("user:");
        assertThat(event.getJsonObject("data")).isEqualTo(new JsonObject().put("total", 3));
    }

    @Test
    void decimalsKeepTheirDigits() {
        var acme = workspace();
        var client = client(acme);

        client.send(
                        "POST",
                        path(acme),
                        "{\"type\":\"order.placed\",\"data\":{\"a\":1.10,\"b\":12345678901234567890.123456789}}")
                .expect(202);

        assertThat(client.get(path(acme)).body()).contains("\"a\":1.10", "\"b\":12345678901234567890.123456789");
    }

    @Test
    void aNumberBeyondADoubleIsRefusedWithItsPlace() {
        var acme = workspace();

        var refused = client(acme)
                .send("POST", path(acme), "[{\"type\":\"order.placed\",\"data\":{\"total\":1e400}}]")
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("0.data.total");
    }

    @Test
    void nullAsDataStaysNull() {
        var acme = workspace();
        var client = client(acme);

        client.post(path(acme), new JsonArray().add(order(null)).add(new JsonObject().put("type", "order.seen")))
                .expect(202);

        var events = client.get(path(acme)).list();
        assertThat(events.getJsonObject(0).containsKey("data")).isTrue();
        assertThat(events.getJsonObject(0).getValue("data")).isNull();
        assertThat(events.getJsonObject(0).getString("datacontenttype")).isEqualTo("application/json");
        assertThat(events.getJsonObject(1).containsKey("data")).isFalse();
    }

    @Test
    void tooManyEventsAreRefusedForTheirNumberAlone() {
        var acme = workspace();

        var refused = client(acme)
                .send("POST", path(acme), "[" + "{\"type\":1},".repeat(19_999) + "{\"type\":1}]")
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getString("message")).isEqualTo("The body has 20000 items; at most 1000 are allowed");
        assertThat(refused.body()).hasSizeLessThan(500);
    }

    @Test
    void aRepeatAfterACrashFindsThatTheEventsAreThere() {
        var acme = workspace();
        var client = client(acme).withHeader("Idempotency-Key", "cut-off-" + acme);
        client.post(path(acme), order(1)).expect(202);
        BENCH.sql(
                "update guildhall.idempotency_key set answer = null, claimed_until = now() where key = $1",
                "cut-off-" + acme);

        client.post(path(acme), order(1)).expect(409, "REQUEST.IDEMPOTENCY_ANSWER_LOST");

        assertThat(client.get(path(acme)).list()).hasSize(1);
    }

    @Test
    void publishesSeveralEventsInTheirOrder() {
        var acme = workspace();
        var client = client(acme);
        var batch = new JsonArray();
        for (var i = 0; i < 1000; i++) {
            batch.add(order(i));
        }

        var published = client.post(path(acme), batch).expect(202).list();

        assertThat(published).hasSize(1000);
        assertThat(published.stream().map(entry -> ((JsonObject) entry).getInteger("sequence")))
                .isSorted()
                .startsWith(1)
                .endsWith(1000);
        client.post(path(acme), batch.add(order(1))).expect(400, "REQUEST.INVALID");
        var empty = client.post(path(acme), new JsonArray()).expect(400, "REQUEST.INVALID");
        assertThat(empty.body()).contains("must have at least 1 items");
    }

    @Test
    void publishesNoneOfSeveralEventsWhenOneIsRefused() {
        var acme = workspace();
        var client = client(acme);

        var refused = client.post(path(acme), new JsonArray().add(order(1)).add(order(2).put("type", "member.added")))
                .expect(400, "EVENT.TYPE_RESERVED");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("1.type");
        assertThat(client.get(path(acme)).list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"workspace.created", "member.added", "Role.changed", "subscription.x", "session.started"})
    void refusesThePlatformsOwnTypes(String type) {
        var acme = workspace();

        client(acme).post(path(acme), order(1).put("type", type)).expect(400, "EVENT.TYPE_RESERVED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"subject\":\"x\"}                      | type",
                "{\"type\":7}                             | type",
                "{\"type\":\"a b\"}                       | type",
                "{\"type\":\"a..b\"}                      | type",
                "{\"type\":\"a.b\",\"actor\":\"user:1\"}  | actor",
                "{\"type\":\"a.b\",\"id\":\"1\"}          | id",
                "{\"type\":\"a.b\",\"subject\":7}         | subject",
                "{\"type\":\"a.b\",\"subject\":\"\"}      | subject",
                "[{\"type\":\"a.b\"},{\"type\":false}]    | 1.type",
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        var acme = workspace();

        var refused = client(acme).send("POST", path(acme), body).expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details"))
                .as(refused.body())
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .contains(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "null",
                "\"text\"",
                "[7]",
                "[null]",
                "{",
                "[[]]",
                "{\"type\":\"a.b\",\"subject\":\"\\u0000\"}"
            })
    void refusesWhatIsNoEvent(String body) {
        var acme = workspace();

        client(acme).send("POST", path(acme), body).expect(400, "REQUEST.INVALID");
    }

    @Test
    void refusesDataThatIsTooLarge() {
        var acme = workspace();

        client(acme).post(path(acme), order("x".repeat(64 * 1024))).expect(413, "EVENT.TOO_LARGE");
        client(acme).post(path(acme), order("x".repeat(64 * 1024 - 2))).expect(202);
    }

    @Test
    void pagesThroughTheHistory() {
        var acme = workspace();
        var client = client(acme);
        publish(client, acme, 25);

        var seen = new ArrayList<Integer>();
        var page = client.get(path(acme) + "?pageSize=10&after=3").expect(200);
        while (true) {
            page.list().forEach(event -> seen.add(((JsonObject) event).getInteger("sequence")));
            var next = page.json().getString("nextPageToken");
            if (next == null) {
                break;
            }
            page = client.get(path(acme) + "?pageSize=10&after=3&pageToken=" + next)
                    .expect(200);
        }

        assertThat(seen).hasSize(22).startsWith(4).endsWith(25).isSorted();
        client.get(path(acme) + "?pageToken=abc").expect(400, "REQUEST.INVALID");
        client.get(path(acme) + "?after=-1").expect(400, "REQUEST.INVALID");
        client.get(path(acme) + "?after=x").expect(400, "REQUEST.INVALID");
        client.get(path(acme) + "?pageSize=-1").expect(400, "REQUEST.INVALID");
    }

    @Test
    void pagesThroughTheHistoryTheNewestFirst() {
        var acme = workspace();
        var client = client(acme);
        publish(client, acme, 5);

        var first =
                client.get(path(acme) + "?orderBy=sequence%20desc&pageSize=3").expect(200);
        var second = client.get(path(acme) + "?orderBy=sequence%20desc&pageSize=3&pageToken="
                        + first.json().getString("nextPageToken"))
                .expect(200);

        assertThat(sequences(first)).containsExactly(5, 4, 3);
        assertThat(sequences(second)).containsExactly(2, 1);
        assertThat(second.json().containsKey("nextPageToken")).isFalse();
    }

    @Test
    void filtersTheHistory() {
        var acme = workspace();
        var client = client(acme);
        client.post(path(acme), order(1)).expect(202);
        client.post(path(acme), order(2).put("type", "order.paid").put("subject", "12"))
                .expect(202);
        harness.record(acme, "order.shipped");

        assertThat(types(client, acme, "type = \"order.paid\"")).containsExactly("order.paid");
        assertThat(types(client, acme, "type = \"order.*\" AND subject = \"4711\""))
                .containsExactly("order.placed");
        assertThat(types(client, acme, "actor = system")).containsExactly("order.shipped");
        assertThat(types(client, acme, "NOT actor = system")).containsExactly("order.placed", "order.paid");
        client.get(path(acme) + "?filter=data%3D1").expect(400, "REQUEST.INVALID");
    }

    @Test
    void keepsOutsidersAndThoseWithoutThePermissionOut() {
        var acme = workspace();
        var other = workspace();
        publish(client(acme), acme, 1);

        client(other).get(path(acme)).expect(404, "WORKSPACE.NOT_FOUND");
        client(other).post(path(acme), order(1)).expect(404, "WORKSPACE.NOT_FOUND");
        client(other).get(path(acme) + "/stream").expect(404, "WORKSPACE.NOT_FOUND");
        harness.clientWith(acme, "events.publish").get(path(acme)).expect(403, "ACCESS.DENIED");
        harness.clientWith(acme, "events.read").post(path(acme), order(1)).expect(403, "ACCESS.DENIED");
        assertThat(client(other).get(path(other)).expect(200).list()).isEmpty();
    }

    private static void publish(HttpTester client, WorkspaceId workspace, int count) {
        var batch = new JsonArray();
        for (var i = 0; i < count; i++) {
            batch.add(order(i));
        }
        client.post(path(workspace), batch).expect(202);
    }

    private static List<Integer> sequences(Response page) {
        return page.list().stream()
                .map(event -> ((JsonObject) event).getInteger("sequence"))
                .toList();
    }

    private static List<String> types(HttpTester client, WorkspaceId workspace, String filter) {
        return client
                .get(path(workspace) + "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8))
                .expect(200)
                .list()
                .stream()
                .map(event -> ((JsonObject) event).getString("type"))
                .toList();
    }
}
