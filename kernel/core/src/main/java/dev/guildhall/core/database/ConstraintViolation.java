package dev.guildhall.core.database;

import dev.guildhall.core.error.Problem;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** A statement was refused by a constraint of the schema; its name tells which rule was broken. */
public final class ConstraintViolation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String constraint;

    ConstraintViolation(String constraint, String message) {
        super(message, null, false, false);
        this.constraint = constraint;
    }

    public String constraint() {
        return constraint;
    }

    /**
     * Recovery that turns the violation of a named constraint into the problem it means for the caller; other failures
     * pass through.
     */
    public static <T> Function<Throwable, Future<T>> means(String constraint, Supplier<Problem> problem) {
        return means(Map.of(constraint, problem));
    }

    /** Like {@link #means(String, Supplier)}, for a statement that several constraints can refuse. */
    public static <T> Function<Throwable, Future<T>> means(Map<String, Supplier<Problem>> problems) {
        return failure -> {
            if (failure instanceof ConstraintViolation violation && problems.containsKey(violation.constraint)) {
                return Future.failedFuture(problems.get(violation.constraint).get());
            }
            return Future.failedFuture(failure);
        };
    }
}
