package dev.guildhall.host;

import java.time.Duration;

/**
 * An extension did not do what it was called for, through a fault of its own or of its artifact. What an extension
 * answers on purpose, an {@link dev.guildhall.spi.ExtensionException}, comes as a
 * {@link dev.guildhall.core.error.Problem} with its own code instead.
 *
 * <p>The message is for operators. It holds no object of the extension, so keeping it does not keep classes loaded.
 */
public final class ExtensionFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final long LONGEST_RETRY_SECONDS = 30;

    /** What went wrong. */
    public enum Kind {
        /** The artifact cannot be had, or its classes cannot be loaded. For good, until the artifact changes. */
        LOAD_FAILED,
        /** Its start failed. For good, until another instance is started. */
        START_FAILED,
        /** Its start met something that passes, such as an outage of the database; it is tried again by the next call. */
        START_POSTPONED,
        /** Its code threw, or failed its future. */
        THREW,
        /** It answered with what is no answer: null instead of a future, or a result that is not JSON. */
        BAD_ANSWER,
        /** It answered with more than is taken. */
        TOO_LARGE,
        /** It did not answer in time. */
        TIMED_OUT,
        /** Whoever called gave the call up before it was answered. */
        CANCELLED,
        /** Too many calls wait for it already; the call has not begun. */
        OVERLOADED,
        /** Its calls took too long one after the other, so it is left alone for a while; the call has not begun. */
        RESTING,
        /** Extensions called each other on and on. */
        CALLED_IN_CIRCLES,
        /** It was switched off, because it held on to too many threads. For good, until another instance is started. */
        SWITCHED_OFF,
        /** It is stopping or has stopped. */
        STOPPED
    }

    private final Kind kind;
    private final Duration retryAfter;

    public ExtensionFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    /** The cause must be the host's own, see {@link DefensiveCopy#of}. */
    ExtensionFailure(Kind kind, String message, Throwable cause) {
        this(kind, message, cause, null);
    }

    private ExtensionFailure(Kind kind, String message, Throwable cause, Duration retryAfter) {
        super(message, cause, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    static ExtensionFailure overloaded(String message, Duration retryAfter) {
        return new ExtensionFailure(Kind.OVERLOADED, message, null, retryAfter);
    }

    static ExtensionFailure resting(String message, Duration retryAfter) {
        return new ExtensionFailure(Kind.RESTING, message, null, retryAfter);
    }

    public Kind kind() {
        return kind;
    }

    /** When it may be worth to try again: in whole seconds, at least one, and at most half a minute. */
    public Duration retryAfter() {
        var seconds = retryAfter == null ? 1 : (retryAfter.toMillis() + 999) / 1000;
        return Duration.ofSeconds(Math.max(1, Math.min(LONGEST_RETRY_SECONDS, seconds)));
    }
}
