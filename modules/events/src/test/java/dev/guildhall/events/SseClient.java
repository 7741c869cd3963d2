package dev.guildhall.events;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of one event stream, which can stop reading. */
final class SseClient {

    /** One message as it came. */
    record Message(long id, String event, JsonObject data) {}

    private final HttpClient client;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final HttpClientResponse response;
    private volatile boolean ended;

    private SseClient(HttpClient client, HttpClientResponse response) {
        this.client = client;
        this.response = response;
    }

    /** Opens the stream of a workspace with the credential of the tester's requests. */
    static SseClient open(Vertx vertx, HttpTester http, String token, WorkspaceId workspace, Long lastEventId) {
        return open(vertx, http, token, workspace, "", lastEventId);
    }

    /** Opens the stream with more to say in the query. */
    static SseClient openWith(Vertx vertx, HttpTester http, String token, WorkspaceId workspace, String query) {
        return open(vertx, http, token, workspace, query, null);
    }

    private static SseClient open(
            Vertx vertx, HttpTester http, String token, WorkspaceId workspace, String query, Long lastEventId) {
        var client = vertx.createHttpClient();
        var request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(http.base() + EventsHarness.path(workspace) + "/stream" + query)
                .putHeader("Authorization", "Bearer " + token);
        if (lastEventId != null) {
            request.putHeader("Last-Event-ID", lastEventId.toString());
        }
        return Await.result(client.request(request).compose(sent -> sent.send()).map(response -> {
            if (response.statusCode() != 200) {
                throw new AssertionError("The stream was refused with " + response.statusCode());
            }
            var opened = new SseClient(client, response);
            response.handler(RecordParser.newDelimited("\n\n", frame -> opened.take(frame.toString())))
                    .endHandler(end -> opened.ended = true)
                    .exceptionHandler(failure -> opened.ended = true);
            return opened;
        }));
    }

    List<Message> messages() {
        return messages;
    }

    List<Long> ids() {
        return messages.stream().map(Message::id).toList();
    }

    boolean hasEnded() {
        return ended;
    }

    HttpClientResponse response() {
        return response;
    }

    void close() {
        Await.result(client.close());
    }

    private void take(String frame) {
        Long id = null;
        String event = null;
        String data = null;
        for (var line : frame.split("\n")) {
            if (line.startsWith("id: ")) {
                id = Long.valueOf(line.substring(4));
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
        if (data != null) {
            messages.add(new Message(id, event, new JsonObject(data)));
        }
    }
}
