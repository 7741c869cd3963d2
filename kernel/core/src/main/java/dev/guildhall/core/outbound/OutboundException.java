package dev.guildhall.core.outbound;

import java.util.OptionalInt;

/** A call that was allowed got no usable answer. Trying again later may help. */
public final class OutboundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int status;

    public enum Kind {
        /** No connection, or it broke before the answer was complete. */
        UNREACHABLE,
        /** The time of the request was over before the answer was complete. */
        TIMEOUT,
        /** The answer is larger than is read. */
        TOO_LARGE
    }

    OutboundException(Kind kind, String message, Throwable cause) {
        this(kind, 0, message, cause);
    }

    OutboundException(Kind kind, int status, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
    }

    /** The status of an answer that began, and was not read to its end. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    public Kind kind() {
        return kind;
    }
}
