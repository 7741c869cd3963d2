package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The main job through the running product: the bundled extensions in two workspaces, called by members. */
class MainJobTest {

    private static final String CREATE = "directory.contact.create";

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    private static RunningProduct product;
    private static HttpTester admin;
    private static String acme;
    private static String umbrella;

    @BeforeAll
    static void open() {
        product = PRODUCT.get();
        admin = product.signInAsAdmin();
        acme = workspace("main-acme");
        umbrella = workspace("main-umbrella");
    }

    @Test
    void aMemberInvokesACapabilityAndItsEventIsThere() {
        var member = member(acme, "grace@acme.example", "MEMBER");

        var contact = invoke(member, acme, contact("Ada", "ada@example.org"))
                .expect(200)
                .data();

        assertThat(contact.getString("name")).isEqualTo("Ada");
        Await.until(() ->
                assertThat(eventTypes(member, acme)).contains("directory.contact.created", "hello.contact.greeted"));
    }

    @Test
    void whoMayNotInvokeIsRefusedAndWhoIsNoMemberLearnsNothing() {
        var viewer = member(acme, "viewer@acme.example", "VIEWER");
        RunningProduct.user(admin, "mallory@elsewhere.example");
        var stranger = product.signIn("mallory@elsewhere.example", RunningProduct.PASSWORD);

        invoke(viewer, acme, contact("Eve", "eve@example.org")).expect(403, "ACCESS.DENIED");
        invoke(stranger, acme, contact("Eve", "eve@example.org")).expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void theInputIsHeldAgainstTheSchemaAndTheExtensionsOwnErrorsComeThrough() {
        var wrong = invoke(admin, acme, new JsonObject().put("name", 7).put("shoe", 42))
                .expect(400, "REQUEST.INVALID");
        assertThat(wrong.json().getJsonArray("details").encode()).contains("name");

        invoke(admin, acme, contact("Bob", "bob@example.org")).expect(200);
        invoke(admin, acme, contact("Bob again", "bob@example.org")).expect(409, "DIRECTORY.EMAIL_EXISTS");
    }

    @Test
    void aCapabilityIsFoundByItsKeyAndVersion() {
        var path = "/api/workspaces/" + acme + "/capabilities/" + CREATE;
        var capability = admin.get(path).expect(200).data();

        assertThat(capability.getString("provider")).isEqualTo("directory");
        assertThat(capability.getJsonArray("versions")).containsExactly("1.0.0");
        assertThat(admin.get("/api/workspaces/" + acme + "/capabilities")
                        .expect(200)
                        .list())
                .hasSizeGreaterThan(3);
        admin.get("/api/workspaces/" + acme + "/capabilities/no.such.thing").expect(404, "CAPABILITY.NOT_FOUND");
        var none = admin.withHeader("X-Capability-Version", "^2.0")
                .post(path, contact("Cleo", "cleo@example.org"))
                .expect(404, "CAPABILITY.NOT_FOUND");
        assertThat(none.body()).contains("1.0.0");
        admin.withHeader("X-Capability-Version", "newest")
                .post(path, contact("Cleo", "cleo@example.org"))
                .expect(400, "REQUEST.INVALID");
        admin.withHeader("X-Capability-Version", "^1.0")
                .post(path, contact("Cleo", "cleo@example.org"))
                .expect(200);
    }

    @Test
    void twoWorkspacesWithOneExtensionSeeNothingOfEachOther() {
        invoke(admin, acme, contact("Secret Agent", "agent@acme.example")).expect(200);

        var found = admin.post(
                        "/api/workspaces/" + umbrella + "/capabilities/directory.contact.search",
                        new JsonObject().put("query", "Secret"))
                .expect(200);

        assertThat(found.body()).doesNotContain("Secret Agent");
        assertThat(admin.get("/api/workspaces/" + umbrella + "/events?pageSize=1000")
                        .body())
                .doesNotContain("agent@acme.example");
        invoke(admin, umbrella, contact("Another Agent", "agent@acme.example")).expect(200);
    }

    @Test
    void aDisabledExtensionIsNotCalledUntilItIsEnabled() {
        var quiet = workspace("main-quiet");
        var extension = "/api/workspaces/" + quiet + "/extensions/directory";

        admin.patch(extension, new JsonObject().put("enabled", false)).expect(200);
        invoke(admin, quiet, contact("Dora", "dora@example.org")).expect(403, "EXTENSION.DISABLED");
        admin.patch(extension, new JsonObject().put("enabled", true)).expect(200);

        invoke(admin, quiet, contact("Dora", "dora@example.org")).expect(200);
    }

    @Test
    void operatorsAskForHealthAndMetrics() {
        product.management().get("/health/ready").expect(200);
        Await.until(() -> assertThat(
                        product.management().get("/metrics").expect(200).body())
                .contains("vertx_http_server")
                .contains("guildhall_delivery_waiting{kind=\"webhook-delivery\"}")
                .contains("guildhall_delivery_oldest_seconds{kind=\"webhook-delivery\"}")
                .contains("guildhall_delivery_dead_letters{kind=\"webhook-delivery\"}"));
        assertThat(product.http().get("/metrics").status()).isEqualTo(404);
    }

    private static HttpTester.Response invoke(HttpTester client, String workspace, JsonObject input) {
        return client.post("/api/workspaces/" + workspace + "/capabilities/" + CREATE, input);
    }

    private static JsonObject contact(String name, String email) {
        return new JsonObject().put("name", name).put("email", email);
    }

    private static Iterable<String> eventTypes(HttpTester client, String workspace) {
        return client.get("/api/workspaces/" + workspace + "/events?pageSize=1000").expect(200).list().stream()
                .map(event -> ((JsonObject) event).getString("type"))
                .toList();
    }

    private static HttpTester member(String workspace, String email, String role) {
        var user = RunningProduct.user(admin, email);
        var seat = new JsonObject().put("userId", user).put("role", role);
        admin.post("/api/workspaces/" + workspace + "/members", seat).expect(200);
        return product.signIn(email, RunningProduct.PASSWORD);
    }

    /** A workspace with the bundled extensions in it. */
    private static String workspace(String key) {
        var request = new JsonObject().put("key", key).put("name", key);
        var id = admin.post("/api/workspaces", request).expect(200).data().getString("id");
        for (var extension : BundledExtension.values()) {
            var installation = new JsonObject()
                    .put("extensionKey", extension.key())
                    .put(
                            "grantedPermissions",
                            new JsonArray().add("members.read").add("events.publish"));
            admin.post("/api/workspaces/" + id + "/extensions", installation).expect(201);
        }
        return id;
    }
}
