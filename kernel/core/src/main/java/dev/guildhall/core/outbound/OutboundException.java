package dev.guildhall.core.outbound;

/** A call that was allowed got no usable answer. Trying again later may help. */
public final class OutboundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public enum Kind {
        /** No connection, or it broke before the answer was complete. */
        UNREACHABLE,
        /** The time of the request was over before the answer was complete. */
        TIMEOUT,
        /** The answer is larger than is read. */
        TOO_LARGE
    }

    OutboundException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
