package dev.guildhall.audit;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import java.util.UUID;

/**
 * Who did what an entry tells of.
 *
 * @param text {@code user:<id>}, {@code extension:<key>}, {@code system} or {@code anonymous}
 * @param email the user's address at that time, for display; else null
 * @param credentialKind what they proved themselves with; null for those who are no users
 * @param credential the session or token it belongs to
 */
public record AuditActor(String text, String email, String credentialKind, UUID credential, Origin origin) {

    /** The platform itself. */
    public static final AuditActor SYSTEM = new AuditActor("system", null, null, null, Origin.UNKNOWN);

    public static AuditActor of(Authentication actor) {
        var credential = actor.credential();
        return new AuditActor(
                "user:" + actor.user(), actor.email(), credential.kind().name(), credential.id(), actor.origin());
    }

    /** A user who is known, but not by a credential: who signs in or signs up by this very request. */
    public static AuditActor user(UserId user, String email, Origin origin) {
        return new AuditActor("user:" + user, email, null, null, origin);
    }

    public static AuditActor extension(String key) {
        return new AuditActor("extension:" + key, null, null, null, Origin.UNKNOWN);
    }

    /** Somebody who did not say who they are, or could not prove it. */
    public static AuditActor anonymous(Origin origin) {
        return new AuditActor("anonymous", null, null, null, origin);
    }
}
