package dev.guildhall.events.internal.cesql;

import java.util.Optional;
import java.util.function.Function;

/**
 * One run of an expression for one event. It ends with the first error: from there on every operator has the zero value
 * of its type and looks at nothing more.
 */
final class Evaluation {

    /**
     * How many characters an expression may look at for an event, counted anew by each operator that does. The
     * attributes of an event have some hundreds; and a node asks dozens of expressions of hundreds of events at a stretch.
     */
    static final int MAX_STEPS = 20_000;

    static final int MAX_TEXT = 4096;

    private final Function<String, Object> event;
    private EvaluationError error;
    private long steps;

    /** @param event the values of its attributes by name; null for one that it does not have */
    Evaluation(Function<String, Object> event) {
        this.event = event;
    }

    Object attribute(String name) {
        return event.apply(name);
    }

    Object valueOf(Term term, Type type) {
        var value = term.evaluate(this);
        return hasFailed() ? type.zero() : type.cast(value, this);
    }

    /** Notes the error, and goes on with the value until the operator that asked for it. */
    Object fail(EvaluationError reason, Object value) {
        if (error == null) {
            error = reason;
        }
        return value;
    }

    boolean hasFailed() {
        return error != null;
    }

    Optional<EvaluationError> error() {
        return Optional.ofNullable(error);
    }

    /** Whether so much more work may be done; else the run has failed. */
    boolean spend(long more) {
        steps += more;
        if (steps > MAX_STEPS) {
            fail(EvaluationError.GENERIC, null);
        }
        return !hasFailed();
    }

    long steps() {
        return steps;
    }
}
