package dev.guildhall.list;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** Cuts a filter into tokens, one at a time. */
final class FilterLexer {

    enum Kind {
        TEXT,
        QUOTED,
        OPEN,
        CLOSE,
        COMMA,
        DOT,
        MINUS,
        OPERATOR,
        END
    }

    /**
     * One token.
     *
     * @param spaced whether white space stands before it
     * @param literal the value of a text or quoted token
     * @param operator the operator of an operator token
     */
    record Token(Kind kind, int start, String raw, boolean spaced, Literal literal, Operator operator) {

        boolean isKeyword() {
            return isKeyword("AND") || isKeyword("OR") || isKeyword("NOT");
        }

        /** Keywords are case-sensitive, and quoted they are values like any other. */
        boolean isKeyword(String keyword) {
            return kind == Kind.TEXT && raw.equals(keyword);
        }
    }

    private static final String SPECIAL = "(),.<>=:\"'";
    private static final Map<Character, Character> ESCAPES =
            Map.of('\\', '\\', '"', '"', '\'', '\'', 'n', '\n', 'r', '\r', 't', '\t');

    private final FilterSource source;
    private final String text;
    private final Matcher timestamp;
    private int at;
    private boolean afterOperator;

    FilterLexer(FilterSource source) {
        this.source = source;
        this.text = source.text();
        // Its colons would otherwise be operators, and every time in a filter had to be quoted.
        this.timestamp = TimestampType.RFC_3339.matcher(text);
    }

    Token next() {
        var before = at;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        var token = token(at > before || at == 0);
        afterOperator = token.kind() == Kind.OPERATOR;
        return token;
    }

    private Token token(boolean spaced) {
        if (at == text.length()) {
            return new Token(Kind.END, at, "", spaced, null, null);
        }
        var first = text.charAt(at);
        return switch (first) {
            case '(' -> symbol(Kind.OPEN, spaced);
            case ')' -> symbol(Kind.CLOSE, spaced);
            case ',' -> symbol(Kind.COMMA, spaced);
            case '.' -> symbol(Kind.DOT, spaced);
            case '<', '>', '=', ':' -> operator(spaced);
            case '"', '\'' -> quoted(first, spaced);
            default -> bare(first, spaced);
        };
    }

    private Token bare(char first, boolean spaced) {
        if (first == '!' && text.startsWith("!=", at)) {
            return operator(spaced);
        }
        if (first == '-' && !(afterOperator && at + 1 < text.length() && isText(at + 1))) {
            return symbol(Kind.MINUS, spaced);
        }
        return unquoted(spaced);
    }

    private Token symbol(Kind kind, boolean spaced) {
        var start = at++;
        return new Token(kind, start, text.substring(start, at), spaced, null, null);
    }

    private Token operator(boolean spaced) {
        var start = at;
        at += text.startsWith("<=", at) || text.startsWith(">=", at) || text.startsWith("!=", at) ? 2 : 1;
        var symbol = text.substring(start, at);
        for (var operator : Operator.values()) {
            if (operator.symbol().equals(symbol)) {
                return new Token(Kind.OPERATOR, start, symbol, spaced, null, operator);
            }
        }
        throw new IllegalStateException("no operator " + symbol);
    }

    private Token unquoted(boolean spaced) {
        var start = at;
        if (isDigit(text.charAt(start))
                && timestamp.region(start, text.length()).lookingAt()) {
            at = timestamp.end();
        } else {
            while (at < text.length() && isText(at)) {
                at++;
            }
        }
        var raw = text.substring(start, at);
        return new Token(Kind.TEXT, start, raw, spaced, Literal.unquoted(start, raw), null);
    }

    private boolean isText(int offset) {
        var candidate = text.charAt(offset);
        return !isSpace(candidate) && SPECIAL.indexOf(candidate) < 0 && !text.startsWith("!=", offset);
    }

    private static boolean isDigit(char candidate) {
        return candidate >= '0' && candidate <= '9';
    }

    private static boolean isSpace(char candidate) {
        return Character.isWhitespace(candidate) || Character.isSpaceChar(candidate);
    }

    private Token quoted(char quote, boolean spaced) {
        var start = at++;
        var pieces = new ArrayList<String>();
        var piece = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            var next = text.charAt(at++);
            if (next == '*') {
                pieces.add(piece.toString());
                piece.setLength(0);
            } else {
                piece.append(next == '\\' ? escaped() : next);
            }
        }
        if (at == text.length()) {
            throw source.refuse(start, "the quote is never closed");
        }
        at++;
        pieces.add(piece.toString());
        var literal = new Literal(start, List.copyOf(pieces));
        return new Token(Kind.QUOTED, start, text.substring(start, at), spaced, literal, null);
    }

    private char escaped() {
        var start = at - 1;
        var escape = at < text.length() ? text.charAt(at++) : ' ';
        if (escape == '*') {
            return '*';
        }
        if (escape == 'u') {
            return codeUnit(start);
        }
        var meaning = ESCAPES.get(escape);
        if (meaning == null) {
            throw source.refuse(start, "a backslash stands before one of \\ \" ' * n r t or uXXXX");
        }
        return meaning;
    }

    private char codeUnit(int start) {
        var end = Math.min(at + 4, text.length());
        var digits = text.substring(at, end);
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw source.refuse(start, "\\u is followed by four hexadecimal digits");
        }
        at = end;
        return (char) Integer.parseInt(digits, 16);
    }
}
