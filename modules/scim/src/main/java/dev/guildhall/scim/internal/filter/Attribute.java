package dev.guildhall.scim.internal.filter;

import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.val;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.ScimError;
import dev.guildhall.scim.internal.filter.Filter.Operator;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * An attribute that the database answers for.
 *
 * @param order what it is sorted by; null when it cannot be
 */
public record Attribute(Comparing comparing, Condition present, Field<?> order) {

    /** How it is compared with a value of JSON. */
    @FunctionalInterface
    public interface Comparing {

        /** Throws {@code SCIM.INVALID_FILTER} for what it cannot be asked. */
        Condition condition(Operator operator, Object value);
    }

    /** A text of which the case of letters does not matter. */
    public static Attribute text(Field<String> column) {
        return text(column, value -> lower(column).eq(Scim.lower(value)));
    }

    /** @param equal how it is found by all of it, where an index knows it otherwise */
    public static Attribute text(Field<String> column, Function<String, Condition> equal) {
        return new Attribute(
                (operator, value) -> value == null
                        ? absent(operator, column)
                        : switch (operator) {
                            case EQ -> equal.apply(textOf(value));
                            case NE -> not(equal.apply(textOf(value))).or(column.isNull());
                            case CO -> column.containsIgnoreCase(textOf(value));
                            case SW -> column.startsWithIgnoreCase(textOf(value));
                            case EW -> column.endsWithIgnoreCase(textOf(value));
                            case GT, GE, LT, LE -> ordered(operator, lower(column), val(Scim.lower(textOf(value))));
                        },
                column.isNotNull().and(column.ne("")),
                lower(column));
    }

    /** A text that is compared letter by letter. */
    public static Attribute exact(Field<String> column) {
        return new Attribute(
                (operator, value) -> value == null
                        ? absent(operator, column)
                        : switch (operator) {
                            case EQ -> column.eq(textOf(value));
                            case NE -> column.isDistinctFrom(textOf(value));
                            case CO -> column.contains(textOf(value));
                            case SW -> column.startsWith(textOf(value));
                            case EW -> column.endsWith(textOf(value));
                            case GT, GE, LT, LE -> ordered(operator, column, val(textOf(value)));
                        },
                column.isNotNull(),
                column);
    }

    public static Attribute id(Field<UUID> column) {
        return new Attribute(
                (operator, value) -> {
                    var text = textOf(value);
                    var isIt = Ids.isUuid(text) ? column.eq(UUID.fromString(text)) : falseCondition();
                    return switch (operator) {
                        case EQ -> isIt;
                        case NE -> not(isIt);
                        default -> throw refused(operator, "an id");
                    };
                },
                column.isNotNull(),
                column);
    }

    public static Attribute truth(Condition condition) {
        return new Attribute(
                (operator, value) -> {
                    if (!(value instanceof Boolean wanted)) {
                        throw ScimError.INVALID_FILTER.because("The attribute is compared with true or false.");
                    }
                    return switch (operator) {
                        case EQ -> wanted ? condition : not(condition);
                        case NE -> wanted ? not(condition) : condition;
                        default -> throw refused(operator, "what is true or false");
                    };
                },
                condition.or(not(condition)),
                field(condition));
    }

    public static Attribute time(Field<OffsetDateTime> column) {
        return new Attribute(
                (operator, value) -> {
                    var wanted = val(timeOf(value));
                    return switch (operator) {
                        case EQ -> column.eq(wanted);
                        case NE -> column.ne(wanted);
                        case GT, GE, LT, LE -> ordered(operator, column, wanted);
                        default -> throw refused(operator, "a time");
                    };
                },
                column.isNotNull(),
                column);
    }

    private static <T> Condition ordered(Operator operator, Field<T> column, Field<T> value) {
        return switch (operator) {
            case GT -> column.gt(value);
            case GE -> column.ge(value);
            case LT -> column.lt(value);
            case LE -> column.le(value);
            default -> throw new IllegalStateException(operator + " is no order");
        };
    }

    private static Condition absent(Operator operator, Field<?> column) {
        return switch (operator) {
            case EQ -> column.isNull();
            case NE -> column.isNotNull();
            default -> throw refused(operator, "null");
        };
    }

    private static String textOf(Object value) {
        if (value instanceof String text && text.indexOf(0) < 0) {
            return text;
        }
        throw ScimError.INVALID_FILTER.because("The attribute is compared with a text in double quotes.");
    }

    private static OffsetDateTime timeOf(Object value) {
        try {
            return OffsetDateTime.parse(textOf(value)).withOffsetSameInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException malformed) {
            throw ScimError.INVALID_FILTER.because(
                    "The attribute is compared with a time such as \"" + Instant.EPOCH + "\".");
        }
    }

    private static Problem refused(Operator operator, String what) {
        return ScimError.INVALID_FILTER.because(
                "The operator " + Scim.lower(operator.name()) + " does not compare " + what + ".");
    }

    Optional<Field<?>> sorting() {
        return Optional.ofNullable(order);
    }
}
