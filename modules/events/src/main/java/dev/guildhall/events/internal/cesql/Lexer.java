package dev.guildhall.events.internal.cesql;

import dev.guildhall.events.internal.cesql.Token.Kind;
import java.util.List;

/** Cuts an expression into tokens, one at a time and no more than there may be. */
final class Lexer {

    static final int MAX_TOKENS = 1000;

    private static final List<String> SIGNS =
            List.of("!=", "<>", "<=", ">=", "<", ">", "=", "(", ")", ",", "+", "-", "*", "/", "%");

    private final Source source;
    private final String text;
    private int at;
    private int tokens;

    Lexer(Source source) {
        this.source = source;
        this.text = source.text();
    }

    Token next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at == text.length()) {
            return new Token(Kind.END, at, "");
        }
        if (++tokens > MAX_TOKENS) {
            throw source.refuse(at, "an expression has at most " + MAX_TOKENS + " words, values and signs");
        }
        var first = text.charAt(at);
        if (isLetter(first) || isDigit(first)) {
            return word();
        }
        return first == '\'' || first == '"' ? quoted(first) : sign();
    }

    private Token word() {
        var start = at;
        while (at < text.length()
                && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        var raw = text.substring(start, at);
        var isInteger = raw.chars().allMatch(character -> isDigit((char) character));
        return new Token(isInteger ? Kind.INTEGER : Kind.WORD, start, raw);
    }

    private Token quoted(char quote) {
        var start = at++;
        var said = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            // Only the quote needs its backslash taken away; before anything else it stays, for LIKE to look at.
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                if (text.charAt(at + 1) != quote) {
                    said.append('\\');
                }
                at++;
            }
            said.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw source.refuse(start, "the quote is never closed");
        }
        at++;
        return new Token(Kind.TEXT, start, text.substring(start, at), said.toString());
    }

    private Token sign() {
        var start = at;
        for (var sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Kind.SIGN, start, sign);
            }
        }
        var unknown = text.substring(at, text.offsetByCodePoints(at, 1));
        throw source.refuse(at, Source.quoted(unknown) + " stands in quoted texts only");
    }

    private static boolean isLetter(char candidate) {
        return (candidate >= 'a' && candidate <= 'z') || (candidate >= 'A' && candidate <= 'Z');
    }

    private static boolean isDigit(char candidate) {
        return candidate >= '0' && candidate <= '9';
    }
}
