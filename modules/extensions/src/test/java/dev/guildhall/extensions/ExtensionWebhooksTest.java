package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.events.WebhookSecret;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What senders outside send to extensions, known by their signatures alone. */
class ExtensionWebhooksTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String SECRET = WebhookSecret.generate().reveal();

    private static World world;
    private static String key;
    private static World.Made acme;

    @BeforeAll
    static void install() {
        world = new World(BENCH);
        key = World.extensionKey();
        world.publish(ExtensionJar.of(key, "1.0.0")
                .manifest("manifest", 1)
                .manifest("configSchema", new JsonObject("""
                        {"type":"object","properties":{"hooks":{"type":"object","properties":{
                          "standard":{"type":"string","writeOnly":true},
                          "plain":{"type":"string","writeOnly":true}}}}}"""))
                .manifest("routes", new JsonArray("""
                        [{"id":"standard","method":"POST","path":"/in/{kind}",
                          "signature":{"scheme":"standard_webhooks","secret":"hooks.standard"}},
                         {"id":"plain","method":"POST","path":"/plain",
                          "signature":{"scheme":"hmac_sha256","header":"x-sign","secret":"hooks.plain"}},
                         {"id":"member","method":"GET","path":"/member","permission":"workspace.read"}]"""))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.route("standard", request -> {
                            if (request.body().length() == 4 && request.json().isEmpty()) {
                                throw new IllegalStateException("broken");
                            }
                            return Future.succeededFuture(told(request));
                        });
                        handlers.route("plain", request -> Future.succeededFuture(told(request)));
                        handlers.route("member", request -> Future.succeededFuture(told(request)));
                        return Future.succeededFuture();
                    }

                    private static RouteResponse told(RouteRequest request) {
                        return RouteResponse.json(new JsonObject()
                                        .put("caller", request.caller().kind() + " " + request.caller().id())
                                        .put("body", request.body().toString())
                                        .put("kind", request.pathParameters().get("kind"))
                                        .put("sent", new JsonArray(request.headers().getOrDefault("x-many", List.of()))))
                                .withHeader("x-extension-part", "a, b")
                                .withAddedHeader("x-extension-part", "c");
                    }
                    """));
        acme = world.workspace();
        acme.install(new JsonObject()
                        .put("extensionKey", key)
                        .put(
                                "config",
                                new JsonObject()
                                        .put(
                                                "hooks",
                                                new JsonObject()
                                                        .put("standard", SECRET)
                                                        .put("plain", "a plain secret"))))
                .expect(201);
    }

    private static String hook(String path) {
        return "/api/hooks/" + acme.id + "/" + key + path;
    }

    private static Map<String, String> signed(String body) {
        return WebhookSecret.headers(List.of(SECRET), UUID.randomUUID().toString(), Instant.now(), Buffer.buffer(body));
    }

    private static Response send(String path, Map<String, String> headers, String body) {
        HttpTester sender = world.http;
        for (var header : headers.entrySet()) {
            sender = sender.withHeader(header.getKey(), header.getValue());
        }
        return sender.sendBytes("POST", path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(String body) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("a plain secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void takesWhatTheSenderSignedFromNobody() throws Exception {
        var body = "{\"order\": 7 }";

        var standard = send(hook("/in/orders"), signed(body), body).expect(200).json();
        var plain = send(hook("/plain"), Map.of("x-sign", hmac(body)), body)
                .expect(200)
                .json();

        assertThat(standard.getString("caller")).isEqualTo("NOBODY nobody");
        assertThat(standard.getString("body")).as("byte for byte").isEqualTo(body);
        assertThat(standard.getString("kind")).isEqualTo("orders");
        assertThat(plain.getString("body")).isEqualTo(body);
    }

    @Test
    void takesAMessageOnceUnlessTheExtensionFailedAtIt() {
        var headers = signed("{}");
        send(hook("/in/orders"), headers, "{}").expect(200);
        send(hook("/in/orders"), headers, "{}").expect(409, "WEBHOOK.REPEATED");

        var failed = signed("{  }");
        send(hook("/in/orders"), failed, "{  }").expect(502, "EXTENSION.ROUTE_FAILED");
        send(hook("/in/orders"), failed, "{  }").expect(502, "EXTENSION.ROUTE_FAILED");
    }

    @Test
    void answersAllOthersTheSameWhateverThereIs() {
        var headers = signed("{}");
        var forged = new HashMap<>(headers);
        forged.put("webhook-signature", "v1,AAAA");
        var other = world.workspace();

        for (var refused : List.of(
                send(hook("/in/orders"), forged, "{}"),
                send(hook("/in/orders"), headers, "{ }"),
                send(hook("/in/orders"), Map.of(), "{}"),
                send(hook("/plain"), headers, "{}"),
                send(hook("/member"), headers, "{}"),
                send(hook("/nothing"), headers, "{}"),
                send("/api/hooks/" + other.id + "/" + key + "/in/orders", headers, "{}"),
                send("/api/hooks/" + UUID.randomUUID() + "/" + key + "/in/orders", headers, "{}"),
                send("/api/hooks/no-id/" + key + "/in/orders", headers, "{}"),
                send("/api/hooks/" + acme.id + "/nothing/in/orders", headers, "{}"))) {
            refused.expect(401, "WEBHOOK.NOT_VERIFIED");
        }
        acme.asOwner()
                .post(acme.path() + "/x/" + key + "/in/orders", new JsonObject())
                .expect(404);
    }

    @Test
    void refusesWhatIsTooOldOrTooLarge() {
        var old = WebhookSecret.headers(List.of(SECRET), "m1", Instant.now().minusSeconds(400), Buffer.buffer("{}"));
        send(hook("/in/orders"), old, "{}").expect(401, "WEBHOOK.NOT_VERIFIED");

        var large = "x".repeat(1024 * 1024 + 1);
        send(hook("/in/orders"), signed(large), large).expect(413);
    }

    @Test
    void keepsTheValuesOfAHeaderApart() {
        var answer = acme.asOwner()
                .withHeader("x-many", "1")
                .get(acme.path() + "/x/" + key + "/member")
                .expect(200);

        assertThat(answer.raw().headers().allValues("x-extension-part")).containsExactly("a, b", "c");
        assertThat(answer.json().getJsonArray("sent")).containsExactly("1");
    }
}
