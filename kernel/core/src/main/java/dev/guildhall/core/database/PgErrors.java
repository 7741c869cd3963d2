package dev.guildhall.core.database;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Tells what a failure of the PostgreSQL client means, by SQLSTATE (PostgreSQL manual, appendix A). */
final class PgErrors {

    private PgErrors() {}

    /** A failure that the same transaction may not meet again: serialization failure or deadlock. */
    static boolean isTransient(Throwable failure) {
        return failure instanceof PgException error
                && (error.getSqlState().equals("40001") || error.getSqlState().equals("40P01"));
    }

    static Throwable translate(Throwable failure) {
        if (failure instanceof PgException error) {
            return translate(error);
        }
        return isConnectionLoss(failure) ? unavailable() : failure;
    }

    private static Throwable translate(PgException error) {
        var state = error.getSqlState() == null ? "" : error.getSqlState();
        if (state.startsWith("23") && error.getConstraint() != null) {
            return new ConstraintViolation(error.getConstraint(), error.getErrorMessage());
        }
        if (state.startsWith("22")) {
            return CommonError.REQUEST_INVALID.because(
                    "A value of the request cannot be stored: " + error.getErrorMessage());
        }
        // Admission and shutdown (08, 53, 57P), cancelled by time-out (57014, 55P03), still conflicting (40).
        if (state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("40")
                || state.equals("55P03")) {
            return unavailable();
        }
        return error;
    }

    private static boolean isConnectionLoss(Throwable failure) {
        return failure instanceof ClosedConnectionException
                || failure instanceof IOException
                || failure instanceof TimeoutException
                || (failure instanceof VertxException && isPoolRefusal(failure.getMessage()));
    }

    private static boolean isPoolRefusal(String message) {
        return message != null
                && (message.contains("Connection") || message.contains("Timeout") || message.contains("pool"));
    }

    private static Problem unavailable() {
        return CommonError.UNAVAILABLE
                .because("The database is not available or too busy at the moment; try again in a second.")
                .withRetryAfter(Duration.ofSeconds(1));
    }
}
