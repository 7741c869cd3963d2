package dev.guildhall.core.schema;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The keywords of JSON Schema (draft 2020-12) that have schemas below them. Everything that goes through schemas knows
 * them from here, so that none of it overlooks one that another follows.
 */
enum SchemaKeyword {
    ALL_OF("allOf", Holds.LIST, Target.SAME_VALUE),
    ANY_OF("anyOf", Holds.LIST, Target.SAME_VALUE),
    ONE_OF("oneOf", Holds.LIST, Target.SAME_VALUE),
    NOT("not", Holds.ONE, Target.SAME_VALUE),
    IF("if", Holds.ONE, Target.SAME_VALUE),
    THEN("then", Holds.ONE, Target.SAME_VALUE),
    ELSE("else", Holds.ONE, Target.SAME_VALUE),
    DEPENDENT_SCHEMAS("dependentSchemas", Holds.NAMED, Target.SAME_VALUE),
    PROPERTIES("properties", Holds.NAMED, Target.PROPERTY),
    PATTERN_PROPERTIES("patternProperties", Holds.NAMED, Target.MATCHING_PROPERTY),
    ADDITIONAL_PROPERTIES("additionalProperties", Holds.ONE, Target.OTHER_PROPERTY),
    UNEVALUATED_PROPERTIES("unevaluatedProperties", Holds.ONE, Target.OTHER_PROPERTY),
    PREFIX_ITEMS("prefixItems", Holds.LIST, Target.ITEM),
    ITEMS("items", Holds.ONE, Target.OTHER_ITEM),
    UNEVALUATED_ITEMS("unevaluatedItems", Holds.ONE, Target.OTHER_ITEM),
    CONTAINS("contains", Holds.ONE, Target.ANY_ITEM),
    PROPERTY_NAMES("propertyNames", Holds.ONE, Target.NAME),
    CONTENT_SCHEMA("contentSchema", Holds.ONE, Target.CONTENT),
    DEFS("$defs", Holds.NAMED, Target.NOTHING),
    DEFINITIONS("definitions", Holds.NAMED, Target.NOTHING);

    /** How the schemas stand below the keyword. */
    enum Holds {
        ONE,
        LIST,
        NAMED
    }

    /** What the schemas are for, seen from the value that the schema with the keyword is for. */
    enum Target {
        SAME_VALUE,
        /** The property of the schema's name. */
        PROPERTY,
        /** Properties whose name matches the schema's name. */
        MATCHING_PROPERTY,
        /** Properties that neither of the two above is for. */
        OTHER_PROPERTY,
        /** The item at the schema's index. */
        ITEM,
        /** Items that none of those is for. */
        OTHER_ITEM,
        ANY_ITEM,
        /** The names of properties. */
        NAME,
        /** What a text holds in another encoding. */
        CONTENT,
        /** Nothing, until a reference leads there. */
        NOTHING
    }

    private static final Map<String, SchemaKeyword> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(keyword -> keyword.name, Function.identity()));

    private final String name;
    private final Holds holds;
    private final Target target;

    SchemaKeyword(String name, Holds holds, Target target) {
        this.name = name;
        this.holds = holds;
        this.target = target;
    }

    /** As it stands in a schema. */
    String keyword() {
        return name;
    }

    Holds holds() {
        return holds;
    }

    Target target() {
        return target;
    }

    static Optional<SchemaKeyword> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
