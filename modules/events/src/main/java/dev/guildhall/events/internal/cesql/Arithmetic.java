package dev.guildhall.events.internal.cesql;

import java.util.List;

/** Operators that make an integer of two. */
enum Arithmetic {
    TIMES("*"),
    DIVIDED_BY("/"),
    MODULO("%"),
    PLUS("+"),
    MINUS("-");

    private final String sign;

    Arithmetic(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    Term of(Term first, Term second) {
        var signature = new Signature(Type.INTEGER, List.of(Type.INTEGER), this::calculate);
        return new Operation(signature, List.of(first, second));
    }

    static Term negated(Term term) {
        return MINUS.of(new Literal(Type.INTEGER, 0), term);
    }

    private Object calculate(Evaluation run, Operands operands) {
        var isDivision = this == DIVIDED_BY || this == MODULO;
        if (isDivision && operands.integer(1) == 0) {
            return run.fail(EvaluationError.MATH, 0);
        }
        var exact = exact(operands.integer(0), operands.integer(1));
        return exact == (int) exact ? (Object) (int) exact : run.fail(EvaluationError.MATH, 0);
    }

    private long exact(long first, long second) {
        return switch (this) {
            case TIMES -> first * second;
            case DIVIDED_BY -> first / second;
            case MODULO -> first % second;
            case PLUS -> first + second;
            case MINUS -> first - second;
        };
    }
}
