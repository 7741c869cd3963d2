package dev.guildhall.events.internal.cesql;

import dev.guildhall.events.internal.cesql.Signature.Body;
import java.util.List;

/**
 * A function that expressions may call.
 *
 * @param fewest arguments it takes
 * @param most arguments it takes, or {@link #ANY_NUMBER}
 */
record BuiltIn(String name, int fewest, int most, Signature signature) {

    static final int ANY_NUMBER = Integer.MAX_VALUE;

    BuiltIn(String name, int fewest, int most, List<Type> parameters, Type result, Body body) {
        this(name, fewest, most, new Signature(result, parameters, body));
    }

    boolean takes(int arguments) {
        return fewest <= arguments && arguments <= most;
    }

    /** How many arguments it takes, in words. */
    String arity() {
        if (fewest == most) {
            return fewest == 1 ? "1 argument" : fewest + " arguments";
        }
        return most == ANY_NUMBER ? "at least " + fewest + " argument" : fewest + " or " + most + " arguments";
    }

    Term of(List<Term> arguments) {
        return new Operation(signature, arguments);
    }
}
