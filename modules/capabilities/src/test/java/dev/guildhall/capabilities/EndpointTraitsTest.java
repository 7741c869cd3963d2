package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.capabilities.OutsideService.Answer;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said of a capability by URL beside its schemas, and what that makes of its calls. */
class EndpointTraitsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String KEY = "weather.today.get";
    private static final JsonObject NOTHING = new JsonObject();

    private static TestProduct product;
    private OutsideService service;
    private TestWorkspace acme;

    @BeforeAll
    static void startProduct() {
        product = TestProduct.start(BENCH, BENCH.product("usual").assemble());
    }

    @BeforeEach
    void register() {
        service = OutsideService.start(BENCH.vertx());
        acme = product.workspace();
        var number = new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put("n", new JsonObject().put("type", "integer")));
        put(new JsonObject()
                        .put("version", "1.0.0")
                        .put("url", service.url() + "/today")
                        .put("output", number))
                .expect(200);
    }

    @Test
    void callersOfAVersionOnItsWayOutAreTold() {
        var deprecated = new JsonObject()
                .put("since", "2026-01-01T01:00:00+01:00")
                .put("sunset", "2027-01-31T00:00:00Z")
                .put("note", "Call weather.now.get.");

        var shown = put(new JsonObject().put("deprecated", deprecated)).expect(200);
        var answer = acme.invoke(KEY, NOTHING).expect(200);

        assertThat(shown.data().getJsonObject("deprecated"))
                .isEqualTo(deprecated.copy().put("since", "2026-01-01T00:00:00Z"));
        assertThat(answer.header("Deprecation")).isEqualTo("@1767225600");
        assertThat(answer.header("Sunset")).isEqualTo("Sun, 31 Jan 2027 00:00:00 GMT");
        put(new JsonObject().put("timeoutSeconds", 5)).expect(200);
        assertThat(acme.invoke(KEY, NOTHING).header("Deprecation")).isNotNull();
        assertThat(put(new JsonObject().putNull("deprecated"))
                        .expect(200)
                        .data()
                        .containsKey("deprecated"))
                .isFalse();
        assertThat(acme.invoke(KEY, NOTHING).expect(200).header("Deprecation")).isNull();
    }

    @Test
    void namesATimeThatIsNone() {
        var refused = put(new JsonObject()
                        .put("deprecated", new JsonObject().put("since", "soon").put("sunset", "2027-01-31")))
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").encode()).contains("deprecated.since", "deprecated.sunset");
        put(new JsonObject().put("deprecated", new JsonObject().put("until", "soon")))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void eachCallOfOneThatChangesSomethingIsInTheAuditLog() {
        acme.invoke(KEY, NOTHING).expect(200);
        put(new JsonObject().put("changes", true)).expect(200);

        acme.invoke(KEY, NOTHING).expect(200);

        var log = acme.asOwner()
                .get(acme.path() + "/audit?filter=action%3Dcapability.invoked")
                .expect(200)
                .list();
        assertThat(log).hasSize(1);
        assertThat(log.getJsonObject(0).encode()).contains(service.url()).doesNotContain("/today");
    }

    @Test
    void passesOnALineForEachItem() {
        service.answering(call -> Answer.of(200, "{\"n\":1}\n{\"n\":2}\n"));
        put(new JsonObject().put("streams", true)).expect(200);

        assertThat(lines().expect(200).body()).isEqualTo("{\"n\":1}\n{\"n\":2}\n");
        assertThat(acme.invoke(KEY, NOTHING).expect(200).data().encode())
                .isEqualTo("{\"items\":[{\"n\":1},{\"n\":2}]}");

        assertThat(service.calls())
                .allSatisfy(call -> assertThat(call.headers()).containsEntry("accept", "application/x-ndjson"));
        put(new JsonObject().putNull("streams")).expect(200);
        acme.invoke(KEY, NOTHING).expect(502, "CAPABILITY.FAILED");
    }

    @Test
    void refusesItemsThatAreNoneAndPassesOnWhatTheServiceRefuses() {
        put(new JsonObject().put("streams", true)).expect(200);

        service.answering(call -> Answer.of(200, "{\"n\":1}\nno object\n"));
        acme.invoke(KEY, NOTHING).expect(502, "CAPABILITY.FAILED");
        service.answering(call -> Answer.of(200, "no object\n{\"n\":1}\n"));
        lines().expect(502, "CAPABILITY.FAILED");
        service.answering(call -> Answer.of(200, "{\"n\":\"a secret\"}\n"));
        assertThat(lines().expect(502, "CAPABILITY.FAILED").body()).doesNotContain("a secret");
        service.answering(call -> Answer.of(404, "{\"code\":\"NO_SUCH_CITY\",\"message\":\"Ghent is not known.\"}"));
        lines().expect(404, "WEATHER.NO_SUCH_CITY");
    }

    private Response lines() {
        return acme.asOwner()
                .withHeader("Accept", "application/x-ndjson")
                .post(acme.path() + "/capabilities/" + KEY, NOTHING);
    }

    private Response put(JsonObject body) {
        return acme.asOwner().put(acme.path() + "/capabilities/" + KEY, body);
    }
}
