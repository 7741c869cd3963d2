package dev.guildhall.core.database;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Tells what a failure of the PostgreSQL client means, by SQLSTATE (PostgreSQL manual, appendix A). */
final class PgErrors {

    private static final String READ_ONLY = "25006";
    private static final String CANCELED = "57014";
    private static final String LOCKED = "55P03";

    /** The server ended a transaction that stood still, or took longer than it may as a whole. */
    private static final Set<String> OUT_OF_TIME = Set.of("25P03", "25P04");

    private PgErrors() {}

    /**
     * A failure that the same transaction may not meet again: serialization failure, deadlock, or a statement that was not
     * sent, for the connection had been closed when it was to be.
     */
    static boolean isTransient(Throwable failure) {
        var state = state(failure);
        return state.equals("40001") || state.equals("40P01") || isUnsent(failure);
    }

    private static boolean isUnsent(Throwable failure) {
        return failure instanceof VertxException
                && failure.getMessage() != null
                && failure.getMessage().startsWith("Connection is not active now");
    }

    static Throwable translate(Throwable failure) {
        if (failure instanceof PgException error) {
            return translate(error);
        }
        return isConnectionLoss(failure) ? unavailable() : failure;
    }

    private static Throwable translate(PgException error) {
        var state = state(error);
        if (state.startsWith("23") && error.getConstraint() != null) {
            return new ConstraintViolation(error.getConstraint(), error.getErrorMessage());
        }
        if (state.startsWith("22")) {
            return CommonError.REQUEST_INVALID.because(
                    "A value of the request cannot be stored: " + error.getErrorMessage());
        }
        if (state.equals(CANCELED)) {
            return tooSlow();
        }
        // What the database passes through, a lock that was not to be had, and what still conflicts.
        if (outage(error).isPresent()
                || state.equals(LOCKED)
                || state.startsWith("40")
                || OUT_OF_TIME.contains(state)) {
            return unavailable();
        }
        return error;
    }

    /** What the database is passing through; empty for any other failure. */
    static Optional<Outage> outage(Throwable failure) {
        if (!(failure instanceof PgException)) {
            return isConnectionLoss(failure) ? Optional.of(Outage.CONNECTION_LOST) : Optional.empty();
        }
        var state = state(failure);
        if (state.equals(READ_ONLY)) {
            return Optional.of(Outage.READ_ONLY);
        }
        if (state.startsWith("53")) {
            return Optional.of(Outage.OUT_OF_RESOURCES);
        }
        if (state.startsWith("57P") || state.startsWith("08")) {
            return Optional.of(Outage.CHANGING);
        }
        // Files it cannot read or write, and a login it does not take while it is being set up.
        if (state.startsWith("58") || state.startsWith("28") || state.equals("3D000")) {
            return Optional.of(Outage.NOT_IN_ORDER);
        }
        return Optional.empty();
    }

    /** Whether the server is no longer what its connections were opened to: going down, or a standby by now. */
    static boolean isServerChange(Throwable failure) {
        var state = state(failure);
        return state.equals(READ_ONLY) || state.startsWith("57P") || state.startsWith("08");
    }

    /** Whether the server said that it will not do something, and goes on: what it was told to commit is rolled back. */
    static boolean isRefusal(Throwable failure) {
        return failure instanceof PgException && !isServerChange(failure);
    }

    static boolean isConnectionLoss(Throwable failure) {
        return failure instanceof ClosedConnectionException
                || failure instanceof IOException
                || failure instanceof TimeoutException
                || (failure instanceof VertxException lost && isOfTheConnection(lost.getMessage()));
    }

    private static boolean isOfTheConnection(String message) {
        return message != null && message.toLowerCase(Locale.ROOT).contains("connection");
    }

    /** The SQLSTATE; empty when the server said none. */
    static String state(Throwable failure) {
        return failure instanceof PgException error && error.getSqlState() != null ? error.getSqlState() : "";
    }

    private static Problem tooSlow() {
        return CommonError.UNAVAILABLE
                .because("The database took longer than it may. Ask for less at a time, of a list by a simpler filter,"
                        + " or try again when it is less busy.")
                .withRetryAfter(Duration.ofSeconds(2));
    }

    static Problem unavailable() {
        return CommonError.UNAVAILABLE
                .because("The database is not available or too busy at the moment; try again in a second.")
                .withRetryAfter(Duration.ofSeconds(1));
    }
}
