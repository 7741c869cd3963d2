package dev.guildhall.events.internal.cesql;

import java.util.List;

/** Operators between truths. */
enum Logic {
    AND {
        @Override
        Term of(Term first, Term second) {
            return new Decision(false, first, second);
        }
    },
    OR {
        @Override
        Term of(Term first, Term second) {
            return new Decision(true, first, second);
        }
    },
    XOR {
        @Override
        Term of(Term first, Term second) {
            var signature = truth((run, operands) -> operands.truth(0) != operands.truth(1));
            return new Operation(signature, List.of(first, second));
        }
    };

    abstract Term of(Term first, Term second);

    static Term not(Term term) {
        return new Operation(truth((run, operands) -> !operands.truth(0)), List.of(term));
    }

    private static Signature truth(Signature.Body body) {
        return new Signature(Type.BOOLEAN, List.of(Type.BOOLEAN), body);
    }
}
