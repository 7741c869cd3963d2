package dev.guildhall.scim.internal.patch;

import dev.guildhall.core.error.Problem;
import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.ScimError;
import dev.guildhall.scim.internal.filter.Filter;
import dev.guildhall.scim.internal.filter.FilterParser;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What of a resource an operation is about, such as {@code emails[type eq "work"].value}.
 *
 * @param attribute as it was written, without the URN of the core schema
 * @param like which of its elements; empty for the attribute itself
 * @param part of it, or of each of those elements
 */
record PatchPath(String attribute, Optional<Filter> like, Optional<String> part) {

    private static final int LONGEST = 2_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z$][A-Za-z0-9$_-]*");

    /** Throws {@code SCIM.INVALID_PATH}. */
    static PatchPath parse(String text) {
        var path = Scim.local(text.strip());
        if (path.length() > LONGEST) {
            throw ScimError.INVALID_PATH.because("A path has " + LONGEST + " characters at most.");
        }
        if (isOfExtension(path)) {
            return new PatchPath(path, Optional.empty(), Optional.empty());
        }
        var opening = path.indexOf('[');
        if (opening < 0) {
            var dot = path.indexOf('.');
            return dot < 0
                    ? new PatchPath(name(path, text), Optional.empty(), Optional.empty())
                    : new PatchPath(
                            name(path.substring(0, dot), text),
                            Optional.empty(),
                            Optional.of(name(path.substring(dot + 1), text)));
        }
        var closing = path.lastIndexOf(']');
        if (closing < opening) {
            throw invalid(text);
        }
        var rest = path.substring(closing + 1);
        if (!rest.isEmpty() && !rest.startsWith(".")) {
            throw invalid(text);
        }
        return new PatchPath(
                name(path.substring(0, opening), text),
                Optional.of(filter(path.substring(opening + 1, closing))),
                rest.isEmpty() ? Optional.empty() : Optional.of(name(rest.substring(1), text)));
    }

    /** Whether it names an attribute of another schema by its URN. */
    static boolean isOfExtension(String path) {
        return path.regionMatches(true, 0, "urn:", 0, 4);
    }

    private static Filter filter(String text) {
        try {
            return FilterParser.parse(text);
        } catch (Problem malformed) {
            throw ScimError.INVALID_PATH.because(malformed.getMessage());
        }
    }

    private static String name(String name, String path) {
        if (!NAME.matcher(name).matches()) {
            throw invalid(path);
        }
        return name;
    }

    private static Problem invalid(String path) {
        return ScimError.INVALID_PATH.because(
                "The path " + path + " cannot be read: it is an attribute, attribute.part, or attribute[filter].part.");
    }
}
