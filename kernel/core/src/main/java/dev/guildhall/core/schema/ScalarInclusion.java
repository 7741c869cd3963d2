package dev.guildhall.core.schema;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The part of {@link SchemaInclusion} that is about numbers, texts and counts. */
final class ScalarInclusion {

    private ScalarInclusion() {}

    static List<String> numbers(JsonObject narrow, JsonObject wide) {
        var gaps = new ArrayList<String>();
        if (!isBounded(narrow, wide, "minimum", "exclusiveMinimum", 1)) {
            gaps.add("may be smaller than is allowed");
        }
        if (!isBounded(narrow, wide, "maximum", "exclusiveMaximum", -1)) {
            gaps.add("may be greater than is allowed");
        }
        var step = number(wide, "multipleOf");
        if (step != null && !isMultiple(narrow, step)) {
            gaps.add("need not be a multiple of " + step + ", as is asked for");
        }
        return gaps;
    }

    /** @param direction 1 for lower bounds, -1 for upper ones */
    private static boolean isBounded(
            JsonObject narrow, JsonObject wide, String inclusive, String exclusive, int direction) {
        var sign = BigDecimal.valueOf(direction);
        var asked = number(wide, inclusive);
        var askedOpen = number(wide, exclusive);
        var given = number(narrow, inclusive);
        var givenOpen = number(narrow, exclusive);
        var isWhole = Schemas.types(narrow).equals(Set.of("integer"));
        if (isWhole && givenOpen != null && isWhole(givenOpen)) {
            given = greatest(given, givenOpen.add(sign), direction);
        }
        var meets = asked == null
                || given != null && given.subtract(asked).multiply(sign).signum() >= 0
                || givenOpen != null && givenOpen.subtract(asked).multiply(sign).signum() >= 0;
        var meetsOpen = askedOpen == null
                || given != null && given.subtract(askedOpen).multiply(sign).signum() > 0
                || givenOpen != null
                        && givenOpen.subtract(askedOpen).multiply(sign).signum() >= 0;
        return meets && meetsOpen;
    }

    private static BigDecimal greatest(BigDecimal one, BigDecimal other, int direction) {
        return one != null && one.compareTo(other) * direction > 0 ? one : other;
    }

    private static boolean isMultiple(JsonObject narrow, BigDecimal step) {
        var given = number(narrow, "multipleOf");
        if (given == null && Schemas.types(narrow).equals(Set.of("integer"))) {
            given = BigDecimal.ONE;
        }
        return given != null && given.remainder(step).signum() == 0;
    }

    private static boolean isWhole(BigDecimal number) {
        return number.remainder(BigDecimal.ONE).signum() == 0;
    }

    static List<String> strings(JsonObject narrow, JsonObject wide) {
        var gaps = new ArrayList<>(counts(narrow, wide, "Length"));
        for (var keyword : List.of("pattern", "format", "contentEncoding", "contentMediaType")) {
            if (wide.containsKey(keyword) && !wide.getValue(keyword).equals(narrow.getValue(keyword))) {
                gaps.add("need not be of the " + keyword + " " + wide.getValue(keyword) + ", as is asked for");
            }
        }
        return gaps;
    }

    /** @param what the end of the names of two keywords, such as Items of minItems and maxItems */
    static List<String> counts(JsonObject narrow, JsonObject wide, String what) {
        var gaps = new ArrayList<String>();
        var least = number(wide, "min" + what);
        var givenLeast = number(narrow, "min" + what);
        if (least != null && least.signum() > 0 && (givenLeast == null || givenLeast.compareTo(least) < 0)) {
            gaps.add("may have less than min" + what + " " + least + " allows");
        }
        var most = number(wide, "max" + what);
        var givenMost = number(narrow, "max" + what);
        if (most != null && (givenMost == null || givenMost.compareTo(most) > 0)) {
            gaps.add("may have more than max" + what + " " + most + " allows");
        }
        return gaps;
    }

    private static BigDecimal number(JsonObject schema, String keyword) {
        return schema.getValue(keyword) instanceof Number number ? new BigDecimal(number.toString()) : null;
    }
}
