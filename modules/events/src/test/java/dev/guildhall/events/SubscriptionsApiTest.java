package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionsApiTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String VALID =
            "{\"name\":\"CRM\",\"types\":[\"member.*\"],\"sink\":{\"kind\":\"WEBHOOK\",\"url\":\"http://127.0.0.1:9/h\"}}";

    private static EventsHarness harness;

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    private static HttpTester manager(WorkspaceId workspace) {
        return harness.clientWith(workspace, "subscriptions.manage");
    }

    private static String path(WorkspaceId workspace) {
        return "/api/workspaces/" + workspace + "/subscriptions";
    }

    @Test
    void showsTheSecretAtCreationOnly() {
        var acme = workspace();
        var client = manager(acme);

        var created = client.send("POST", path(acme), VALID).expect(201);
        var id = created.data().getString("id");

        assertThat(created.header("Location")).isEqualTo(path(acme) + "/" + id);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.data().getString("secret")).startsWith("whsec_");
        assertThat(created.data().getBoolean("ordered")).isFalse();
        assertThat(created.data().getBoolean("enabled")).isTrue();
        var shown = client.get(path(acme) + "/" + id).expect(200);
        assertThat(shown.body()).doesNotContain("whsec_");
        assertThat(client.get(path(acme)).expect(200).body())
                .doesNotContain("whsec_")
                .contains(id);
        assertThat(BENCH.sql("select secret from guildhall.event_subscription where id = $1", UUID.fromString(id))
                        .iterator()
                        .next()
                        .getString(0))
                .doesNotContain(created.data().getString("secret").substring(6));
        assertThat(harness.clientWith(acme, "events.read")
                        .get(EventsHarness.path(acme))
                        .body())
                .contains("subscription.created")
                .doesNotContain("whsec_")
                .doesNotContain("127.0.0.1");
    }

    @Test
    void aHundredIsTheMostHoweverManyAreMadeAtOnce() {
        var acme = workspace();
        var client = manager(acme);
        client.send("POST", path(acme), VALID).expect(201);
        BENCH.sql("""
            insert into guildhall.event_subscription
            select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid()))).*
              from guildhall.event_subscription s, generate_series(2, 95) where tenant_id = $1
            """, acme.value());

        var answers = IntStream.range(0, 16)
                .mapToObj(i -> client.sendAsync("POST", path(acme), new JsonObject(VALID)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(5);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allSatisfy(answer ->
                        assertThat(answer.expect(409).json().getString("code")).isEqualTo("SUBSCRIPTION.TOO_MANY"));
    }

    @Test
    void keepsForAuditorsWhoDidWhatWithIt() {
        var acme = workspace();
        var client = manager(acme);
        var created = client.send("POST", path(acme), VALID).expect(201);
        var one = created.header("Location");
        client.send("PATCH", one, "{\"sink\":{\"kind\":\"WEBHOOK\",\"url\":\"http://127.0.0.1:9/secret-path\"}}")
                .expect(200);
        client.post(one + "/rotate-secret", null).expect(200);
        client.post(one + "/test", null).expect(200);
        client.delete(one).expect(204);

        var entries = BENCH
                .sql("select content from guildhall.audit_entry where tenant_id = $1 order by sequence", acme.value())
                .stream()
                .map(row -> row.getJsonObject(0))
                .toList();

        assertThat(entries)
                .extracting(entry -> entry.getString("action"))
                .containsExactly(
                        "subscription.created",
                        "subscription.updated",
                        "subscription.secret_rotated",
                        "subscription.tested",
                        "subscription.deleted");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.getString("subject")).isEqualTo(created.data().getString("id"));
            assertThat(entry.getString("address")).isEqualTo("127.0.0.1");
            assertThat(entry.getString("actorEmail")).isNotBlank();
            assertThat(entry.encode()).doesNotContain("whsec_", "secret-path");
        });
        var updated = entries.get(1);
        assertThat(updated.getJsonObject("before").getString("name")).isEqualTo("CRM");
        assertThat(updated.getJsonObject("after").getJsonObject("sink").getString("url"))
                .isEqualTo("http://127.0.0.1/…");
        assertThat(updated.getJsonObject("after").getBoolean("urlChanged")).isTrue();
    }

    @Test
    void changesWhatIsGiven() {
        var acme = workspace();
        var client = manager(acme);
        var id = client.send(
                        "POST", path(acme), VALID.replace("}}", "},\"filter\":{\"exact\":{\"actor\":\"system\"}}}"))
                .expect(201)
                .data()
                .getString("id");
        var one = path(acme) + "/" + id;

        var renamed = client.withHeader("If-Match", "\"1\"")
                .send("PATCH", one, "{\"name\":\"ERP\"}")
                .expect(200);
        assertThat(renamed.header("ETag")).isEqualTo("\"2\"");
        assertThat(renamed.data().getString("name")).isEqualTo("ERP");
        assertThat(renamed.data().getJsonObject("filter")).isNotNull();
        client.withHeader("If-Match", "\"1\"")
                .send("PATCH", one, "{\"name\":\"X\"}")
                .expect(412, "REQUEST.PRECONDITION_FAILED");
        assertThat(client.send("PATCH", one, "{\"filter\":null}")
                        .expect(200)
                        .data()
                        .containsKey("filter"))
                .isFalse();
        client.send("PATCH", one, "{\"name\":null}").expect(400, "REQUEST.INVALID");
        client.send("PATCH", one, "{}").expect(400, "REQUEST.INVALID");
        client.send("PATCH", one, "{\"secret\":\"x\"}").expect(400, "REQUEST.INVALID");
        client.send("PATCH", one, "{\"sink\":{\"kind\":\"WEBHOOK\",\"url\":\"http://169.254.169.254\"}}")
                .expect(400, "URL.NOT_ALLOWED");
        client.withHeader("If-Match", "\"1\"").delete(one).expect(412, "REQUEST.PRECONDITION_FAILED");
        client.delete(one).expect(204);
        client.get(one).expect(404, "SUBSCRIPTION.NOT_FOUND");
        client.delete(one).expect(404, "SUBSCRIPTION.NOT_FOUND");
    }

    @Test
    void refusesPrivateAddressesAndPlainHttpUnlessTheyAreAllowed() {
        var strict = new EventsHarness(BENCH, OutboundGuard.create(BENCH.vertx(), false));
        var acme = workspace();
        var client = strict.clientWith(acme, "subscriptions.manage");

        for (var url :
                List.of("http://127.0.0.1:9/h", "https://127.0.0.1/h", "https://localhost/h", "https://[::1]/h")) {
            client.send("POST", path(acme), VALID.replace("http://127.0.0.1:9/h", url))
                    .expect(400, "URL.NOT_ALLOWED");
        }
        assertThat(client.get(path(acme)).expect(200).list()).isEmpty();
    }

    @Test
    void tellsOfItsLifeInEvents() {
        var acme = workspace();
        var client = manager(acme);
        var heard = harness.listen(acme);

        var one =
                path(acme) + "/" + client.send("POST", path(acme), VALID).data().getString("id");
        client.send("PATCH", one, "{\"name\":\"ERP\"}").expect(200);
        client.post(one + "/rotate-secret", null).expect(200);
        client.delete(one).expect(204);

        Await.until(() -> assertThat(heard)
                .extracting(Event::type)
                .containsExactly(
                        "subscription.created",
                        "subscription.updated",
                        "subscription.secret_rotated",
                        "subscription.deleted"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'name':'x','types':['a'],'sink':{'kind':'WEBHOOK','url':'http://169.254.169.254'} | URL.NOT_ALLOWED  "
                        + "           | sink.url",
                "'name':'x','types':['a'],'sink':{'kind':'KAFKA','topic':'t'}                 |"
                        + " SUBSCRIPTION.SINK_NOT_AVAILABLE | sink.kind",
                "'name':'x','types':['a'],'sink':{'kind':'bus','address':'events'}            | REQUEST.INVALID       "
                        + "      | sink.address",
                "'name':'x','types':['a'],'sink':{'kind':'BUS','address':'a b'}               | REQUEST.INVALID       "
                        + "      | sink.address",
                "'name':'x','types':['a'],'sink':{'kind':'BUS'}                               | REQUEST.INVALID       "
                        + "      | sink.address",
                "'name':'x','types':['a'],'sink':{'kind':'BUS','address':'a','topic':'t'}     | REQUEST.INVALID       "
                        + "      | sink.topic",
                "'name':'x','types':['a'],'sink':{'kind':'SMTP'}                              | REQUEST.INVALID       "
                        + "      | sink.kind",
                "'name':'x','types':['a'],'sink':{'kind':'WEBHOOK'}                           | REQUEST.INVALID       "
                        + "      | sink.url",
                "'name':'x','types':['a'],'sink':{'kind':'WEBHOOK','url':'https://a','topic':'t'} | REQUEST.INVALID   "
                        + "      | sink.topic",
                "'name':'x','types':['a'],'sink':{'url':'https://a'}                          | REQUEST.INVALID       "
                        + "      | sink.kind",
                "'name':'x','types':['a']                                                     | REQUEST.INVALID       "
                        + "      | sink",
                "'name':'','types':['a'],'sink':{'kind':'WEBHOOK','url':'https://a'}          | REQUEST.INVALID       "
                        + "      | name",
                "'name':'x','types':[],'sink':{'kind':'WEBHOOK','url':'https://a'}            | REQUEST.INVALID       "
                        + "      | types",
                "'name':'x','types':['a','*.b'],'sink':{'kind':'WEBHOOK','url':'https://a'}   | REQUEST.INVALID       "
                        + "      | types.1",
                "'name':'x','types':['a'],'filter':{'sql':'x'},'sink':{'kind':'WEBHOOK','url':'https://a'} |"
                        + " REQUEST.INVALID | filter.sql",
                "'name':'x','types':['a'],'filter':{'all':[{'exact':{'nope':'x'}}]},'sink':{'kind':'WEBHOOK','url':'https://a'}"
                        + " | REQUEST.INVALID | filter.all.0.exact.nope",
                "'name':'x','types':['a'],'ordered':1,'sink':{'kind':'WEBHOOK','url':'https://a'} | REQUEST.INVALID   "
                        + "       | ordered",
            })
    void namesTheFieldThatIsWrong(String body, String code, String field) {
        var acme = workspace();

        var refused = manager(acme)
                .send("POST", path(acme), "{" + body.replace('\'', '"') + "}")
                .expect(400, code);

        assertThat(refused.json().getJsonArray("details"))
                .as(refused.body())
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .contains(field);
    }

    @Test
    void takesAnExpressionForAFilterAndSaysAtWhichPositionAnotherIsWrong() {
        var acme = workspace();
        var client = manager(acme);
        var filter = new JsonObject().put("sql", "type LIKE 'member.%' AND subject <> 'x'");

        var created = client.post(path(acme), new JsonObject(VALID).put("filter", filter))
                .expect(201);
        var refused = client.send("PATCH", created.header("Location"), "{\"filter\":{\"sql\":\"type LIKE colour\"}}")
                .expect(400, "REQUEST.INVALID");

        assertThat(client.get(created.header("Location")).data().getJsonObject("filter"))
                .isEqualTo(filter);
        var detail = refused.json().getJsonArray("details").getJsonObject(0);
        assertThat(detail.getString("field")).isEqualTo("filter.sql");
        assertThat(detail.getString("message")).contains("at position 11: expected a quoted text after LIKE");
    }

    @Test
    void isForManagersOfTheWorkspaceOnly() {
        var acme = workspace();
        var other = workspace();
        var one = path(acme) + "/"
                + manager(acme).send("POST", path(acme), VALID).data().getString("id");

        harness.clientWith(acme, "events.read").get(path(acme)).expect(403, "ACCESS.DENIED");
        manager(other).get(one).expect(404, "WORKSPACE.NOT_FOUND");
        var inOther = one.replace(acme.toString(), other.toString());
        manager(other).get(inOther).expect(404, "SUBSCRIPTION.NOT_FOUND");
        manager(other).delete(inOther).expect(404, "SUBSCRIPTION.NOT_FOUND");
        manager(other).get(inOther + "/deliveries").expect(404, "SUBSCRIPTION.NOT_FOUND");
        manager(other).post(inOther + "/test", null).expect(404, "SUBSCRIPTION.NOT_FOUND");
        manager(other).post(inOther + "/rotate-secret", null).expect(404, "SUBSCRIPTION.NOT_FOUND");
        assertThat(manager(other).get(path(other)).list()).isEmpty();
        manager(acme).get(one).expect(200);
        manager(acme).get(path(acme) + "/not-an-id").expect(400, "REQUEST.INVALID");
    }

    @Test
    void listsInPages() {
        var acme = workspace();
        var client = manager(acme);
        for (var i = 0; i < 5; i++) {
            client.send("POST", path(acme), VALID.replace("CRM", "S" + i)).expect(201);
        }

        var first = client.get(path(acme) + "?pageSize=3&orderBy=name%20desc").expect(200);
        assertThat(first.list())
                .extracting(item -> ((JsonObject) item).getString("name"))
                .containsExactly("S4", "S3", "S2");
        var second = client.get(path(acme) + "?pageSize=3&orderBy=name%20desc&pageToken="
                        + first.json().getString("nextPageToken"))
                .expect(200);
        assertThat(second.list()).hasSize(2);
        assertThat(client.get(path(acme) + "?filter=name%3DS1").expect(200).list())
                .hasSize(1);
        client.get(path(acme) + "?filter=url%3Dx").expect(400, "REQUEST.INVALID");
    }
}
