package dev.guildhall.list;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Comparisons between a column and a bound value, whatever their types. */
final class Comparisons {

    private Comparisons() {}

    // The bind already has the type that suits the column; jOOQ's typed methods would convert it to the column's,
    // and cut 2.5 to 2 on the way.
    static Condition condition(Field<?> column, Operator operator, Field<?> value) {
        return switch (operator) {
            case EQUAL, HAS -> DSL.condition("{0} = {1}", column, value);
            case NOT_EQUAL -> DSL.condition("{0} <> {1}", column, value);
            case LESS -> DSL.condition("{0} < {1}", column, value);
            case AT_MOST -> DSL.condition("{0} <= {1}", column, value);
            case GREATER -> DSL.condition("{0} > {1}", column, value);
            case AT_LEAST -> DSL.condition("{0} >= {1}", column, value);
        };
    }
}
