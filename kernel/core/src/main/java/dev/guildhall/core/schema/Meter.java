package dev.guildhall.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.List;

/**
 * One validation, which counts what it costs and ends when that is too much. The unit is about a keyword that is held
 * against a small value.
 */
final class Meter extends ExecutionContext {

    /** Each keyword within another takes some of the stack. */
    private static final int MAX_DEPTH = 400;

    private static final int ERROR_COST = 5;

    private final int budget;
    private final int maxErrors;
    private final List<Error> errors = getErrors();
    private long spent;
    private int depth;

    Meter(ExecutionConfig config, int budget, int maxErrors) {
        super(config);
        this.budget = budget;
        this.maxErrors = maxErrors;
    }

    /** What ends a validation before it is over; not a fault of anything. */
    static final class Stop extends RuntimeException {

        private static final long serialVersionUID = 1L;

        enum Reason {
            TOO_COSTLY("is too large to be held against its schema"),
            TOO_DEEP("is nested too deep to be held against its schema"),
            HUGE_NUMBER("has a number with too many digits"),
            ENOUGH_ERRORS("has too many faults");

            private final String message;

            Reason(String message) {
                this.message = message;
            }

            String message() {
                return message;
            }
        }

        private final Reason reason;

        Stop(Reason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }

    void charge(long cost) {
        spent += cost;
        if (spent > budget) {
            throw new Stop(Stop.Reason.TOO_COSTLY);
        }
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new Stop(Stop.Reason.TOO_DEEP);
        }
    }

    void leave() {
        depth--;
    }

    /** Charges for all of a value. */
    void chargeWhole(JsonNode value) {
        charge(1 + (long) value.size());
        value.forEach(this::chargeWhole);
    }

    // Those of alternatives are collected in another list, which takes the place of this one meanwhile.
    @Override
    public void addError(Error error) {
        charge(ERROR_COST);
        super.addError(error);
        if (errors.size() >= maxErrors) {
            throw new Stop(Stop.Reason.ENOUGH_ERRORS);
        }
    }

    /** Those of the value as a whole. */
    List<Error> errors() {
        return errors;
    }
}
