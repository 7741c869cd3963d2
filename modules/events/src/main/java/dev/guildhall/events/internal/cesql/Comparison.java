package dev.guildhall.events.internal.cesql;

import java.util.List;

/** Operators that compare two values: equality those of the right one's type, order integers. */
enum Comparison {
    EQUAL("="),
    NOT_EQUAL("!="),
    OTHER_THAN("<>"),
    AT_MOST("<="),
    AT_LEAST(">="),
    LESS("<"),
    GREATER(">");

    private final String sign;

    Comparison(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    Term of(Term first, Term second) {
        var compared = switch (this) {
            case EQUAL, NOT_EQUAL, OTHER_THAN -> second.type();
            case AT_MOST, AT_LEAST, LESS, GREATER -> Type.INTEGER;
        };
        var signature = new Signature(Type.BOOLEAN, List.of(compared), (run, operands) -> holds(operands));
        return new Operation(signature, List.of(first, second));
    }

    private boolean holds(Operands operands) {
        return switch (this) {
            case EQUAL -> operands.value(0).equals(operands.value(1));
            case NOT_EQUAL, OTHER_THAN -> !operands.value(0).equals(operands.value(1));
            case AT_MOST -> operands.integer(0) <= operands.integer(1);
            case AT_LEAST -> operands.integer(0) >= operands.integer(1);
            case LESS -> operands.integer(0) < operands.integer(1);
            case GREATER -> operands.integer(0) > operands.integer(1);
        };
    }
}
