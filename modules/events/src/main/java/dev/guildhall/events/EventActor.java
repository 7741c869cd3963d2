package dev.guildhall.events;

import dev.guildhall.audit.AuditActor;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Actor;
import dev.guildhall.core.security.Origin;

/** Who caused an event, as the envelope's {@code actor} attribute says it: {@code user:…}, {@code extension:…} or system. */
public record EventActor(String text) {

    public static final EventActor SYSTEM = new EventActor("system");

    private static final String ANONYMOUS = AuditActor.anonymous(Origin.UNKNOWN).text();

    public static EventActor user(UserId user) {
        return new EventActor("user:" + user);
    }

    public static EventActor of(Actor actor) {
        return user(actor.user());
    }

    /** Who the audit log names; nobody a subscriber could know, when they did not say who they are. */
    public static EventActor of(AuditActor actor) {
        return actor.text().equals(ANONYMOUS) ? SYSTEM : new EventActor(actor.text());
    }

    public static EventActor extension(String key) {
        return new EventActor("extension:" + key);
    }
}
