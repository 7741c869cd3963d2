package dev.guildhall.core.event;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A recorded event. Listeners share it, so nobody changes its content.
 *
 * @param sequence its place among the tenant's events: starts at 1, has no gaps, follows the order of commits
 * @param subject what it is about, or null
 * @param cause what it follows from
 * @param content any JSON value: mostly a {@link JsonObject}, {@link #NULL} for JSON's null, or null for an event without
 *     data
 */
public record Event(
        UUID id,
        Tenant tenant,
        long sequence,
        String type,
        String subject,
        Principal actor,
        Cause cause,
        Instant time,
        Object content) {

    /** The null of JSON, as the content of an event that has data, but null for it. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    /** The content of an event that tells its facts as a JSON object, as all of the platform's own do; else empty. */
    public JsonObject data() {
        return content instanceof JsonObject object ? object : new JsonObject();
    }

    /** What all that follows from the same beginning shares: the id of a request, of a job's run, or of the first event. */
    public String correlation() {
        return cause.correlation().orElseGet(id::toString);
    }

    /** The cause of what is done because of this event. */
    public Cause asCause() {
        return cause.by(correlation(), id);
    }

    /** The workspace it happened in; empty for what happened to an organization or on the platform. */
    public Optional<WorkspaceId> workspace() {
        return tenant instanceof WorkspaceId workspace ? Optional.of(workspace) : Optional.empty();
    }

    /** What published events name as their source. */
    public String source() {
        return sourceOf(tenant);
    }

    /** What events of a tenant name as their source. */
    public static String sourceOf(Tenant tenant) {
        return "/" + tenant.publishedAs() + "s/" + tenant.value();
    }

    /** The event as CloudEvents 1.0 JSON; the same on every transport. */
    public JsonObject toCloudEvent() {
        var envelope = new JsonObject()
                .put("specversion", "1.0")
                .put("id", id.toString())
                .put("source", source())
                .put("type", type)
                .put("time", time.toString())
                .put("sequence", sequence)
                .put(tenant.publishedAs(), tenant.value().toString())
                .put("actor", actor.text())
                .put("correlationid", correlation());
        cause.event().ifPresent(event -> envelope.put("causationid", event.toString()));
        cause.trace().ifPresent(trace -> envelope.put("traceparent", trace));
        if (subject != null) {
            envelope.put("subject", subject);
        }
        if (content != null) {
            envelope.put("datacontenttype", "application/json").put("data", content == NULL ? null : content);
        }
        return envelope;
    }
}
