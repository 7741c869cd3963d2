package dev.guildhall.list;

import java.util.Comparator;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * A field that rows are sorted by. A missing value sorts after every other, and so first in descending order: as
 * PostgreSQL does by itself, so that plain indexes serve.
 */
record SortKey<T, C, V>(TypedField<T, C, V> field, boolean descending) {

    static <T, C, V> SortKey<T, C, V> of(TypedField<T, C, V> field, boolean descending) {
        return new SortKey<>(field, descending);
    }

    String text() {
        return descending ? field.name() + " desc" : field.name();
    }

    SortField<?> sortField() {
        return field.type().sorted(field.column(), descending);
    }

    V valueOf(T row) {
        return field.extractor().apply(row);
    }

    Comparator<V> comparator() {
        Comparator<V> ascending = Comparator.nullsLast(field.type().order());
        return descending ? ascending.reversed() : ascending;
    }

    /** The value in a row as text for a page token; null when it is missing. */
    String encode(T row) {
        var value = valueOf(row);
        return value == null ? null : field.type().encode(value);
    }

    /** The place in this key's order that a page token names; empty when it names none. */
    Optional<Mark<T, C, V>> mark(String encoded) {
        return encoded == null
                ? Optional.of(new Mark<>(this, null))
                : field.type().decode(encoded).map(value -> new Mark<>(this, value));
    }

    /** Whether many rows of a table have the same value, which to sort would be to sort the table. */
    boolean isOfFewValues() {
        return field.column() != null && field.type().hasFewValues();
    }

    boolean canBeMissing() {
        return field.column().getDataType().nullable();
    }

    /**
     * A value of the key, from which a page goes on.
     *
     * @param value null when the row before had none
     */
    record Mark<T, C, V>(SortKey<T, C, V> key, V value) {

        int compare(T row) {
            return key.comparator().compare(key.valueOf(row), value);
        }

        Field<?> column() {
            return key.field().type().sortedBy(key.field().column());
        }

        Field<?> bind() {
            return key.field().type().bind(value);
        }

        Condition same() {
            return value == null ? column().isNull() : Comparisons.condition(column(), Operator.EQUAL, bind());
        }

        Condition notBefore() {
            if (value == null) {
                return key.descending() ? DSL.noCondition() : column().isNull();
            }
            if (key.descending()) {
                return Comparisons.condition(column(), Operator.AT_MOST, bind());
            }
            var atLeast = Comparisons.condition(column(), Operator.AT_LEAST, bind());
            return key.canBeMissing() ? atLeast.or(column().isNull()) : atLeast;
        }

        Condition after() {
            if (key.descending()) {
                return value == null ? column().isNotNull() : Comparisons.condition(column(), Operator.LESS, bind());
            }
            if (value == null) {
                return DSL.falseCondition();
            }
            var greater = Comparisons.condition(column(), Operator.GREATER, bind());
            return key.canBeMissing() ? greater.or(column().isNull()) : greater;
        }
    }
}
