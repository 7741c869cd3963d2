package dev.guildhall.scim.internal.filter;

import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.or;

import dev.guildhall.core.error.Problem;
import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.ScimError;
import dev.guildhall.scim.internal.filter.Filter.And;
import dev.guildhall.scim.internal.filter.Filter.Compare;
import dev.guildhall.scim.internal.filter.Filter.Element;
import dev.guildhall.scim.internal.filter.Filter.Not;
import dev.guildhall.scim.internal.filter.Filter.Or;
import dev.guildhall.scim.internal.filter.Filter.Present;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.SortField;

/**
 * The attributes of a kind of resource that can be asked for, by their names in lower case.
 *
 * @param elements the attributes of many elements, each with how one of them is asked for; {@code emails.value} asks for
 *     one that is so
 */
public record Attributes(Map<String, Attribute> single, Map<String, Function<Filter, Condition>> elements) {

    /** Throws {@code SCIM.INVALID_FILTER} for what cannot be answered. */
    public Condition condition(Filter filter) {
        if (filter instanceof And conjunction) {
            return and(conjunction.all().stream().map(this::condition).toList());
        }
        if (filter instanceof Or disjunction) {
            return or(disjunction.any().stream().map(this::condition).toList());
        }
        if (filter instanceof Not negation) {
            return not(condition(negation.negated()));
        }
        if (filter instanceof Element element) {
            return ofElements(element.attribute())
                    .orElseThrow(() -> unknown(element.attribute()))
                    .apply(element.like());
        }
        if (filter instanceof Compare compare) {
            return one(compare.attribute())
                    .map(attribute -> attribute.comparing().condition(compare.operator(), compare.value()))
                    .or(() ->
                            ofPart(compare.attribute(), part -> new Compare(part, compare.operator(), compare.value())))
                    .orElseThrow(() -> unknown(compare.attribute()));
        }
        var present = (Present) filter;
        return one(present.attribute())
                .map(Attribute::present)
                .or(() -> ofPart(present.attribute(), Present::new))
                .orElseThrow(() -> unknown(present.attribute()));
    }

    private Optional<Attribute> one(String name) {
        return Optional.ofNullable(single.get(name));
    }

    private Optional<Function<Filter, Condition>> ofElements(String name) {
        return Optional.ofNullable(elements.get(name));
    }

    /** An attribute of many elements is asked for by its values when no part of them is named. */
    private Optional<Condition> ofPart(String name, Function<String, Filter> like) {
        var dot = name.indexOf('.');
        var attribute = dot < 0 ? name : name.substring(0, dot);
        var part = dot < 0 ? "value" : name.substring(dot + 1);
        return ofElements(attribute).map(condition -> condition.apply(like.apply(part)));
    }

    /** Throws {@code SCIM.INVALID_VALUE}, naming those by which can be sorted. */
    public SortField<?> order(String attribute, boolean descending) {
        var field = one(Scim.lower(Scim.local(attribute)))
                .flatMap(Attribute::sorting)
                .orElseThrow(() -> ScimError.INVALID_VALUE.onField(
                        "sortBy",
                        "Nothing is sorted by " + attribute + "; sortBy takes "
                                + String.join(", ", new TreeSet<>(single.keySet())) + "."));
        return descending ? field.desc().nullsLast() : field.asc().nullsLast();
    }

    private Problem unknown(String attribute) {
        var known = new TreeSet<>(single.keySet());
        known.addAll(elements.keySet());
        return ScimError.INVALID_FILTER.because("Nothing is found by the attribute " + attribute + " here; known are "
                + String.join(", ", known) + ".");
    }
}
