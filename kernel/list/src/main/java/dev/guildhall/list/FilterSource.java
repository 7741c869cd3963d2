package dev.guildhall.list;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;

/** The filter as the client wrote it; refusals of it say where they were found. */
record FilterSource(String text) {

    private static final int EXCERPT = 40;

    /** The refusal of what stands at the offset; clients are told the position in characters, counted from one. */
    Problem refuse(int offset, String why) {
        var position = text.codePointCount(0, Math.min(offset, text.length())) + 1;
        return CommonError.REQUEST_INVALID.onField(
                "filter", "filter is not valid at position " + position + ": " + why);
    }

    /** What a client sent, quoted and short enough to be part of a message. */
    static String quoted(String sent) {
        if (sent.codePointCount(0, sent.length()) <= EXCERPT) {
            return "'" + sent + "'";
        }
        return "'" + sent.substring(0, sent.offsetByCodePoints(0, EXCERPT)) + "…'";
    }
}
