package dev.guildhall.extensions.internal.runtime;

/** What was to be used is not what the database says any more: look again. */
final class Outdated extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Outdated() {
        super("The installation has changed meanwhile", null, false, false);
    }
}
