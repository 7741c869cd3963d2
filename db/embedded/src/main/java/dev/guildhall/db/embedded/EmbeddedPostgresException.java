package dev.guildhall.db.embedded;

/** The embedded PostgreSQL could not be started or stopped; the message says why and what to do next. */
public final class EmbeddedPostgresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedPostgresException(String message) {
        super(message);
    }

    EmbeddedPostgresException(String message, Throwable cause) {
        super(message, cause);
    }

    EmbeddedPostgresException adding(String lines) {
        return lines.isEmpty() ? this : new EmbeddedPostgresException(getMessage() + "\n" + lines, this);
    }
}
