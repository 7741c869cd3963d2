package dev.guildhall.core.schema;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Matcher;

/**
 * A regular expression of a schema, matched in time that grows with the text and never faster. What cannot be matched
 * so, looking around and back, is no pattern here.
 */
final class LinearPattern implements RegularExpression {

    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_PROGRAM = 5_000;

    /** ECMA-262 writes characters as the engine does not. */
    private static final java.util.regex.Pattern UNICODE =
            java.util.regex.Pattern.compile("\\\\(?:\\\\|u([0-9A-Fa-f]{4})|u\\{([0-9A-Fa-f]{1,6})})");

    private static final long BYTES_OF_ALL = 16 << 20;
    private static final int BYTES_PER_STEP = 64;

    private static final LoadingCache<String, LinearPattern> COMPILED = Caffeine.newBuilder()
            .maximumWeight(BYTES_OF_ALL)
            .weigher((String text, LinearPattern compiled) -> BYTES_PER_STEP * compiled.size())
            .build(LinearPattern::new);

    private final Pattern pattern;

    private LinearPattern(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("is longer than " + MAX_LENGTH + " characters");
        }
        try {
            pattern = Pattern.compile(translated(text));
        } catch (PatternSyntaxException refused) {
            throw new IllegalArgumentException(
                    "cannot be matched in linear time or is no regular expression: " + refused.getDescription()
                            + (refused.getPattern() == null ? "" : " " + refused.getPattern()),
                    refused);
        }
        if (pattern.programSize() > MAX_PROGRAM) {
            throw new IllegalArgumentException("repeats too much: it takes " + pattern.programSize()
                    + " steps for each character, and may take " + MAX_PROGRAM);
        }
    }

    /** Throws an {@link IllegalArgumentException} that says what is wrong with the text. */
    static LinearPattern of(String text) {
        return COMPILED.get(text);
    }

    private static String translated(String text) {
        return UNICODE.matcher(text).replaceAll(found -> {
            var code = found.group(1) == null ? found.group(2) : found.group(1);
            return Matcher.quoteReplacement(code == null ? found.group() : "\\x{" + code + "}");
        });
    }

    boolean isIn(String text) {
        return pattern.matcher(text).find();
    }

    @Override
    public boolean matches(String text) {
        return isIn(text);
    }

    /** How many steps it takes for each character, at most. */
    int size() {
        return pattern.programSize();
    }
}
