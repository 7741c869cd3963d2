package dev.guildhall.events;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.internal.subscription.EventFilter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Who wants to be told of which events of a tenant, and where.
 *
 * @param filter a CloudEvents filter, or null for none
 * @param sink the configuration of its sink
 * @param disabledReason why it is not enabled, or null
 */
public record Subscription(
        Tenant tenant,
        UUID id,
        String name,
        List<String> types,
        JsonObject filter,
        String sinkKind,
        JsonObject sink,
        boolean ordered,
        boolean enabled,
        String disabledReason,
        long fromSequence,
        long revision,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    public static final String CREATED = "subscription.created";

    /** The kind of those that send to topics of Kafka. */
    public static final String KAFKA = "KAFKA";

    /** The kind of those that take records of Kafka in and send nothing. */
    public static final String KAFKA_SOURCE = "KAFKA_SOURCE";

    /** Under which path it is in the API. */
    public String path() {
        var base = switch (tenant.kind()) {
            case WORKSPACE -> "/api/workspaces/" + tenant.value();
            case ORGANIZATION -> "/api/organizations/" + tenant.value();
            case PLATFORM -> "/api/admin";
        };
        return base + "/subscriptions/" + id;
    }

    public boolean isSource() {
        return sinkKind.equals(KAFKA_SOURCE);
    }

    /** Which events are for it: of those after the sequence it begins at, and not its own creation, which is one of them. */
    public Predicate<Event> wanted() {
        var matching = matching();
        return event -> event.sequence() > fromSequence && matching.test(event);
    }

    /** Which events it is about, whenever they happened; its own creation is none. */
    public Predicate<Event> matching() {
        var patterns = types.stream().map(TypePattern::new).toList();
        var filtered = filter == null ? (Predicate<Event>) event -> true : EventFilter.parse("filter", filter);
        return event -> patterns.stream().anyMatch(pattern -> pattern.matches(event.type()))
                && filtered.test(event)
                && !isOwnCreation(event);
    }

    private boolean isOwnCreation(Event event) {
        return event.type().equals(CREATED) && id.toString().equals(event.subject());
    }

    public Subscription disabled(String reason, Instant now) {
        return new Subscription(
                tenant,
                id,
                name,
                types,
                filter,
                sinkKind,
                sink,
                ordered,
                false,
                reason,
                fromSequence,
                revision,
                createdBy,
                createdAt,
                now);
    }

    /** What a client changes of it; enabling it forgets why it was disabled. */
    public Subscription changed(SubscriptionInput input, Instant now) {
        var nowEnabled = input.enabled(enabled);
        return new Subscription(
                tenant,
                id,
                input.name(name),
                input.types(types),
                input.filter(filter),
                input.sinkKind(sinkKind),
                input.sink(sink),
                input.ordered(ordered),
                nowEnabled,
                nowEnabled ? null : disabledReason,
                fromSequence,
                revision,
                createdBy,
                createdAt,
                now);
    }

    public JsonObject toJson() {
        var json = new JsonObject()
                .put("id", id.toString())
                .put("name", name)
                .put("types", new JsonArray(types))
                .put("sink", new JsonObject().put("kind", sinkKind).mergeIn(sink))
                .put("ordered", ordered)
                .put("enabled", enabled)
                .put("createdBy", createdBy)
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
        if (filter != null) {
            json.put("filter", filter);
        }
        if (disabledReason != null) {
            json.put("disabledReason", disabledReason);
        }
        return json;
    }
}
