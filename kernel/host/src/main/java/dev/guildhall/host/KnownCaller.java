package dev.guildhall.host;

import dev.guildhall.spi.Caller;
import java.util.Optional;

/** A caller as the host knows it. */
public record KnownCaller(Kind kind, String id, String email, String role, Optional<Caller> onBehalfOf)
        implements Caller {

    public static KnownCaller user(String id, String email, String role) {
        return new KnownCaller(Kind.USER, id, email, role, Optional.empty());
    }

    /** @param behalf for whom it calls; empty when it acts by itself */
    public static KnownCaller extension(String key, Optional<Caller> behalf) {
        return new KnownCaller(Kind.EXTENSION, key, null, null, behalf);
    }

    public static KnownCaller system() {
        return new KnownCaller(Kind.SYSTEM, "system", null, null, Optional.empty());
    }

    /** Whoever has signed a webhook. */
    public static KnownCaller nobody() {
        return new KnownCaller(Kind.NOBODY, "nobody", null, null, Optional.empty());
    }

    /** The same for an extension that may not be told of addresses. */
    static Caller withoutAddress(Caller caller) {
        return new KnownCaller(
                caller.kind(),
                caller.id(),
                null,
                caller.role(),
                caller.onBehalfOf().map(KnownCaller::withoutAddress));
    }
}
