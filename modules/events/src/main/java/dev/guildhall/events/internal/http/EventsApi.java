package dev.guildhall.events.internal.http;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.events.EventHistory;
import dev.guildhall.events.EventPublisher;
import dev.guildhall.events.EventPublisher.Published;
import dev.guildhall.events.EventSequence;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The operations on a workspace's events. */
public final class EventsApi implements Api {

    private final EventPublisher publisher;
    private final EventHistory history;
    private final EventStreams streams;

    public EventsApi(EventPublisher publisher, EventHistory history, EventStreams streams) {
        this.publisher = publisher;
        this.history = history;
        this.streams = streams;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("publishEvents", PublishedEvents::read, this::publishEvents)
                .on("publishEventBatch", PublishedEvents::readBatch, this::publishEvents)
                .on("listEvents", this::listEvents)
                .on("streamEvents", streams::open);
    }

    private Future<ApiResponse> publishEvents(ApiRequest request, List<NewEvent> events) {
        return publisher
                .publish(request.authentication(), request.workspace(), events)
                .map(EventsApi::accepted);
    }

    private Future<ApiResponse> listEvents(ApiRequest call) {
        var request = PageRequest.of(EventTable.FIELDS, PageQuery.read(call::query));
        var after = call.query("after")
                .map(text -> EventSequence.parse("after", text))
                .orElse(0L);
        return history.page(call.workspace(), after, request).map(page -> page.answer(Event::toCloudEvent));
    }

    private static ApiResponse accepted(List<Published> recorded) {
        var answer = new JsonArray();
        for (var event : recorded) {
            answer.add(new JsonObject().put("id", event.id().toString()).put("sequence", event.sequence()));
        }
        return ApiResponse.accepted(answer);
    }
}
