package dev.guildhall.core.database;

/** PostgreSQL did not let a role in that somebody else's SQL runs as: it is not there, or not as it was left. */
public final class ForeignLoginRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ForeignLoginRefused(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
