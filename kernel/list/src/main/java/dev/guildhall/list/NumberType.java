package dev.guildhall.list;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** An exact number. */
final class NumberType extends OrderedType<Number, Number> {

    // Digits and exponent are bounded: 1e999999999 would be a gigabyte on its way to the database.
    private static final Pattern NUMBER =
            Pattern.compile("-?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,2})?");
    private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    @Override
    String expectation() {
        return "a number";
    }

    @Override
    Optional<Number> parse(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    @Override
    boolean isSigned() {
        return true;
    }

    @Override
    Comparator<Number> order() {
        return Comparator.comparing(FieldType::decimal);
    }

    @Override
    Field<?> bind(Number value) {
        return bind(decimal(value));
    }

    /** Whole numbers are bound as such, for an index on a column of them to be of use. */
    static Field<?> bind(BigDecimal value) {
        var whole = value.stripTrailingZeros().scale() <= 0;
        return whole && value.compareTo(MIN_LONG) >= 0 && value.compareTo(MAX_LONG) <= 0
                ? DSL.val(value.longValueExact()).cast(SQLDataType.BIGINT)
                : DSL.val(value).cast(SQLDataType.NUMERIC);
    }

    @Override
    String encode(Number value) {
        return decimal(value).toPlainString();
    }
}
