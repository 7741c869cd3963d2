package dev.guildhall.list;

import java.util.Optional;
import java.util.Set;

/** What a filter may ask of a field. */
interface FilterField<T> {

    Set<Operator> operators();

    /** What values the field takes, to finish the sentence "expects …". */
    String expectation();

    /** The comparison, never with {@link Operator#NOT_EQUAL}; empty when the literal is no value of this field. */
    Optional<Filter<T>> compare(Operator operator, Literal literal);
}
