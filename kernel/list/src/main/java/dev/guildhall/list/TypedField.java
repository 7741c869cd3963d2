package dev.guildhall.list;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Field;

/**
 * A named value of every row of a list.
 *
 * @param column where SQL finds it; null in a list that is held in memory
 * @param extractor where Java finds it; null when only SQL asks
 */
record TypedField<T, C, V>(
        String name, FieldType<C, V> type, Field<C> column, Function<? super T, ? extends V> extractor)
        implements FilterField<T> {

    @Override
    public Set<Operator> operators() {
        return type.operators();
    }

    @Override
    public String expectation() {
        return type.expectation();
    }

    @Override
    public Optional<Filter<T>> compare(Operator operator, Literal literal) {
        var match = operator == Operator.HAS && literal.isStar()
                ? Optional.of(type.presence())
                : type.match(operator, literal);
        return match.map(this::filter);
    }

    private Filter<T> filter(Match<C, V> match) {
        return new Filter<>(
                () -> match.inSql().apply(requireNonNull(column, name + " is declared without a column")),
                row -> match.inJava()
                        .test(requireNonNull(extractor, name + " is declared without an extractor")
                                .apply(row)));
    }

    TypedField<T, C, V> named(String alias) {
        return new TypedField<>(alias, type, column, extractor);
    }
}
