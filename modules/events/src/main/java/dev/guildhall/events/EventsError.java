package dev.guildhall.events;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** The expected failures of events and subscriptions. */
public final class EventsError {

    public static final ErrorCode TYPE_RESERVED = new ErrorCode("EVENT.TYPE_RESERVED", ErrorKind.INVALID);
    public static final ErrorCode EVENT_TOO_LARGE = new ErrorCode("EVENT.TOO_LARGE", ErrorKind.TOO_LARGE);
    public static final ErrorCode GONE = new ErrorCode("EVENT.GONE", ErrorKind.GONE);
    public static final ErrorCode NOT_PUT_ASIDE = new ErrorCode("EVENT.NOT_PUT_ASIDE", ErrorKind.NOT_FOUND);
    public static final ErrorCode NOT_DELIVERED = new ErrorCode("EVENT.NOT_DELIVERED", ErrorKind.UPSTREAM_FAILED);
    public static final ErrorCode SUBSCRIPTION_NOT_FOUND = new ErrorCode("SUBSCRIPTION.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode SUBSCRIPTION_DISABLED = new ErrorCode("SUBSCRIPTION.DISABLED", ErrorKind.CONFLICT);
    public static final ErrorCode TOO_MANY_SUBSCRIPTIONS = new ErrorCode("SUBSCRIPTION.TOO_MANY", ErrorKind.CONFLICT);
    public static final ErrorCode SINK_NOT_AVAILABLE =
            new ErrorCode("SUBSCRIPTION.SINK_NOT_AVAILABLE", ErrorKind.INVALID);
    public static final ErrorCode NO_SECRET = new ErrorCode("SUBSCRIPTION.NO_SECRET", ErrorKind.CONFLICT);

    public static final ErrorCode NOT_A_SOURCE = new ErrorCode("SUBSCRIPTION.NOT_A_SOURCE", ErrorKind.CONFLICT);
    public static final ErrorCode NOT_A_SINK = new ErrorCode("SUBSCRIPTION.NOT_A_SINK", ErrorKind.CONFLICT);

    private EventsError() {}
}
