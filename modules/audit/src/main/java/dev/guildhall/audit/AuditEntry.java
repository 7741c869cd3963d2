package dev.guildhall.audit;

import dev.guildhall.core.security.Authentication;
import io.vertx.core.json.JsonObject;

/**
 * An entry about to be written.
 *
 * @param action what was done, in the past tense, such as {@code member.role_changed}
 * @param subject what it was done to, mostly an id, or null
 * @param before what was changed, as it was; null for what is new. Values of properties that are named like secrets
 *     are masked; whoever has secrets under other names masks them
 * @param after the same as it is now; null for what is gone
 */
public record AuditEntry(Authentication by, String action, String subject, JsonObject before, JsonObject after) {

    public static AuditEntry of(Authentication by, String action) {
        return new AuditEntry(by, action, null, null, null);
    }

    /** @param what an id, mostly */
    public AuditEntry on(Object what) {
        return new AuditEntry(by, action, what.toString(), before, after);
    }

    public AuditEntry from(JsonObject former) {
        return new AuditEntry(by, action, subject, former, after);
    }

    public AuditEntry to(JsonObject present) {
        return new AuditEntry(by, action, subject, before, present);
    }
}
