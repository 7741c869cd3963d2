package dev.guildhall.list;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.SortField;

/**
 * What values a field of a list has: how a client writes them, and how they are compared and ordered. SQL and Java
 * agree on every answer.
 *
 * @param <C> what its column holds
 * @param <V> what its Java value is
 */
public abstract class FieldType<C, V> {

    FieldType() {}

    /** A text: equal with case, {@code *} as wildcard; {@code :} finds a part of it in any case. */
    public static FieldType<String, String> text() {
        return new TextType(false);
    }

    /** A text whose case never matters in a filter. */
    public static FieldType<String, String> textIgnoringCase() {
        return new TextType(true);
    }

    /** One of the values, as column and Java value have them; clients may write them in any case. */
    public static FieldType<String, String> enumeration(String... values) {
        return new EnumerationType(List.of(values));
    }

    /** One of the constants, stored by name. */
    public static FieldType<String, String> enumeration(Class<? extends Enum<?>> constants) {
        return new EnumerationType(
                Arrays.stream(constants.getEnumConstants()).map(Enum::name).toList());
    }

    /** A point in time in the spelling of RFC 3339, compared by the microsecond. */
    public static FieldType<OffsetDateTime, Instant> timestamp() {
        return new TimestampType();
    }

    public static FieldType<UUID, UUID> uuid() {
        return new UuidType();
    }

    /** {@code true} or {@code false}. */
    public static FieldType<Boolean, Boolean> flag() {
        return new FlagType();
    }

    /** An exact number, whole or decimal; not for columns of binary floating point. */
    public static FieldType<Number, Number> number() {
        return new NumberType();
    }

    /** A duration such as {@code 1.5s}, in a column that counts the unit: nanoseconds to seconds. */
    public static FieldType<Number, Duration> duration(ChronoUnit columnUnit) {
        return new DurationType(columnUnit);
    }

    /** What the type's values look like, to finish the sentence "expects …". */
    abstract String expectation();

    abstract Set<Operator> operators();

    /** The comparison, never with {@link Operator#NOT_EQUAL}; empty when the literal is no value of this type. */
    abstract Optional<Match<C, V>> match(Operator operator, Literal literal);

    /** Whether a minus before a value is a part of it. */
    boolean isSigned() {
        return false;
    }

    /** Whether there are only so many values that each is that of many rows. */
    boolean hasFewValues() {
        return false;
    }

    /** Whether there is a value at all. */
    Match<C, V> presence() {
        return new Match<>(Field::isNotNull, value -> value != null);
    }

    /** The order of values, by which both a page's rows are sorted and comparisons are made. */
    abstract Comparator<? super V> order();

    /** What the column is ordered by in SQL; it must sort exactly as {@link #order()} does. */
    Field<?> sortedBy(Field<C> column) {
        return column;
    }

    final SortField<?> sorted(Field<C> column, boolean descending) {
        return descending ? sortedBy(column).desc() : sortedBy(column).asc();
    }

    /** The value as a bind of its column's type. */
    abstract Field<?> bind(V value);

    /** The value as text for a page token, exact to the last digit. */
    abstract String encode(V value);

    /** The value of {@link #encode}; empty for anything else, and for what the database could not hold. */
    abstract Optional<V> decode(String encoded);

    static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    }
}
