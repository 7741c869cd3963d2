package dev.guildhall.list;

import java.util.List;

/** A filter as its grammar has it, before its names are looked up. */
sealed interface FilterNode {

    /** True when all of them are: {@code a AND b}, {@code a b}. */
    record All(List<FilterNode> nodes) implements FilterNode {}

    /** True when one of them is: {@code a OR b}. */
    record Any(List<FilterNode> nodes) implements FilterNode {}

    /**
     * True when the inner one is not.
     *
     * @param minus whether it was written {@code -a}, which before a number may be its sign
     */
    record Not(FilterNode inner, boolean minus) implements FilterNode {}

    /** A value without a field, or the value a field is compared with. */
    record Word(Literal literal) implements FilterNode {}

    /**
     * A field compared with a value, or with several as in {@code role = (ADMIN OR MEMBER)}.
     *
     * @param operatorAt where the operator stands in the filter
     */
    record Comparison(Literal field, Operator operator, int operatorAt, FilterNode argument) implements FilterNode {}
}
