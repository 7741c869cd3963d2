package dev.guildhall.list;

import java.util.Optional;
import java.util.Set;

/** A type whose every comparison follows from the order of its values. */
abstract class OrderedType<C, V> extends FieldType<C, V> {

    /** The value a client wrote, or empty when it is none. */
    abstract Optional<V> parse(String text);

    @Override
    Set<Operator> operators() {
        return Operator.ALL;
    }

    @Override
    final Optional<Match<C, V>> match(Operator operator, Literal literal) {
        return parse(literal.text())
                .map(operand -> new Match<>(
                        column -> Comparisons.condition(column, operator, bind(operand)),
                        value -> value != null && operator.accepts(order().compare(comparable(value), operand))));
    }

    /** The value in the precision that filters compare. */
    V comparable(V value) {
        return value;
    }

    @Override
    String encode(V value) {
        return value.toString();
    }

    @Override
    Optional<V> decode(String encoded) {
        return parse(encoded);
    }
}
