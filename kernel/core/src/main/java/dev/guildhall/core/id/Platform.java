package dev.guildhall.core.id;

import java.util.UUID;

/** The one {@link Tenant#PLATFORM}. */
enum Platform implements Tenant {
    INSTANCE;

    private static final UUID NIL = new UUID(0, 0);

    @Override
    public Kind kind() {
        return Kind.PLATFORM;
    }

    @Override
    public UUID value() {
        return NIL;
    }

    @Override
    public String toString() {
        return "platform";
    }
}
