package dev.guildhall.events;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** The expected failures of events and subscriptions. */
public enum EventsError implements ErrorCode {
    TYPE_RESERVED("EVENT.TYPE_RESERVED", ErrorKind.INVALID),
    EVENT_TOO_LARGE("EVENT.TOO_LARGE", ErrorKind.TOO_LARGE),
    NOT_PUT_ASIDE("EVENT.NOT_PUT_ASIDE", ErrorKind.NOT_FOUND),
    NOT_DELIVERED("EVENT.NOT_DELIVERED", ErrorKind.UPSTREAM_FAILED),
    SUBSCRIPTION_NOT_FOUND("SUBSCRIPTION.NOT_FOUND", ErrorKind.NOT_FOUND),
    SUBSCRIPTION_DISABLED("SUBSCRIPTION.DISABLED", ErrorKind.CONFLICT),
    TOO_MANY_SUBSCRIPTIONS("SUBSCRIPTION.TOO_MANY", ErrorKind.CONFLICT),
    SINK_NOT_AVAILABLE("SUBSCRIPTION.SINK_NOT_AVAILABLE", ErrorKind.INVALID);

    private final String code;
    private final ErrorKind kind;

    EventsError(String code, ErrorKind kind) {
        this.code = code;
        this.kind = kind;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorKind kind() {
        return kind;
    }
}
