package dev.guildhall.list;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jooq.Condition;

/**
 * A name that has several values in a row, each of which may be spelled in several ways: what is asked of it holds when
 * it does of one. In SQL only.
 *
 * @param spellings the columns of one value
 * @param some whether the condition on these columns is true of some value
 */
record RepeatedField<T, C, V>(List<TypedField<T, C, V>> spellings, UnaryOperator<Condition> some)
        implements FilterField<T> {

    @Override
    public Set<Operator> operators() {
        return spellings.get(0).operators();
    }

    @Override
    public String expectation() {
        return spellings.get(0).expectation();
    }

    @Override
    public Optional<Filter<T>> compare(Operator operator, Literal literal) {
        var each = spellings.stream()
                .flatMap(spelling -> spelling.compare(operator, literal).stream())
                .toList();
        return each.isEmpty()
                ? Optional.empty()
                : Optional.of(new Filter<>(() -> some.apply(Filter.any(each).condition()), row -> {
                    throw new UnsupportedOperationException("several values are compared in SQL only");
                }));
    }
}
