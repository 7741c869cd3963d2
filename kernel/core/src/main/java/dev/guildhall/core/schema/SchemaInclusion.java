package dev.guildhall.core.schema;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether all values that one schema (the narrow one) allows are allowed by another (the wide one). It is proven keyword
 * by keyword, so that an unproven inclusion may hold all the same; what is said to hold does.
 */
final class SchemaInclusion {

    private static final int MAX_STEPS = 20_000;
    private static final int MAX_GAPS = 20;

    /** Compared as they stand: what follows from two different ones is not worked out. */
    private static final List<String> OPAQUE = List.of(
            "not",
            "if",
            "then",
            "else",
            "dependentSchemas",
            "dependentRequired",
            "contains",
            "minContains",
            "maxContains",
            "propertyNames");

    private final Schemas narrowSide;
    private final Schemas wideSide;
    private final List<String> gaps = new ArrayList<>();
    /** Pairs of schemas that are being compared, or were: a recursive one is included as long as nothing else speaks against it. */
    private final Set<Pair> assumed = new HashSet<>();

    private int steps;

    private record Pair(Object narrow, Object wide) {}

    SchemaInclusion(JsonObject narrow, JsonObject wide) {
        this.narrowSide = new Schemas(narrow);
        this.wideSide = new Schemas(wide);
    }

    /** What stands in the way, each with its place; empty when the inclusion is proven. */
    List<String> gaps() {
        try {
            include(narrowSide.root(), wideSide.root(), "");
        } catch (Undecidable undecidable) {
            gap(undecidable.place, undecidable.getMessage());
        }
        return gaps.stream().distinct().limit(MAX_GAPS).toList();
    }

    private void gap(String place, String what) {
        gaps.add((place.isEmpty() ? "the whole" : place.substring(1)) + " " + what);
    }

    /** Whether there is no gap; none is noted. */
    private boolean isIncluded(Object narrow, Object wide, String place) {
        var before = gaps.size();
        var known = new HashSet<>(assumed);
        include(narrow, wide, place);
        var isIncluded = gaps.size() == before;
        gaps.subList(before, gaps.size()).clear();
        if (!isIncluded) {
            assumed.retainAll(known);
        }
        return isIncluded;
    }

    private void include(Object narrow, Object wide, String place) {
        if (++steps > MAX_STEPS) {
            throw new Undecidable(place, "is too large to be compared");
        }
        if (Boolean.FALSE.equals(narrow)
                || Schemas.isAnything(wide)
                || Schemas.equal(narrow, wide)
                || !assumed.add(new Pair(narrow, wide))) {
            return;
        }
        if (Boolean.FALSE.equals(wide)) {
            gap(place, "is not allowed");
            return;
        }
        var branches = narrowSide.branches(narrow, place);
        if (branches.size() > 1) {
            branches.forEach(branch -> include(branch, wide, place));
            return;
        }
        var conjuncts = wideSide.conjuncts(wide, place);
        if (conjuncts.size() > 1) {
            conjuncts.forEach(conjunct -> include(narrow, conjunct, place));
            return;
        }
        compare(narrowSide.flat(branches.get(0), place), conjuncts.get(0), place);
    }

    private void compare(JsonObject narrow, JsonObject wide, String place) {
        var values = Schemas.values(narrow);
        if (values != null) {
            var allowed = wideSide.allowing(wide, place);
            values.stream()
                    .filter(narrowSide.allowing(narrow, place))
                    .filter(allowed.negate())
                    .forEach(value -> gap(place, "may be " + Schemas.text(value) + ", which is not allowed"));
            return;
        }
        if (includesAlternatives(narrow, wide, "anyOf", place) || includesAlternatives(narrow, wide, "oneOf", place)) {
            return;
        }
        types(narrow, wide, place);
        for (var keyword : OPAQUE) {
            if (wide.containsKey(keyword) && !Schemas.equal(wide.getValue(keyword), narrow.getValue(keyword))) {
                gap(place, "has another " + keyword + "; what follows from that is not worked out");
            }
        }
        for (var keyword : List.of("unevaluatedProperties", "unevaluatedItems")) {
            if (!Schemas.isAnything(wide.getValue(keyword, Boolean.TRUE))) {
                gap(place, "has " + keyword + "; what is left for that is not worked out");
            }
        }
        if (wide.containsKey("enum") || wide.containsKey("const")) {
            gap(place, "may only be one of some values now");
        }
        var types = Schemas.types(narrow);
        if (types.contains("number") || types.contains("integer")) {
            ScalarInclusion.numbers(narrow, wide).forEach(what -> gap(place, what));
        }
        if (types.contains("string")) {
            ScalarInclusion.strings(narrow, wide).forEach(what -> gap(place, what));
        }
        if (types.contains("array")) {
            ScalarInclusion.counts(narrow, wide, "Items").forEach(what -> gap(place, what));
            items(narrow, wide, place);
        }
        if (types.contains("object")) {
            ScalarInclusion.counts(narrow, wide, "Properties").forEach(what -> gap(place, what));
            properties(narrow, wide, place);
        }
    }

