package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** What is ended on one node works no more on the other, and whatever goes on there ends. */
@Isolated("It demands that things happen within moments.")
class TwoNodesTest {

    private static final Duration SOON = Duration.ofSeconds(2);

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct there;
    private static OauthWorld world;
    private static WebSocketClient webSockets;

    @BeforeAll
    static void start() {
        world = new OauthWorld(TestProduct.start(BENCH, BENCH.product("here").assemble()));
        there = TestProduct.start(BENCH, BENCH.product("there").assemble());
        webSockets = BENCH.vertx().createWebSocketClient();
    }

    private static JsonObject listener(String... grantTypes) {
        return OauthWorld.confidential()
                .put("grantTypes", new JsonArray(List.of(grantTypes)))
                .put("scopes", new JsonArray().add("events.read").add("workspace.read"));
    }

    private static JsonObject tokens(JsonObject client) {
        var parameters = OauthWorld.with(request(client), "scope", "events.read workspace.read");
        return world.exchange(client, world.code(client, parameters))
                .expect(200)
                .json();
    }

    /** What goes on by an access token on the other node. */
    private record Open(HttpTester elsewhere, CompletableFuture<String> stream, CompletableFuture<Void> socket) {

        static Open by(JsonObject tokens) {
            var elsewhere = there.asNobody().withBearer(tokens.getString("access_token"));
            Await.until(() -> elsewhere.get(world.workspace.path()).expect(200));
            var open = new Open(elsewhere, elsewhere.stream(world.workspace.path() + "/events/stream"), socket(tokens));
            assertThat(open.stream).isNotDone();
            assertThat(open.socket).isNotDone();
            return open;
        }

        /** A socket that listens to the events of the workspace; done when it is closed. */
        private static CompletableFuture<Void> socket(JsonObject tokens) {
            var base = URI.create(there.asNobody().base());
            var heard = new CompletableFuture<String>();
            var closed = new CompletableFuture<Void>();
            var options = new WebSocketConnectOptions()
                    .setHost(base.getHost())
                    .setPort(base.getPort())
                    .setURI("/api/eventbus/websocket")
                    .putHeader("Authorization", "Bearer " + tokens.getString("access_token"));
            var socket = Await.result(webSockets
                    .connect(options)
                    .onSuccess(open ->
                            open.textMessageHandler(heard::complete).closeHandler(gone -> closed.complete(null))));
            var message = new JsonObject()
                    .put("type", "register")
                    .put("address", "workspace." + world.workspace.id() + ".events")
                    .put("headers", new JsonObject().put("Last-Event-ID", "0"));
            Await.result(socket.writeTextMessage(message.encode()));
            Await.until(() -> assertThat(heard).isDone());
            assertThat(heard.join()).contains("\"rec\"");
            return closed;
        }

        void ends() {
            Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
                elsewhere.get(world.workspace.path()).expect(401, "AUTH.TOKEN_INVALID");
                assertThat(stream).as("stream").isDone();
                assertThat(socket).as("socket").isDone();
            });
        }

        void goesOn() {
            elsewhere.get(world.workspace.path()).expect(200);
            assertThat(stream).isNotDone();
            assertThat(socket).isNotDone();
        }
    }

    @Test
    void aTokenThatIsRevoked() {
        var client = world.register(listener("AUTHORIZATION_CODE"));
        var tokens = tokens(client);
        var open = Open.by(tokens);
        var other = Open.by(tokens(client));

        world.ask(client, "revoke", Map.of("token", tokens.getString("refresh_token")))
                .expect(200);

        open.ends();
        other.goesOn();
    }

    @Test
    void aConsentThatIsWithdrawn() {
        var client = world.register(listener("AUTHORIZATION_CODE"));
        var open = Open.by(tokens(client));
        var signedIn = world.product.signedIn(world.ada);
        var consent = signedIn.get("/api/auth/consents?pageSize=1000").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .filter(given -> given.getString("clientId").equals(client.getString("id")))
                .findFirst()
                .orElseThrow();

        signedIn.delete("/api/auth/consents/" + consent.getString("id")).expect(204);

        open.ends();
    }

    @Test
    void anApplicationThatTheOrganizationRefuses() {
        var client = world.registerForAll(listener("AUTHORIZATION_CODE"));
        var open = Open.by(tokens(client));

        world.organization
                .asOwner()
                .put(
                        world.organization.path() + "/oauth/rules/" + client.getString("id"),
                        new JsonObject().put("allowed", false))
                .expect(200);

        open.ends();
    }

    @Test
    void aTokenByWhichAnApplicationActsAsItself() {
        var client = world.register(listener("CLIENT_CREDENTIALS").put("redirectUris", new JsonArray()));
        var asked = Map.of("grant_type", "client_credentials");
        var tokens = world.token(client, asked).expect(200).json();
        var open = Open.by(tokens);
        var other = Open.by(world.token(client, asked).expect(200).json());

        world.ask(client, "revoke", Map.of("token", tokens.getString("access_token")))
                .expect(200);
        open.ends();
        other.goesOn();

        world.organization
                .asOwner()
                .delete(world.clientsPath() + "/" + client.getString("id"))
                .expect(204);
        other.ends();
    }
}
