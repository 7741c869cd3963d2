package dev.guildhall.events.internal.cesql;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;

/**
 * An expression as the client wrote it; refusals of it say where they were found.
 *
 * @param field of the request
 */
record Source(String field, String text) {

    private static final int EXCERPT = 40;

    /** The refusal of what stands at the offset; clients are told the position in characters, counted from one. */
    Problem refuse(int offset, String why) {
        var position = text.codePointCount(0, Math.min(offset, text.length())) + 1;
        return CommonError.REQUEST_INVALID.onField(field, field + " is not valid at position " + position + ": " + why);
    }

    /** What a client sent, quoted and short enough to be part of a message. */
    static String quoted(String sent) {
        var isShort = sent.codePointCount(0, sent.length()) <= EXCERPT;
        return isShort ? "'" + sent + "'" : "'" + sent.substring(0, sent.offsetByCodePoints(0, EXCERPT)) + "…'";
    }
}
