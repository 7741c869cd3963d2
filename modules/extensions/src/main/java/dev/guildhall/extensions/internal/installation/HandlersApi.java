package dev.guildhall.extensions.internal.installation;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.DurableSubscribers.DeadLetter;
import dev.guildhall.events.EventSequence;
import dev.guildhall.host.InstallationServices.LogEntry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;

/** The operations on what an installation's handlers could not do, and on what it logged. */
public final class HandlersApi implements Api {

    private static final int PAGE = 100;

    private final Database database;
    private final InstallationCache cache;
    private final DurableSubscribers subscribers;
    private final BiFunction<WorkspaceId, String, List<LogEntry>> logs;
    private final AuditLog audit = new AuditLog();

    /** @param logs the latest lines of an installation on this node */
    public HandlersApi(
            Database database,
            InstallationCache cache,
            DurableSubscribers subscribers,
            BiFunction<WorkspaceId, String, List<LogEntry>> logs) {
        this.database = database;
        this.cache = cache;
        this.subscribers = subscribers;
        this.logs = logs;
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
        return installed(request)
                .compose(key -> subscribers.deadLetters(
                        request.workspace(), InstallationSideEffects.SUBSCRIBER_KIND, key, after, PAGE))
                .map(letters -> ApiResponse.ok(
                        new JsonArray(letters.stream().map(HandlersApi::json).toList())));
    }

    private Future<ApiResponse> retry(ApiRequest request) {
        return installed(request)
                .compose(key -> note(request, key, "extension.event_retried", sequence(request))
                        .compose(noted -> subscribers.retry(
                                request.workspace(), InstallationSideEffects.SUBSCRIBER_KIND, key, sequence(request))))
                .map(done -> ApiResponse.noContent());
    }

    private Future<Void> note(ApiRequest request, String key, String action, long sequence) {
        return database.inTransaction(request.workspace(), tx -> {
            audit.append(
                    tx,
                    request.workspace(),
                    AuditEntry.of(request.authentication(), action)
                            .on(key)
                            .to(new JsonObject().put("sequence", sequence)));
            return Future.succeededFuture();
        });
    }

    private Future<ApiResponse> skip(ApiRequest request) {
        var sequence = sequence(request);
        return installed(request)
                .compose(key -> database.inTransaction(request.workspace(), tx -> {
                    audit.append(
                            tx,
                            request.workspace(),
                            AuditEntry.of(request.authentication(), "extension.event_skipped")
                                    .on(key)
                                    .to(new JsonObject().put("sequence", sequence)));
                    return subscribers.skip(
                            tx, request.workspace(), InstallationSideEffects.SUBSCRIBER_KIND, key, sequence);
                }))
                .map(done -> ApiResponse.noContent());
    }

    private Future<ApiResponse> replay(ApiRequest request, JsonObject body) {
        var after = body.getLong("after");
        return installed(request)
                .compose(key -> database.inTransaction(request.workspace(), tx -> {
                    audit.append(
                            tx,
                            request.workspace(),
                            AuditEntry.of(request.authentication(), "extension.events_replayed")
                                    .on(key)
                                    .to(new JsonObject().put("after", after)));
                    return subscribers.replay(
                            tx, request.workspace(), InstallationSideEffects.SUBSCRIBER_KIND, key, after);
                }))
                .map(done -> ApiResponse.noContent());
    }

    private Future<ApiResponse> logs(ApiRequest request) {
        return installed(request)
                .map(key -> ApiResponse.ok(new JsonArray(logs.apply(request.workspace(), key).stream()
                        .map(HandlersApi::json)
                        .toList())));
    }

    private Future<String> installed(ApiRequest request) {
        var key = request.path("extensionKey");
        return cache.find(request.workspace(), key)
                .map(found ->
                        InstallationChanges.required(found, key).installation().extensionKey());
    }

    private static long sequence(ApiRequest request) {
        return EventSequence.parse("sequence", request.path("sequence"));
    }

    private static JsonObject json(DeadLetter letter) {
        return new JsonObject()
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
