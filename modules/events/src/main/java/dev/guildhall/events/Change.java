package dev.guildhall.events;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import io.vertx.core.json.JsonObject;

/**
 * Something somebody did, as subscribers are told of it and as the audit log keeps it. Readable when built:
 *
 * <pre>{@code
 * Change.of(actor, "member.role_changed").on(user).telling(data).from(before).to(after)
 * }</pre>
 *
 * @param entry what the audit log keeps; its action is the event's type and its subject the event's
 * @param data what subscribers are told, never a secret; null for nothing but the fact
 */
public record Change(AuditEntry entry, JsonObject data) {

    public static Change of(Authentication by, String type) {
        return new Change(AuditEntry.of(by, type), null);
    }

    /** @param subject an id, mostly */
    public Change on(Object subject) {
        return new Change(entry.on(subject), data);
    }

    public Change telling(JsonObject facts) {
        return new Change(entry, facts);
    }

    /** How it was before, for the audit log; left out for what is new. */
    public Change from(JsonObject before) {
        return new Change(entry.from(before), data);
    }

    /** How it is now, for the audit log; left out for what is gone. */
    public Change to(JsonObject after) {
        return new Change(entry.to(after), data);
    }

    /** The event subscribers get. */
    public NewEvent event() {
        return new NewEvent(
                entry.action(),
                entry.subject(),
                actor(entry.by().principal()),
                entry.by().origin().cause(),
                data);
    }

    // Nobody a subscriber could know, when they did not say who they are.
    private static Principal actor(Principal principal) {
        return principal == Principal.ANONYMOUS ? Principal.SYSTEM : principal;
    }
}