    /** Whether the wide schema is nothing but alternatives, which are dealt with here then. */
    private boolean includesAlternatives(JsonObject narrow, JsonObject wide, String keyword, String place) {
        var alternatives = wide.getJsonArray(keyword);
        if (alternatives == null) {
            return false;
        }
        if (Schemas.equal(alternatives, narrow.getValue(keyword))) {
            return true;
        }
        if (keyword.equals("oneOf") && !wideSide.areDisjoint(alternatives, place)) {
            gap(place, "has a oneOf whose alternatives may both hold; what follows from that is not worked out");
            return true;
        }
        for (var part : Schemas.byType(narrow)) {
            if (alternatives.stream().noneMatch(alternative -> isIncluded(part, alternative, place))) {
                gap(place, "is in none of the alternatives of " + keyword);
            }
        }
        return true;
    }

    private void types(JsonObject narrow, JsonObject wide, String place) {
        var allowed = Schemas.types(wide);
        var refused = Schemas.types(narrow).stream()
                .filter(type -> !allowed.contains(type) && !(type.equals("integer") && allowed.contains("number")))
                .toList();
        if (!refused.isEmpty()) {
            gap(place, "may be of the type " + String.join(", ", refused) + ", which is not allowed");
        }
    }

    private void items(JsonObject narrow, JsonObject wide, String place) {
        if (Boolean.TRUE.equals(wide.getValue("uniqueItems")) && !Boolean.TRUE.equals(narrow.getValue("uniqueItems"))) {
            gap(place, "may have equal items, which is not allowed");
        }
        var narrowFirst = narrow.getJsonArray("prefixItems", new JsonArray());
        var wideFirst = wide.getJsonArray("prefixItems", new JsonArray());
        var narrowRest = narrow.getValue("items", Boolean.TRUE);
        var wideRest = wide.getValue("items", Boolean.TRUE);
        for (var index = 0; index < Math.max(narrowFirst.size(), wideFirst.size()); index++) {
            include(
                    index < narrowFirst.size() ? narrowFirst.getValue(index) : narrowRest,
                    index < wideFirst.size() ? wideFirst.getValue(index) : wideRest,
                    place + "." + index);
        }
        include(narrowRest, wideRest, place + ".*");
    }

    private void properties(JsonObject narrow, JsonObject wide, String place) {
        var sent = new HashSet<>(Schemas.texts(narrow, "required"));
        Schemas.texts(wide, "required").stream()
                .filter(name -> !sent.contains(name))
                .forEach(name -> gap(place + "." + name, "is required, and may be absent"));
        var declared = narrow.getJsonObject("properties", new JsonObject());
        var named = Stream.of(
                        sent.stream(),
                        declared.fieldNames().stream(),
                        wide.getJsonObject("properties", new JsonObject()).fieldNames().stream())
                .flatMap(names -> names)
                .distinct()
                .toList();
        for (var name : named) {
            var told = Schemas.ofProperty(narrow, name);
            // Of what is not declared it is only certain that it comes when it is required.
            var mayCome = !told.isEmpty() || narrow.containsKey("additionalProperties") || sent.contains(name);
            if (mayCome) {
                var what = told.isEmpty() ? narrow.getValue("additionalProperties", Boolean.TRUE) : Schemas.all(told);
                allowedBy(wide, name).forEach(allowed -> include(what, allowed, place + "." + name));
            }
        }
        others(narrow, wide, place);
    }

    private static List<Object> allowedBy(JsonObject wide, String name) {
        var told = Schemas.ofProperty(wide, name);
        return told.isEmpty() ? List.of(wide.getValue("additionalProperties", Boolean.TRUE)) : told;
    }

    /** Properties that neither of the schemas names. */
    private void others(JsonObject narrow, JsonObject wide, String place) {
        var wideOthers = wide.getValue("additionalProperties", Boolean.TRUE);
        var widePatterns = wide.getJsonObject("patternProperties", new JsonObject());
        var narrowPatterns = narrow.getJsonObject("patternProperties", new JsonObject());
        for (var pattern : narrowPatterns.fieldNames()) {
            include(
                    narrowPatterns.getValue(pattern),
                    widePatterns.containsKey(pattern) ? widePatterns.getValue(pattern) : wideOthers,
                    place + "./" + pattern + "/");
        }
        var unmatched = widePatterns.fieldNames().stream()
                .filter(pattern -> !narrowPatterns.containsKey(pattern))
                .toList();
        if (!unmatched.isEmpty() && (narrow.containsKey("additionalProperties") || !narrowPatterns.isEmpty())) {
            unmatched.forEach(pattern -> {
                for (var may : narrowPatterns.fieldNames()) {
                    include(narrowPatterns.getValue(may), widePatterns.getValue(pattern), place + "./" + pattern + "/");
                }
                include(
                        narrow.getValue("additionalProperties", Boolean.FALSE),
                        widePatterns.getValue(pattern),
                        place + "./" + pattern + "/");
            });
        }
        if (narrow.containsKey("additionalProperties")) {
            include(narrow.getValue("additionalProperties"), wideOthers, place + ".*");
        }
    }

    /** Nothing can be said of the schemas. */
    static final class Undecidable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String place;

        Undecidable(String place, String what) {
            super(what, null, false, false);
            this.place = place;
        }
    }
}
