package dev.guildhall.list;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jooq.Condition;

/** A name that stands for no column: the list itself says what a text asked of it means. */
record CustomField<T>(Function<String, Condition> inSql, BiPredicate<T, String> inJava) implements FilterField<T> {

    @Override
    public Set<Operator> operators() {
        return Operator.EQUALITY;
    }

    @Override
    public String expectation() {
        return "a text without wildcards";
    }

    @Override
    public Optional<Filter<T>> compare(Operator operator, Literal literal) {
        return literal.hasWildcard()
                ? Optional.empty()
                : Optional.of(new Filter<>(() -> inSql.apply(literal.text()), row -> inJava.test(row, literal.text())));
    }
}
