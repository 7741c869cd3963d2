package dev.guildhall.events.internal.cesql;

import java.util.Arrays;

/**
 * A word, value or sign of an expression.
 *
 * @param raw as the client wrote it
 * @param text what a text says
 */
record Token(Kind kind, int start, String raw, String text) {

    enum Kind {
        WORD,
        INTEGER,
        TEXT,
        SIGN,
        END
    }

    enum Keyword {
        AND,
        OR,
        XOR,
        NOT,
        LIKE,
        IN,
        EXISTS,
        TRUE,
        FALSE
    }

    Token(Kind kind, int start, String raw) {
        this(kind, start, raw, null);
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && raw.equals(sign);
    }

    boolean is(Keyword keyword) {
        return kind == Kind.WORD && raw.equalsIgnoreCase(keyword.name());
    }

    /** Whether it is the name of an attribute or function; keywords are not. */
    boolean isName() {
        return kind == Kind.WORD && Arrays.stream(Keyword.values()).noneMatch(this::is);
    }
}
