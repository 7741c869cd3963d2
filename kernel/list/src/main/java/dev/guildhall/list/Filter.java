package dev.guildhall.list;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * A filter that was understood: which rows of a list a client wants. SQL and Java give the same answer; a comparison
 * with a value that is not there is false, and its negation true.
 *
 * @param <T> the list's rows
 */
public final class Filter<T> {

    private final Supplier<Condition> condition;
    private final Predicate<T> predicate;

    Filter(Supplier<Condition> condition, Predicate<T> predicate) {
        this.condition = condition;
        this.predicate = predicate;
    }

    static <T> Filter<T> everything() {
        return new Filter<>(DSL::noCondition, row -> true);
    }

    /** What a query's {@code where} gets; every value in it is bound. */
    public Condition condition() {
        return condition.get();
    }

    public boolean matches(T row) {
        return predicate.test(row);
    }

    // SQL has a third truth value; "is not true" has two, whatever is null beneath it.
    Filter<T> negated() {
        return new Filter<>(() -> DSL.condition("({0}) is not true", condition()), predicate.negate());
    }

    static <T> Filter<T> all(List<Filter<T>> filters) {
        return new Filter<>(
                () -> DSL.and(filters.stream().map(Filter::condition).toList()),
                row -> filters.stream().allMatch(filter -> filter.matches(row)));
    }

    static <T> Filter<T> any(List<Filter<T>> filters) {
        return new Filter<>(
                () -> DSL.or(filters.stream().map(Filter::condition).toList()),
                row -> filters.stream().anyMatch(filter -> filter.matches(row)));
    }
}
