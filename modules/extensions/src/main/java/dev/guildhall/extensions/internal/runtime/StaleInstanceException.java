package dev.guildhall.extensions.internal.runtime;

/** What was to be used is not what the database says any more: look again. */
final class StaleInstanceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StaleInstanceException() {
        super("The installation has changed meanwhile", null, false, false);
    }
}
