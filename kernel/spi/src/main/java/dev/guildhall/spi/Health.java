package dev.guildhall.spi;

import java.util.Objects;

/** Whether an extension can do its work in a workspace; made by {@link #up} or {@link #down}. */
public final class Health {

    /** It may grow: have a {@code default} branch where you switch over it. */
    public enum Status {
        UP,
        DOWN
    }

    private static final Health UP = new Health(Status.UP, null);

    private final Status status;
    private final String reason;

    private Health(Status status, String reason) {
        this.status = status;
        this.reason = reason;
    }

    public static Health up() {
        return UP;
    }

    /** @param reason for those who manage the extension; they see it, so it quotes no secrets */
    public static Health down(String reason) {
        return new Health(Status.DOWN, Objects.requireNonNull(reason, "reason"));
    }

    public Status status() {
        return status;
    }

    /** What is wrong; null when nothing is. */
    public String reason() {
        return reason;
    }
}
