package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.events.DurableSubscribers.DeadLetter;
import dev.guildhall.events.EventSequence;
import dev.guildhall.extensions.ExtensionHandlers;
import dev.guildhall.extensions.Installations;
import dev.guildhall.host.InstallationServices.LogEntry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The operations on what an installation's handlers could not do, and on what it logged. */
public final class HandlersApi implements Api {

    private static final int PAGE = 100;

    private final ExtensionHandlers handlers;
    private final Installations installations;

    public HandlersApi(ExtensionHandlers handlers, Installations installations) {
        this.handlers = handlers;
        this.installations = installations;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listDeadLetters", this::list)
                .on("retryDeadLetter", this::retry)
                .on("skipDeadLetter", this::skip)
                .on("replayExtensionEvents", BodyReader.AS_IT_IS, this::replay)
                .on("listExtensionLogs", this::logs);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var after = request.query("after")
                .map(text -> EventSequence.parse("after", text))
                .orElse(0L);
        return handlers.deadLetters(request.workspace(), key(request), after, PAGE)
                .map(letters -> ApiResponse.ok(
                        new JsonArray(letters.stream().map(HandlersApi::json).toList())));
    }

    private Future<ApiResponse> retry(ApiRequest request) {
        return handlers.retry(
                        request.authentication(),
                        request.workspace(),
                        key(request),
                        request.query("handler"),
                        sequence(request))
                .map(done -> ApiResponse.noContent());
    }

    private Future<ApiResponse> skip(ApiRequest request) {
        return handlers.skip(
                        request.authentication(),
                        request.workspace(),
                        key(request),
                        request.query("handler"),
                        sequence(request))
                .map(done -> ApiResponse.noContent());
    }

    private Future<ApiResponse> replay(ApiRequest request, JsonObject body) {
        return handlers.replay(request.authentication(), request.workspace(), key(request), body.getLong("after"))
                .map(done -> ApiResponse.noContent());
    }

    private Future<ApiResponse> logs(ApiRequest request) {
        return installations
                .get(request.workspace(), key(request))
                .map(present -> ApiResponse.ok(
                        new JsonArray(installations.logs(request.workspace(), present.extensionKey()).stream()
                                .map(HandlersApi::json)
                                .toList())));
    }

    private static String key(ApiRequest request) {
        return request.path("extensionKey");
    }

    private static long sequence(ApiRequest request) {
        return EventSequence.parse("sequence", request.path("sequence"));
    }

    private static JsonObject json(DeadLetter letter) {
        return new JsonObject()
                .put("handler", letter.handler().isEmpty() ? null : letter.handler())
                .put("sequence", letter.sequence())
                .put("eventId", letter.eventId().toString())
                .put("type", letter.type())
                .put("attempts", letter.attempts())
                .put("error", letter.error())
                .put("since", letter.since().toString());
    }

    private static JsonObject json(LogEntry entry) {
        return new JsonObject()
                .put("time", entry.time().toString())
                .put("level", entry.level().name())
                .put("message", entry.message())
                .put("error", entry.error())
                .put("requestId", entry.requestId());
    }
}
