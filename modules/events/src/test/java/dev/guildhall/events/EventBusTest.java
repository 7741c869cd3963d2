package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events by the protocol of the event bus bridge. */
class EventBusTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String SESSION = "/api/eventbus/042/abcdefgh/websocket";
    private static final String PLAIN = "/api/eventbus/websocket";

    private static EventsHarness harness;
    private static WebSocketClient webSockets;

    private final List<Client> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
        webSockets = BENCH.vertx().createWebSocketClient(new WebSocketClientOptions().setMaxConnections(200));
    }

    @AfterEach
    void close() {
        opened.forEach(client -> Await.result(client.socket().close().otherwiseEmpty()));
    }

    /** A client's socket and the frames it was sent. */
    private record Client(WebSocket socket, List<String> frames, CompletableFuture<Short> closed) {

        void say(JsonObject message) {
            Await.result(socket.writeTextMessage(
                    new JsonArray().add(message.encode()).encode()));
        }

        void sayPlainly(JsonObject message) {
            Await.result(socket.writeTextMessage(message.encode()));
        }

        /** What came in frames of SockJS with messages. */
        List<JsonObject> messages() {
            return frames.stream()
                    .filter(frame -> frame.startsWith("a"))
                    .map(frame -> new JsonObject(new JsonArray(frame.substring(1)).getString(0)))
                    .toList();
        }

        List<String> ids() {
            return messages().stream()
                    .filter(message -> message.getString("type").equals("rec"))
                    .map(message -> message.getJsonObject("body").getString("id"))
                    .toList();
        }

        List<String> errors() {
            return messages().stream()
                    .filter(message -> message.getString("type").equals("err"))
                    .map(message -> message.getString("body"))
                    .toList();
        }
    }

    private static WebSocketConnectOptions to(String path) {
        var base = URI.create(harness.http.base());
        return new WebSocketConnectOptions()
                .setHost(base.getHost())
                .setPort(base.getPort())
                .setURI(path);
    }

    private Client opened(WebSocketConnectOptions options) {
        var frames = new CopyOnWriteArrayList<String>();
        var closed = new CompletableFuture<Short>();
        var socket = Await.result(webSockets
                .connect(options)
                .onSuccess(open -> open.textMessageHandler(frames::add)
                        .closeHandler(gone -> closed.complete(open.closeStatusCode()))));
        var client = new Client(socket, frames, closed);
        opened.add(client);
        return client;
    }

    private Client connected(UserId user) {
        return opened(to(SESSION).putHeader("Authorization", "Bearer " + TestAuthenticator.user(user)));
    }

    private static UserId reader(WorkspaceId workspace) {
        return harness.access.userWith(workspace, "events.read");
    }

    private static JsonObject message(String type, WorkspaceId workspace) {
        return new JsonObject().put("type", type).put("address", address(workspace));
    }

    private static String address(WorkspaceId workspace) {
        return "workspace." + workspace + ".events";
    }

    private static void awaitListening(WorkspaceId workspace, Client client) {
        var probe = harness.record(workspace, "probe.sent");
        Await.until(() -> {
            if (!client.ids().contains(probe.toString())) {
                harness.record(workspace, "probe.sent");
            }
            assertThat(client.ids()).isNotEmpty();
        });
    }

    @Test
    void tellsWhoRegistersOfTheEventsOfTheirWorkspaceInOrderAndOnce() {
        var acme = workspace();
        harness.record(acme, "order.before");
        var first = harness.record(acme, "order.first");
        var client = connected(reader(acme));
        Await.until(() -> assertThat(client.frames()).containsExactly("o"));

        client.say(message("register", acme).put("headers", new JsonObject().put("Last-Event-ID", "1")));
        Await.until(() -> assertThat(client.ids()).containsExactly(first.toString()));
        var second = harness.record(acme, "order.second");
        harness.record(workspace(), "order.elsewhere");
        var third = harness.record(acme, "order.third");

        Await.until(
                () -> assertThat(client.ids()).containsExactly(first.toString(), second.toString(), third.toString()));
        var told = client.messages().get(0);
        assertThat(told.getString("address")).isEqualTo(address(acme));
        assertThat(told.getJsonObject("body").getString("type")).isEqualTo("order.first");
        assertThat(told.getJsonObject("body").getLong("sequence")).isEqualTo(2);
        client.say(message("unregister", acme));
        client.say(message("register", workspace()));
        Await.until(() -> assertThat(client.errors()).containsExactly("access_denied"));
        harness.record(acme, "order.fourth");
        client.say(message("register", acme).put("headers", new JsonObject().put("Last-Event-ID", "4")));
        Await.until(() -> assertThat(client.ids()).hasSize(4));
    }

    private static String subscribe(WorkspaceId workspace, String address, String types) {
        return harness.clientWith(workspace, "subscriptions.manage")
                .post(
                        "/api/workspaces/" + workspace + "/subscriptions",
                        new JsonObject()
                                .put("name", "Orders")
                                .put("types", JsonArray.of(types))
                                .put("sink", new JsonObject().put("kind", "BUS").put("address", address)))
                .expect(201)
                .header("Location");
    }

    @Test
    void tellsAtAnAddressOfASubscriptionWhatThatIsForByNow() {
        var acme = workspace();
        var address = "workspace." + acme + ".orders";
        var subscription = subscribe(acme, "orders", "order.*");
        var manager = harness.clientWith(acme, "subscriptions.manage");
        var client = connected(reader(acme));
        var register = new JsonObject().put("type", "register").put("address", address);
        client.say(register.copy().put("headers", new JsonObject().put("Last-Event-ID", "0")));

        var order = harness.record(acme, "order.made");
        harness.record(acme, "invoice.made");
        Await.until(() -> assertThat(client.ids()).containsExactly(order.toString()));
        assertThat(client.messages().get(0).getString("address")).isEqualTo(address);
        manager.patch(subscription, new JsonObject().put("types", JsonArray.of("invoice.*")))
                .expect(200);
        var invoice = harness.record(acme, "invoice.made");
        harness.record(acme, "order.made");
        Await.until(() -> assertThat(client.ids()).containsExactly(order.toString(), invoice.toString()));
        subscribe(acme, address, "receipt.*");
        var receipt = harness.record(acme, "receipt.made");
        Await.until(() -> assertThat(client.ids()).endsWith(receipt.toString()).hasSize(3));

        manager.delete(subscription).expect(204);
        harness.record(acme, "invoice.made");
        var another = harness.record(acme, "receipt.made");
        Await.until(() -> assertThat(client.ids()).endsWith(another.toString()).hasSize(4));
        assertThat(client.errors()).isEmpty();
        client.say(new JsonObject().put("type", "register").put("address", "workspace." + acme + ".nothing"));
        Await.until(() -> assertThat(client.errors()).containsExactly("access_denied"));
    }

    @Test
    void tellsVerticlesAtTheAddressOfASubscription() {
        var acme = workspace();
        var subscription = subscribe(acme, "verticles", "order.*");
        var heard = new CopyOnWriteArrayList<JsonObject>();
        BENCH.vertx()
                .eventBus()
                .<JsonObject>consumer("workspace." + acme + ".verticles", message -> heard.add(message.body()));

        var id = harness.record(acme, "order.made");
        harness.record(acme, "invoice.made");

        Await.until(() ->
                assertThat(heard).extracting(event -> event.getString("id")).containsExactly(id.toString()));
        assertThat(heard.get(0).getLong("sequence")).isEqualTo(2);
        Await.until(() -> assertThat(harness.clientWith(acme, "subscriptions.manage")
                        .get(subscription + "/deliveries")
                        .expect(200)
                        .list())
                .singleElement()
                .satisfies(delivery ->
                        assertThat(((JsonObject) delivery).getString("state")).isEqualTo("DELIVERED")));
    }

    @Test
    void speaksPlainlyOnAPlainSocket() {
        var acme = workspace();
        var first = harness.record(acme, "order.first");
        var client = opened(to(PLAIN + "?access_token=" + TestAuthenticator.user(reader(acme))));

        client.sayPlainly(message("register", acme).put("headers", new JsonObject().put("Last-Event-ID", "0")));

        Await.until(() -> assertThat(client.frames()).hasSize(1));
        assertThat(new JsonObject(client.frames().get(0)).getJsonObject("body").getString("id"))
                .isEqualTo(first.toString());
    }

    @Test
    void refusesOtherAddressesAndWhateverIsSent() {
        var acme = workspace();
        var mute = harness.access.userWith(acme, "events.publish");
        var client = connected(mute);

        client.say(message("register", acme));
        client.say(message("register", workspace()));
        client.say(message("send", acme).put("body", new JsonObject()));
        client.say(message("publish", acme).put("body", new JsonObject()));
        client.say(new JsonObject().put("type", "register").put("address", "guildhall.internal"));
        client.say(new JsonObject().put("type", "register").put("address", "workspace." + "-".repeat(36) + ".events"));

        Await.until(() -> assertThat(client.errors()).hasSize(6).containsOnly("access_denied"));
        assertThat(client.closed()).isNotDone();
    }

    @Test
    void tellsWhatMakesNoSenseAndGoesOn() {
        var acme = workspace();
        var client = connected(reader(acme));

        client.say(new JsonObject().put("type", "ping"));
        client.say(new JsonObject().put("type", "register"));
        client.say(message("jump", acme));
        client.say(new JsonObject().put("type", 7).put("address", new JsonObject()));
        Await.result(client.socket().writeTextMessage("[\"{\",\"[]\"]"));
        client.say(message("register", acme));
        client.say(message("register", acme));

        Await.until(() -> assertThat(client.errors())
                .containsExactly(
                        "missing_address",
                        "invalid_type",
                        "missing_address",
                        "invalid_json",
                        "invalid_json",
                        "address_already_registered"));
        awaitListening(acme, client);
        Await.result(client.socket().writeTextMessage("[1,null]"));
        Await.until(() -> assertThat(client.frames()).last().asString().startsWith("c[1003,"));
        Await.until(() -> assertThat(client.closed()).isDone());
    }

    @Test
    void doesNotListenToAClientThatDoesNotReadWhatItIsAnswered() {
        var acme = workspace();
        var heard = new CompletableFuture<String>();
        var options = to(SESSION).putHeader("Authorization", "Bearer " + TestAuthenticator.user(reader(acme)));
        var socket = Await.result(webSockets
                .connect(options)
                .onSuccess(open -> open.textMessageHandler(frame -> {
                    if (frame.contains("order.more")) {
                        heard.complete(frame);
                    }
                })));
        // More than the sockets of both sides hold, of answers as well as of what is asked.
        var many = 3_000;
        var nonsense = new JsonArray(Collections.nCopies(100, "x".repeat(600))).encode();
        socket.pause();
        var sent = new AtomicInteger();
        var stuck = new AtomicInteger();

        Await.until(() -> {
            stuck.incrementAndGet();
            while (!socket.writeQueueFull() && sent.get() < many) {
                stuck.set(0);
                sent.incrementAndGet();
                socket.writeTextMessage(nonsense);
            }
            assertThat(stuck).hasValueGreaterThan(100);
        });

        assertThat(sent).hasValueLessThan(many);
        socket.resume();
        Await.result(socket.writeTextMessage(
                new JsonArray().add(message("register", acme).encode()).encode()));
        Await.until(() -> {
            harness.record(acme, "order.more");
            assertThat(heard).isDone();
        });
        Await.result(socket.close());
    }

    @Test
    void endsWhenTheClientMayNotReadTheEventsAnyMore() {
        var acme = workspace();
        var user = reader(acme);
        var client = connected(user);
        client.say(message("register", acme));
        awaitListening(acme, client);

        harness.access.revoke(user);

        Await.until(() -> assertThat(client.closed()).isDone());
        assertThat(client.frames()).last().asString().startsWith("c[1001,");
        harness.record(acme, "order.secret");
        assertThat(client.messages()).noneMatch(message -> message.encode().contains("order.secret"));
    }

    @Test
    void isForThoseWhoAreSignedIn() {
        harness.http.get(SESSION).expect(401, "AUTH.REQUIRED");
        var ofAPage = to(PLAIN);
        var refused = Await.result(BENCH.vertx()
                .createHttpClient()
                .request(HttpMethod.GET, ofAPage.getPort(), ofAPage.getHost(), ofAPage.getURI())
                .compose(request -> request.putHeader("Upgrade", "websocket")
                        .putHeader("Cookie", "guildhall_session=" + UUID.randomUUID())
                        .putHeader("Origin", "https://evil.example")
                        .send()));
        assertThat(refused.statusCode()).isEqualTo(403);
        harness.clientWith(workspace(), "events.read").get(SESSION).expect(400, "REQUEST.INVALID");
    }

    @Test
    void saysThatThereAreWebSockets() {
        var info = harness.http.get("/api/eventbus/info?t=1").expect(200).json();

        assertThat(info.getBoolean("websocket")).isTrue();
        assertThat(info.getLong("entropy")).isBetween(0L, (1L << 32) - 1);
        harness.http.send("POST", "/api/eventbus/042/abcdefgh/xhr", "{}").expect(404, "RESOURCE.NOT_FOUND");
    }

    @Test
    void givesEachUserAsManySocketsAsTheyNeedAndNoMore() {
        var user = reader(workspace());
        var clients = new CopyOnWriteArrayList<Client>();
        for (var i = 0; i < 50; i++) {
            clients.add(connected(user));
        }

        harness.http.withBearer(TestAuthenticator.user(user)).get(SESSION).expect(429, "REQUEST.RATE_LIMITED");

        Await.result(clients.get(0).socket().close());
        Await.until(() -> connected(user));
    }
}
