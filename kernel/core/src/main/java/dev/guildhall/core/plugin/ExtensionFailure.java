package dev.guildhall.core.plugin;

/**
 * An extension did not do what it was called for, through a fault of its own or of its artifact. What an extension
 * answers on purpose, an {@link dev.guildhall.spi.ExtensionException}, comes as a
 * {@link dev.guildhall.core.error.Problem} with its own code instead.
 *
 * <p>The message is for operators. It holds no object of the extension, so keeping it does not keep classes loaded.
 */
public final class ExtensionFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** The artifact cannot be had, or its classes cannot be loaded. For good, until the artifact changes. */
        LOAD_FAILED,
        /** Its start failed. For good, until another instance is started. */
        START_FAILED,
        /** Its code threw, or failed its future. */
        THREW,
        /** It answered with what is no answer: null instead of a future, or a result that is not JSON. */
        BAD_ANSWER,
        /** It did not answer in time. */
        TIMED_OUT,
        /** Too many calls wait for it already. */
        OVERLOADED,
        /** Extensions called each other on and on. */
        CALLED_IN_CIRCLES,
        /** It was switched off, because it held on to too many threads. For good, until another instance is started. */
        SWITCHED_OFF,
        /** It is stopping or has stopped. */
        STOPPED
    }

    private final Kind kind;

    ExtensionFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    /** The cause must be the host's own, see {@link Detached#copyOf}. */
    ExtensionFailure(Kind kind, String message, Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
