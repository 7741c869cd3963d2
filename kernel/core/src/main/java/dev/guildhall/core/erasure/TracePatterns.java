package dev.guildhall.core.erasure;

import dev.guildhall.core.id.Ids;
import io.vertx.core.json.Json;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Traces as regular expressions of PostgreSQL, for texts and the text of JSON alike; letters count in either case.
 *
 * @param addresses an address, which is not a part of another one
 * @param telling what says whose a row is: an id or an address
 * @param names a name that is hardly anything else where a row says whose it is
 * @param named any of the names, as the value of a member of a JSON object that is called a name or a key; the first group
 *     is the member's own name
 */
public record TracePatterns(String addresses, String telling, String names, String named) {

    private static final String NEVER = "(?=a)b";
    private static final Pattern SPECIAL = Pattern.compile("[^\\p{L}\\p{N} @_/:;<>=!#%&~`'\",-]");
    private static final Pattern SPACE_OR_DIGIT = Pattern.compile("[\\s\\d]");
    private static final int SHORTEST = 5;

    static TracePatterns of(Traces traces) {
        var addresses = anyOf(withJson(traces.addresses()));
        var whole = "(?:(?<![[:alnum:]_.%+-])|(?<=\\\\[bfnrt]))(?:" + addresses + ")(?![[:alnum:]_-]|\\.[[:alnum:]])";
        var distinct = traces.names().stream().filter(TracePatterns::isDistinct).collect(Collectors.toSet());
        return new TracePatterns(
                traces.addresses().isEmpty() ? NEVER : whole,
                traces.id() + (traces.addresses().isEmpty() ? "" : "|" + addresses),
                distinct.isEmpty()
                        ? NEVER
                        : "(?:(?<![[:alnum:]_])|(?<=\\\\[bfnrt]))(?:" + anyOf(withJson(distinct)) + ")(?![[:alnum:]_])",
                traces.names().isEmpty()
                        ? NEVER
                        : "(\"[a-z_]*(?:name|key)\"\\s*:\\s*)\"(?:" + anyOf(inJson(traces.names())) + ")\"");
    }

    /** Whether it is no word that programs use, such as a role or a type, which a person may well have for a name. */
    public static boolean isDistinct(String name) {
        return name.length() >= SHORTEST && SPACE_OR_DIGIT.matcher(name).find() && !Ids.isUuid(name);
    }

    private static Set<String> withJson(Collection<String> texts) {
        return Stream.concat(texts.stream(), inJson(texts).stream()).collect(Collectors.toSet());
    }

    private static Set<String> inJson(Collection<String> texts) {
        return texts.stream()
                .map(text -> {
                    var json = Json.encode(text);
                    return json.substring(1, json.length() - 1);
                })
                .collect(Collectors.toSet());
    }

    // The longest first, for one may be the beginning of another.
    private static String anyOf(Set<String> texts) {
        return texts.stream()
                .sorted((one, other) -> other.length() - one.length())
                .map(text -> SPECIAL.matcher(text).replaceAll(found -> Matcher.quoteReplacement("\\" + found.group())))
                .collect(Collectors.joining("|"));
    }
}
