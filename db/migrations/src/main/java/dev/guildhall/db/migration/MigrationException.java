package dev.guildhall.db.migration;

/** The database could not be brought to the state Guildhall needs; the message says why and what to do next. */
public final class MigrationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MigrationException(String message) {
        super(message);
    }

    MigrationException(String message, Throwable cause) {
        super(message, cause);
    }
}
