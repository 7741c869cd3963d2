package dev.guildhall.scim.internal.filter;

import java.util.List;

/** What resources, or the elements of an attribute, are asked for; the names of attributes are in lower case. */
public sealed interface Filter {

    enum Operator {
        EQ,
        NE,
        CO,
        SW,
        EW,
        GT,
        GE,
        LT,
        LE
    }

    /** @param value a string, a number, a boolean, or null */
    record Compare(String attribute, Operator operator, Object value) implements Filter {}

    record Present(String attribute) implements Filter {}

    record And(List<Filter> all) implements Filter {}

    record Or(List<Filter> any) implements Filter {}

    record Not(Filter negated) implements Filter {}

    /** That one element of an attribute is like this. */
    record Element(String attribute, Filter like) implements Filter {}
}
