package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several providers of one capability in a workspace, of whom one answers. */
class BindingsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static String key;
    private static String first;
    private static String second;
    private static String consumer;
    private TestWorkspace acme;

    @BeforeAll
    static void publish() {
        product = TestProduct.start(BENCH, BENCH.product("bindings").assemble());
        key = TestProduct.name("shared") + ".answer.give";
        first = provider("1.0.0", schema("string"));
        second = provider("1.0.0", schema("integer"));
        consumer = TestProduct.name("consumer");
        product.publish(ExtensionJar.of(consumer, "1.0.0")
                .manifest(
                        "requires",
                        new JsonObject()
                                .put(
                                        "capabilities",
                                        JsonArray.of(
                                                new JsonObject().put("key", key).put("version", "^1.0"))))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        return Future.succeededFuture();
                    }
                    """)
                .bytes());
    }

    @BeforeEach
    void make() {
        acme = product.workspace();
    }

    private static String provider(String version, JsonObject input) {
        var provider = TestProduct.name("provider");
        product.publish(ExtensionJar.of(provider, "1.0.0")
                .manifest(
                        "provides",
                        JsonArray.of(new JsonObject()
                                .put("key", key)
                                .put("version", version)
                                .put("input", input)))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("%s", call -> Future.succeededFuture(new JsonObject().put("by", "%s")));
                        return Future.succeededFuture();
                    }
                    """.formatted(key, provider))
                .bytes());
        return provider;
    }

    private static JsonObject schema(String type) {
        return new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put("text", new JsonObject().put("type", type)));
    }

    private String binding() {
        return acme.path() + "/capabilities/" + key + "/binding";
    }

    private String answers() {
        return acme.invoke(key, new JsonObject()).expect(200).data().getString("by");
    }

    private static JsonObject chosen(String provider) {
        return new JsonObject().put("provider", provider);
    }

    @Test
    void whoeverWasThereFirstAnswersUntilAnotherIsChosen() {
        acme.install(first, key).expect(201);
        acme.install(second, key).expect(201);

        assertThat(answers()).isEqualTo(first);
        var shown = acme.asOwner().get(binding()).expect(200);
        assertThat(shown.data().getString("provider")).isEqualTo(first);
        assertThat(shown.data().getJsonArray("candidates")).hasSize(2);

        acme.asOwner().put(binding(), chosen(second)).expect(200);

        assertThat(answers()).isEqualTo(second);
        var told = acme.lastEvent("capability.bound").getJsonObject("data");
        assertThat(told.getString("provider")).isEqualTo(second);
        assertThat(told.getString("from")).isEqualTo(first);
        var listed = acme.asOwner()
                .get(acme.path() + "/capabilities")
                .expect(200)
                .list()
                .getJsonObject(0);
        assertThat(listed.getString("provider")).isEqualTo(second);
        assertThat(listed.getJsonArray("providers")).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void nobodyTakesThePlaceOfWhoWasChosenAndGoesUntilTheyAreChosen() {
        acme.install(first, key).expect(201);
        acme.install(second, key).expect(201);
        var gone = acme.path() + "/extensions/" + first;

        var plan = acme.asOwner().delete(gone + "?dryRun=true").expect(200).data();
        acme.asOwner().delete(gone).expect(204);

        var rebinding = plan.getJsonArray("bindings").getJsonObject(0);
        assertThat(rebinding.getJsonObject("from").getString("extensionKey")).isEqualTo(first);
        assertThat(rebinding.getValue("to")).isNull();
        assertThat(rebinding.getJsonArray("candidates")).hasSize(1);
        var refused = acme.invoke(key, new JsonObject()).expect(409, "CAPABILITY.UNBOUND");
        assertThat(refused.json().getString("message")).contains(second);
        assertThat(acme.lastEvent("capability.unbound").getString("subject")).isEqualTo(key);
        acme.asOwner().put(binding(), chosen(second)).expect(200);
        assertThat(answers()).isEqualTo(second);
    }

    @Test
    void aBindingThatBreaksAnExtensionIsToldWithTheDifferenceAndNeedsForce() {
        acme.install(first, key).expect(201);
        acme.install(second, key).expect(201);
        acme.install(consumer).expect(201);

        var plan =
                acme.asOwner().put(binding() + "?dryRun=true", chosen(second)).expect(200);
        var refused = acme.asOwner().put(binding(), chosen(second)).expect(409, "CAPABILITY.REQUIRED_BY");

        var broken = plan.data().getJsonArray("breaks").getJsonObject(0);
        assertThat(broken.getString("extensionKey")).isEqualTo(consumer);
        assertThat(broken.getJsonArray("differences")).isNotEmpty();
        assertThat(refused.body()).contains(consumer);
        assertThat(answers()).isEqualTo(first);
        acme.asOwner().delete(binding()).expect(409, "CAPABILITY.REQUIRED_BY");
        acme.asOwner().put(binding() + "?force=true", chosen(second)).expect(200);
        assertThat(answers()).isEqualTo(second);
    }

    @Test
    void aPlanNamesTheBindingsItMakes() {
        acme.install(first, key).expect(201);
        var wanted = new JsonObject().put("extensionKey", second).put("grantedNames", JsonArray.of(key));

        var plan = acme.asOwner()
                .post(acme.path() + "/extensions?dryRun=true", wanted)
                .expect(200)
                .data();

        var rebinding = plan.getJsonArray("bindings").getJsonObject(0);
        assertThat(rebinding.getString("key")).isEqualTo(key);
        assertThat(rebinding.getJsonObject("to").getString("extensionKey")).isEqualTo(first);
        assertThat(rebinding.getJsonArray("candidates")).hasSize(2);
    }

    @Test
    void onlyCandidatesCanBeChosenAndOnlyByWhoManagesExtensions() {
        acme.install(first, key).expect(201);

        acme.asOwner().put(binding(), chosen(second)).expect(400, "CAPABILITY.NO_CANDIDATE");
        product.as(acme.member("MEMBER")).put(binding(), chosen(first)).expect(403, "ACCESS.DENIED");
        acme.asOwner()
                .withHeader("If-Match", "\"1\"")
                .put(binding(), chosen(first))
                .expect(412);
        acme.asOwner().get(acme.path() + "/capabilities/nothing.at.all/binding").expect(404, "CAPABILITY.NOT_FOUND");
    }

    @Test
    void anotherWorkspaceAndAConnectionWithoutOneSeeNoBinding() {
        acme.install(first, key).expect(201);
        acme.install(second, key).expect(201);

        assertThat(bindings(acme.id().toString())).isEqualTo(1);
        assertThat(bindings(product.workspace().id().toString())).isZero();
        assertThat(bindings(null)).isZero();
    }

    private long bindings(String scope) {
        return BENCH.sqlAsApplication(
                        scope,
                        "select count(*) from guildhall.capability_binding where workspace_id = $1",
                        acme.id().value())
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void whatTwoChooseAtOnceIsTheChoiceOfOneOfThem() {
        acme.install(first, key).expect(201);
        acme.install(second, key).expect(201);
        var tag = acme.asOwner().get(binding()).expect(200).header("ETag");

        var statuses = List.of(second, second, second, second).parallelStream()
                .map(provider -> acme.asOwner()
                        .withHeader("If-Match", tag)
                        .put(binding(), chosen(provider))
                        .status())
                .toList();

        assertThat(statuses).containsOnlyOnce(200).contains(412);
        assertThat(answers()).isEqualTo(second);
    }
}
