package dev.guildhall.events.internal.cesql;

import java.util.List;

/**
 * What an operator or function takes, what it makes of it, and how.
 *
 * @param parameters the types of the operands; further operands are of the last one
 */
record Signature(Type result, List<Type> parameters, Body body) {

    /** Makes the result of operands that are cast already, in time that grows with their length. */
    @FunctionalInterface
    interface Body {
        Object apply(Evaluation run, Operands operands);
    }

    Type parameter(int index) {
        return parameters.get(Math.min(index, parameters.size() - 1));
    }
}
