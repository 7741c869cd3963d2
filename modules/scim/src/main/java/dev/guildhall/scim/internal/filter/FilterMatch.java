package dev.guildhall.scim.internal.filter;

import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.ScimError;
import dev.guildhall.scim.internal.filter.Filter.And;
import dev.guildhall.scim.internal.filter.Filter.Compare;
import dev.guildhall.scim.internal.filter.Filter.Element;
import dev.guildhall.scim.internal.filter.Filter.Not;
import dev.guildhall.scim.internal.filter.Filter.Or;
import dev.guildhall.scim.internal.filter.Filter.Present;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** Whether an element of an attribute is as a filter wants it, which the path of a patch asks. */
public final class FilterMatch {

    private FilterMatch() {}

    public static boolean matches(Filter filter, JsonObject element) {
        if (filter instanceof And and) {
            return and.all().stream().allMatch(part -> matches(part, element));
        }
        if (filter instanceof Or or) {
            return or.any().stream().anyMatch(part -> matches(part, element));
        }
        if (filter instanceof Not not) {
            return !matches(not.negated(), element);
        }
        if (filter instanceof Present present) {
            return Scim.value(element, present.attribute())
                    .filter(Objects::nonNull)
                    .isPresent();
        }
        if (filter instanceof Compare compare) {
            return compares(compare, Scim.value(element, compare.attribute()).orElse(null));
        }
        throw ScimError.INVALID_PATH.because(
                "The elements of an attribute have no attribute " + ((Element) filter).attribute() + " with elements.");
    }

    private static boolean compares(Compare compare, Object held) {
        var wanted = compare.value();
        return switch (compare.operator()) {
            case EQ -> isEqual(held, wanted);
            case NE -> !isEqual(held, wanted);
            case CO -> held != null && text(held).contains(text(wanted));
            case SW -> held != null && text(held).startsWith(text(wanted));
            case EW -> held != null && text(held).endsWith(text(wanted));
            case GT -> held != null && text(held).compareTo(text(wanted)) > 0;
            case GE -> held != null && text(held).compareTo(text(wanted)) >= 0;
            case LT -> held != null && text(held).compareTo(text(wanted)) < 0;
            case LE -> held != null && text(held).compareTo(text(wanted)) <= 0;
        };
    }

    private static boolean isEqual(Object held, Object wanted) {
        return held == null || wanted == null ? held == wanted : text(held).equals(text(wanted));
    }

    private static String text(Object value) {
        return Scim.lower(String.valueOf(value));
    }
}
