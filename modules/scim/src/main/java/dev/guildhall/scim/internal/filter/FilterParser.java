package dev.guildhall.scim.internal.filter;

import dev.guildhall.core.error.Problem;
import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.ScimError;
import dev.guildhall.scim.internal.filter.Filter.And;
import dev.guildhall.scim.internal.filter.Filter.Compare;
import dev.guildhall.scim.internal.filter.Filter.Element;
import dev.guildhall.scim.internal.filter.Filter.Not;
import dev.guildhall.scim.internal.filter.Filter.Operator;
import dev.guildhall.scim.internal.filter.Filter.Or;
import dev.guildhall.scim.internal.filter.Filter.Present;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads a filter by recursive descent, and refuses one that is longer, deeper or of more parts than anybody needs. */
public final class FilterParser {

    private static final int LONGEST = 4_000;
    private static final int DEEPEST = 16;
    private static final int MOST_COMPARISONS = 64;

    private final String text;
    private int at;
    private int depth;
    private int comparisons;

    private FilterParser(String text) {
        this.text = text;
    }

    /** Throws {@code SCIM.INVALID_FILTER}. */
    public static Filter parse(String text) {
        if (text.length() > LONGEST) {
            throw ScimError.INVALID_FILTER.because("A filter has " + LONGEST + " characters at most.");
        }
        var parser = new FilterParser(text);
        var filter = parser.or();
        parser.skipSpace();
        if (parser.at < text.length()) {
            throw parser.fault("what comes after the filter has ended");
        }
        return filter;
    }

    private Filter or() {
        var any = new ArrayList<Filter>(List.of(and()));
        while (takeWord("or")) {
            any.add(and());
        }
        return any.size() == 1 ? any.get(0) : new Or(any);
    }

    private Filter and() {
        var all = new ArrayList<Filter>(List.of(term()));
        while (takeWord("and")) {
            all.add(term());
        }
        return all.size() == 1 ? all.get(0) : new And(all);
    }

    private Filter term() {
        skipSpace();
        if (take('(')) {
            return nested(')');
        }
        var start = at;
        var name = name();
        if (name.equalsIgnoreCase("not")) {
            skipSpace();
            if (take('(')) {
                return new Not(nested(')'));
            }
            at = start;
            name = name();
        }
        var attribute = Scim.lower(Scim.local(name));
        return take('[') ? new Element(attribute, nested(']')) : comparison(attribute);
    }

    private Filter nested(char closing) {
        if (++depth > DEEPEST) {
            throw ScimError.INVALID_FILTER.because("A filter is nested " + DEEPEST + " levels deep at most.");
        }
        var filter = or();
        skipSpace();
        if (!take(closing)) {
            throw fault("where there must be a " + closing);
        }
        depth--;
        return filter;
    }

    private Filter comparison(String attribute) {
        if (++comparisons > MOST_COMPARISONS) {
            throw ScimError.INVALID_FILTER.because("A filter has " + MOST_COMPARISONS + " comparisons at most.");
        }
        skipSpace();
        var word = word();
        if (word.equalsIgnoreCase("pr")) {
            return new Present(attribute);
        }
        var operator = operator(word).orElseThrow(() -> fault("where there must be an operator such as eq"));
        skipSpace();
        return new Compare(attribute, operator, value());
    }

    private static Optional<Operator> operator(String word) {
        try {
            return Optional.of(Operator.valueOf(word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private Object value() {
        var start = at;
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
            if (at > text.length()) {
                throw fault("where a text has no end");
            }
        } else {
            while (at < text.length() && " )]".indexOf(text.charAt(at)) < 0) {
                at++;
            }
        }
        return decoded(text.substring(start, at));
    }

    private Object decoded(String json) {
        // Entra writes its booleans so.
        if (json.equalsIgnoreCase("true") || json.equalsIgnoreCase("false")) {
            return Boolean.valueOf(json);
        }
        try {
            var value = Json.decodeValue(json);
            if (value == null || value instanceof String || value instanceof Number) {
                return value;
            }
        } catch (DecodeException malformed) {
            // Told below.
        }
        throw fault("before which there must be a value of JSON, a text in double quotes");
    }

    /** A name of an attribute, with the URN of its schema and that of the part of it. */
    private String name() {
        var start = at;
        while (at < text.length() && isOfName(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw fault("where there must be the name of an attribute");
        }
        return text.substring(start, at);
    }

    private static boolean isOfName(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c) || "$-_.:".indexOf(c) >= 0;
    }

    private String word() {
        var start = at;
        while (at < text.length() && text.charAt(at) < 0x80 && Character.isLetter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean takeWord(String wanted) {
        var start = at;
        skipSpace();
        if (word().equalsIgnoreCase(wanted)) {
            return true;
        }
        at = start;
        return false;
    }

    private boolean take(char wanted) {
        var isThere = at < text.length() && text.charAt(at) == wanted;
        if (isThere) {
            at++;
        }
        return isThere;
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private Problem fault(String where) {
        return ScimError.INVALID_FILTER.because(
                "The filter cannot be read at character " + (Math.min(at, text.length()) + 1) + ", " + where + ".");
    }
}
