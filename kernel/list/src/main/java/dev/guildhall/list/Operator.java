package dev.guildhall.list;

import java.util.Set;

/** How a filter compares a field with a value, in the spelling of AIP-160. */
enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    HAS(":");

    /** What every type of field can do. */
    static final Set<Operator> EQUALITY = Set.of(EQUAL, NOT_EQUAL, HAS);

    static final Set<Operator> ALL = Set.of(values());

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    /** Whether a value that compares to the operand as {@code comparison} does (as of a comparator) is a match. */
    boolean accepts(int comparison) {
        return switch (this) {
            case EQUAL, HAS -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case LESS -> comparison < 0;
            case AT_MOST -> comparison <= 0;
            case GREATER -> comparison > 0;
            case AT_LEAST -> comparison >= 0;
        };
    }
}
