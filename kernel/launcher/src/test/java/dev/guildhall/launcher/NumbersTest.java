package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Numbers on all the ways that JSON comes in and goes out. */
class NumbersTest {

    private static final String DIGITS = "12345678901234567890.123456789012345678901234567890";
    private static final String NUMBERS = "{\"long\":" + DIGITS + ",\"price\":1.10,\"small\":-1E-21}";
    private static final String BEYOND = "a number beyond what a double can hold";

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    private static HttpTester admin;
    private static String workspace;

    @BeforeAll
    static void open() {
        admin = PRODUCT.get().signInAsAdmin();
        workspace = "/api/workspaces/"
                + admin.post(
                                "/api/workspaces",
                                new JsonObject().put("key", "numbers").put("name", "Numbers"))
                        .expect(200)
                        .data()
                        .getString("id");
        var jar = ExtensionJar.of("numbers", "1.0.0")
                .manifest("consumesEvents", new JsonArray().add("order.placed"))
                .manifest("publishesEvents", new JsonArray().add("numbers.heard"))
                .manifest("permissions", new JsonArray().add("events.publish"))
                .manifest("configSchema", new JsonObject().put("type", "object"))
                .provides("numbers.thing.echo")
                .route("echo", "POST", "/echo", "workspace.read")
                .extension("""
                        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                            handlers.capability("numbers.thing.echo", call -> Future.succeededFuture(call.input()))
                                    .route("echo", request ->
                                            Future.succeededFuture(RouteResponse.json(request.json())))
                                    .on("order.placed", event -> workspace
                                            .emit("numbers.heard", event.subject(), (JsonObject) event.data())
                                            .mapEmpty());
                            return Future.succeededFuture();
                        }
                    """);
        admin.upload("/api/admin/marketplace/extensions", Part.file("artifact", "numbers.jar", jar.bytes()))
                .expect(201);
        var installation = new JsonObject()
                .put("extensionKey", "numbers")
                .put("grantedPermissions", new JsonArray().add("events.publish"));
        admin.post(workspace + "/extensions", installation).expect(201);
    }

    @Test
    void keepAllTheirDigitsInEventsAndThroughTheHandlersOfExtensions() {
        send("POST", "/events", "{\"type\":\"order.placed\",\"subject\":\"1\",\"data\":" + NUMBERS + "}", 202);

        assertThat(events("order.placed")).contains("\"data\":" + NUMBERS);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(events("numbers.heard")).contains(DIGITS, "1.10"));
    }

    @Test
    void keepAllTheirDigitsInCapabilitiesAndRoutes() {
        assertThat(send("POST", "/capabilities/numbers.thing.echo", NUMBERS, 200))
                .contains(NUMBERS);
        assertThat(send("POST", "/x/numbers/echo", NUMBERS, 200)).isEqualTo(NUMBERS);
    }

    @Test
    void keepAllTheirDigitsInConfigurationsAndSettings() {
        send("PATCH", "/extensions/numbers", "{\"config\":" + NUMBERS + "}", 200);
        send("PUT", "/settings", "{\"customAgentConfigs\":{\"a\":" + NUMBERS + "}}", 200);

        assertThat(admin.get(workspace + "/extensions/numbers").expect(200).body())
                .contains(DIGITS, "1.10");
        assertThat(admin.get(workspace + "/settings").expect(200).body()).contains(DIGITS, "1.10");
    }

    @Test
    void areRefusedWithTheirPlaceWhenTheyAreBeyondADouble() {
        refuses("POST", "/events", "{\"type\":\"order.placed\",\"data\":{\"a\":[1,1e400]}}", "data.a.1 is " + BEYOND);
        refuses("POST", "/capabilities/numbers.thing.echo", "{\"a\":-1e400}", "a is " + BEYOND);
        assertThat(send("POST", "/x/numbers/echo", "{\"a\":{\"b\":1e400}}", 400))
                .contains("a.b is " + BEYOND);
        refuses("PATCH", "/extensions/numbers", "{\"config\":{\"a\":1e400}}", "config.a is " + BEYOND);
        refuses("PUT", "/settings", "{\"customAgentConfigs\":{\"a\":{\"b\":1e400}}}", BEYOND);
        refuses("POST", "/invitations", "{\"email\":\"a@b.example\",\"role\":\"MEMBER\",\"expiresIn\":1e400}", BEYOND);
        var teams = workspace.replace("/api", "") + "/settings";
        assertThat(admin.send("PUT", teams, "{\"customAgentConfigs\":{\"a\":{\"b\":1e400}}}")
                        .expect(400)
                        .body())
                .contains("customAgentConfigs.a.b is " + BEYOND);
        var manifest = ExtensionJar.of("beyond", "1.0.0")
                .file(
                        "extension.json",
                        "{\"id\":\"beyond\",\"version\":\"1.0.0\",\"name\":\"b\",\"configSchema\":"
                                + "{\"type\":\"object\",\"properties\":{\"a\":{\"maximum\":1e400}}}}");
        var upload = Part.file("artifact", "beyond.jar", manifest.bytes());
        assertThat(admin.upload("/api/admin/marketplace/extensions", upload)
                        .expect(400)
                        .body())
                .contains("configSchema.properties.a.maximum is " + BEYOND);
    }

    @Test
    void areNoReasonToFailInQueries() {
        for (var query : new String[] {
            "/events?after=1e400",
            "/events?pageSize=1e400",
            "/events?filter=subject%3D1e400",
            "/extensions/numbers/dead-letters?after=1e2",
            "/extensions/numbers/dead-letters?after=99999999999999999999",
            "/members?filter=joinedAt%3E1e400"
        }) {
            assertThat(admin.get(workspace + query).status()).as(query).isIn(200, 400);
        }
        refuses("POST", "/extensions/numbers/replay", "{\"after\":1e30}", "after");
    }

    private static String send(String method, String path, String body, int status) {
        return admin.send(method, workspace + path, body).expect(status).body();
    }

    private static void refuses(String method, String path, String body, String message) {
        var error = admin.send(method, workspace + path, body).expect(400, "REQUEST.INVALID");
        assertThat(error.json().getString("message")).contains(message);
    }

    private static String events(String type) {
        return admin.get(workspace + "/events?filter=type%3D%22" + type + "%22")
                .expect(200)
                .body();
    }
}
