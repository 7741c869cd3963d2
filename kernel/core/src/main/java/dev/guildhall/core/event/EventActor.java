package dev.guildhall.core.event;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;

/** Who caused an event, as the envelope's {@code actor} attribute says it: {@code user:…}, {@code extension:…} or system. */
public record EventActor(String text) {

    public static final EventActor SYSTEM = new EventActor("system");

    public static EventActor user(UserId user) {
        return new EventActor("user:" + user);
    }

    public static EventActor of(Authentication actor) {
        return user(actor.user());
    }

    public static EventActor extension(String key) {
        return new EventActor("extension:" + key);
    }
}
