package dev.guildhall.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions by sockets, as a plain client opens them, on two nodes of one database. */
class SocketsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct here;
    private static TestProduct there;
    private static WebSocketClient client;
    private static String parrot;
    private TestWorkspace acme;

    /** A client's socket, and what it was sent. */
    private record Client(WebSocket socket, List<JsonObject> frames) {

        void send(JsonObject frame) {
            Await.result(socket.writeTextMessage(frame.encode()));
        }

        List<String> of(String type, String field) {
            return frames.stream()
                    .filter(frame -> frame.getString("type").equals(type))
                    .map(frame -> String.valueOf(frame.getValue(field)))
                    .toList();
        }

        void awaitMessages(String... contents) {
            Await.until(() -> assertThat(of("message", "content")).containsExactly(contents));
        }
    }

    @BeforeAll
    static void start() {
        here = TestProduct.start(BENCH, BENCH.product("here").assemble());
        there = TestProduct.start(BENCH, BENCH.product("there").assemble());
        client = BENCH.vertx().createWebSocketClient();
        parrot = Parrot.publish(here);
    }

    @BeforeEach
    void make() {
        acme = here.workspace();
        acme.install(parrot).expect(201);
        acme.asOwner()
                .post(
                        acme.path() + "/agents",
                        new JsonObject()
                                .put("key", "polly")
                                .put("name", "Polly")
                                .put("provider", Parrot.PROVIDER)
                                .put("model", "grey"))
                .expect(201);
    }

    private static WebSocketConnectOptions options(TestProduct node) {
        var base = URI.create(node.asNobody().base());
        return new WebSocketConnectOptions()
                .setHost(base.getHost())
                .setPort(base.getPort())
                .setURI("/ws");
    }

    private static Client connect(TestProduct node, UserId user) {
        var options = options(node).putHeader("Authorization", "Bearer " + TestAuthenticator.user(user));
        return opened(options);
    }

    private static Client opened(WebSocketConnectOptions options) {
        var frames = new CopyOnWriteArrayList<JsonObject>();
        var socket = Await.result(client.connect(options)
                .onSuccess(opened -> opened.textMessageHandler(text -> frames.add(new JsonObject(text)))));
        return new Client(socket, frames);
    }

    private JsonObject room(String type, String room) {
        return new JsonObject()
                .put("type", type)
                .put("workspaceId", acme.id().toString())
                .put("agentId", "polly")
                .put("surface", "group")
                .put("surfaceId", room);
    }

    @Test
    void twoUsersShareAGroupSessionOnTwoNodesAndWhoComesLaterSeesItsHistory() {
        var ada = acme.member("MEMBER");
        var bob = acme.member("MEMBER");
        var first = connect(here, ada);
        var second = connect(there, bob);
        second.send(room("join", "support-room-1"));
        Await.until(() -> assertThat(second.of("history", "messages")).containsExactly("[]"));

        first.send(room("message", "support-room-1").put("message", "What is the status?"));

        first.awaitMessages("What is the status?", "What is the status?");
        second.awaitMessages("What is the status?", "What is the status?");
        assertThat(second.of("message", "role")).containsExactly("user", "assistant");
        var frame = second.frames().stream()
                .filter(one -> one.getString("type").equals("message"))
                .findFirst()
                .orElseThrow();
        assertThat(frame.getString("uid")).isEqualTo(ada.toString());
        assertThat(frame.getString("surfaceId")).isEqualTo("support-room-1");
        assertThat(frame.getString("agentId")).isEqualTo("polly");
        assertThat(frame.getLong("createdAt")).isPositive();
        second.send(room("message", "support-room-1").put("message", "Thanks"));
        first.awaitMessages("What is the status?", "What is the status?", "Thanks", "Thanks");
        var late = connect(there, acme.member("VIEWER"));
        late.send(room("join", "support-room-1"));
        Await.until(() -> assertThat(late.of("history", "messages")).hasSize(1));
        assertThat(late.frames().get(0).getJsonArray("messages").stream()
                        .map(message -> ((JsonObject) message).getString("content")))
                .containsExactly("What is the status?", "What is the status?", "Thanks", "Thanks");
    }

    @Test
    void tokensComeWhileTheAnswerIsMadeOnEveryNode() {
        var ada = acme.member("MEMBER");
        var first = connect(here, ada);
        var second = connect(there, acme.member("MEMBER"));
        first.send(room("join", "tokens"));
        second.send(room("join", "tokens"));
        Await.until(() -> assertThat(first.of("history", "messages")).hasSize(1));
        Await.until(() -> assertThat(second.of("history", "messages")).hasSize(1));

        first.send(room("message", "tokens").put("message", "/wait"));

        Await.until(
                () -> assertThat(String.join("", first.of("token", "content"))).isEqualTo("I begin. "));
        Await.until(
                () -> assertThat(String.join("", second.of("token", "content"))).isEqualTo("I begin. "));
        assertThat(first.of("message", "role")).containsExactly("user");
        var session = first.frames().get(0).getString("sessionId");
        second.send(new JsonObject()
                .put("type", "cancel")
                .put("workspaceId", acme.id().toString())
                .put("sessionId", session));
        Await.until(() -> assertThat(first.of("run", "status")).containsExactly("CANCELLED"));
        Await.until(() -> assertThat(second.of("run", "status")).containsExactly("CANCELLED"));
    }

    @Test
    void whoComesBackOnAnotherNodeGoesOnAfterTheLastMessageTheyHave() {
        var ada = acme.member("MEMBER");
        var first = connect(here, ada);
        first.send(room("message", "again").put("message", "one").put("idempotencyKey", "k-1"));
        first.awaitMessages("one", "one");
        Await.result(first.socket().close());
        var other = connect(here, acme.member("MEMBER"));
        other.send(room("message", "again").put("message", "two"));
        other.awaitMessages("two", "two");

        var back = connect(there, ada);
        back.send(room("join", "again").put("after", 2));
        back.send(room("message", "again").put("message", "one").put("idempotencyKey", "k-1"));

        back.awaitMessages("two", "two");
    }

    @Test
    void aViewerReadsAndIsRefusedToSpeakAndPrivateThreadsStayPrivate() {
        var viewer = connect(here, acme.member("VIEWER"));
        viewer.send(room("message", "nobody-opened-it").put("message", "hello"));
        Await.until(() -> assertThat(viewer.of("error", "code")).containsExactly("SESSION.NOT_FOUND"));
        var member = acme.member("MEMBER");
        var own = connect(here, member);
        own.send(new JsonObject()
                .put("type", "message")
                .put("agentId", "polly")
                .put("message", "just me")
                .put("workspaceId", acme.id().toString()));
        own.awaitMessages("just me", "just me");
        var session = own.frames().get(0).getString("sessionId");

        viewer.send(new JsonObject()
                .put("type", "join")
                .put("sessionId", session)
                .put("workspaceId", acme.id().toString()));
        own.send(room("message", "room").put("message", "everybody"));
        Await.until(() -> assertThat(viewer.of("error", "code")).hasSize(2));
        viewer.send(room("join", "room"));
        Await.until(() -> assertThat(viewer.of("history", "messages")).hasSize(1));
        viewer.send(room("message", "room").put("message", "me too"));

        Await.until(() -> assertThat(viewer.of("error", "code"))
                .containsExactly("SESSION.NOT_FOUND", "SESSION.NOT_FOUND", "ACCESS.DENIED"));
        assertThat(viewer.of("message", "content")).doesNotContain("just me");
    }

    @Test
    void aSocketWithoutAWorkspaceMeansTheOnlyOneOrTheDefaultOne() {
        var member = acme.member("MEMBER");
        var socket = connect(here, member);

        socket.send(
                new JsonObject().put("type", "message").put("agentId", "polly").put("message", "hi"));

        socket.awaitMessages("hi", "hi");
    }

    @Test
    void whatMakesNoSenseIsToldAndTheSocketGoesOn() {
        var socket = connect(here, acme.member("MEMBER"));

        socket.send(new JsonObject().put("type", "dance"));
        Await.result(socket.socket().writeTextMessage("[1"));
        socket.send(room("message", "room").put("message", " "));
        socket.send(room("join", "room").put("after", "x"));
        socket.send(new JsonObject()
                .put("type", "join")
                .put("workspaceId", here.workspace().id().toString())
                .put("agentId", "polly"));
        socket.send(new JsonObject().put("type", "ping"));

        Await.until(() -> assertThat(socket.of("pong", "type")).hasSize(1));
        assertThat(socket.of("error", "code"))
                .containsExactly(
                        "REQUEST.INVALID",
                        "REQUEST.INVALID",
                        "REQUEST.INVALID",
                        "REQUEST.INVALID",
                        "WORKSPACE.NOT_FOUND");
    }

    @Test
    void whoWasRemovedLosesTheSocketAndTheStreamWithinASecondOnAnyNode() {
        var leaving = acme.member("MEMBER");
        var socket = connect(there, leaving);
        socket.send(room("message", "room").put("message", "bye"));
        socket.awaitMessages("bye", "bye");
        var session = socket.frames().get(0).getString("sessionId");
        var stream = there.as(leaving).stream(acme.path() + "/sessions/" + session + "/stream");
        var closed = new CompletableFuture<Short>();
        socket.socket().closeHandler(gone -> closed.complete(socket.socket().closeStatusCode()));

        acme.asOwner().delete(acme.path() + "/members/" + leaving).expect(204);

        Await.until(() -> assertThat(closed).isCompletedWithValue((short) 1008));
        Await.until(() -> assertThat(stream).isCompleted());
        assertThat(stream.join()).contains("id: 1\nevent: message").contains("id: 2\nevent: message");
    }

    @Test
    void everybodyOfAGroupSeesWhoIsThereOnEveryNode() {
        var ada = acme.member("MEMBER");
        var bob = acme.member("VIEWER");
        var first = connect(here, ada);
        first.send(room("message", "who").put("message", "hello"));
        Await.until(() -> assertThat(first.of("presence", "users")).last().isEqualTo(users(ada)));

        var second = connect(there, bob);
        second.send(room("join", "who"));

        Await.until(() -> assertThat(first.of("presence", "users")).last().isEqualTo(users(ada, bob)));
        Await.until(() -> assertThat(second.of("presence", "users")).last().isEqualTo(users(ada, bob)));
        Await.result(second.socket().close());
        Await.until(() -> assertThat(first.of("presence", "users")).last().isEqualTo(users(ada)));
    }

    private static String users(UserId... users) {
        return new JsonArray(Stream.of(users)
                        .sorted(Comparator.comparing(UserId::value))
                        .map(UserId::toString)
                        .toList())
                .encode();
    }

    /** The beginning of what is answered to a request as it is. */
    private static String raw(TestProduct node, String request, String end) throws IOException {
        var base = URI.create(node.asNobody().base());
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            for (var next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                answer.append((char) next);
                if (answer.indexOf(end) >= 0) {
                    break;
                }
            }
            return answer.toString();
        }
    }

    @Test
    void aSocketThatCannotGoOnIsClosedSoThatItsClientComesBackForWhatItMissed() {
        var member = acme.member("MEMBER");
        var first = connect(here, member);
        first.send(room("message", "lost").put("message", "hello"));
        first.awaitMessages("hello", "hello");
        var second = connect(there, member);
        var closed = new CompletableFuture<Short>();
        second.socket().closeHandler(gone -> closed.complete(second.socket().closeStatusCode()));

        BENCH.sql("alter table guildhall.agent_message rename to agent_message_away");
        try {
            second.send(room("join", "lost").put("after", 0));
            Await.until(() -> assertThat(closed).isCompletedWithValue((short) 1013));
        } finally {
            BENCH.sql("alter table guildhall.agent_message_away rename to agent_message");
        }

        var again = connect(there, member);
        again.send(room("join", "lost").put("after", 1));
        again.awaitMessages("hello");
    }

    @Test
    void whoFollowsASessionThatIsDeletedFollowsItNoMore() {
        var member = acme.member("MEMBER");
        var socket = connect(there, member);
        socket.send(room("message", "doomed").put("message", "hello"));
        socket.awaitMessages("hello", "hello");
        var session = socket.frames().get(0).getString("sessionId");
        var stream = there.as(member).stream(acme.path() + "/sessions/" + session + "/stream");

        acme.asOwner().delete(acme.path() + "/sessions/" + session).expect(204);

        Await.until(() -> assertThat(stream).isCompleted());
        socket.send(room("message", "doomed").put("message", "anew"));
        socket.awaitMessages("hello", "hello", "anew", "anew");
    }

    @Test
    void aSocketIsOpenedByATokenInTheQueryAndNotByAPageOfAnotherSite() throws IOException {
        var member = acme.member("MEMBER");
        var byQuery = opened(options(here).setURI("/ws?access_token=" + TestAuthenticator.user(member)));
        byQuery.send(new JsonObject().put("type", "ping"));
        Await.until(() -> assertThat(byQuery.of("pong", "type")).hasSize(1));

        assertThatThrownBy(() -> opened(options(here)))
                .isInstanceOf(UpgradeRejectedException.class)
                .hasMessageContaining("401");
        here.as(member).get("/ws").expect(400, "REQUEST.INVALID");
        assertThat(raw(
                        here,
                        "GET /ws?access_token=" + TestAuthenticator.user(member)
                                + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n",
                        "Sec-WebSocket-Key"))
                .startsWith("HTTP/1.1 400")
                .contains("Sec-WebSocket-Key");
    }
}
