package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The {@code If-Match} condition of a request (RFC 9110, section 13.1.1): the revisions the client is willing to
 * change. A request without one changes whatever it finds.
 */
public final class IfMatch {

    public static final IfMatch ANY = new IfMatch(List.of("*"));

    private final List<String> tags;

    private IfMatch(List<String> tags) {
        this.tags = tags;
    }

    static IfMatch of(String header) {
        if (header == null || header.isBlank()) {
            return ANY;
        }
        return new IfMatch(Arrays.stream(header.split(",")).map(String::strip).toList());
    }

    static String tag(long revision) {
        return "\"" + revision + "\"";
    }

    /** Fails when the row is at another revision than the client saw; to be asked with the row locked. */
    public void verify(long revision) {
        verify(revision, revision);
    }

    /** @param since from which on nothing has changed that a client must know of to change the row */
    public void verify(long revision, long since) {
        if (!tags.contains("*")
                && LongStream.rangeClosed(since, revision).noneMatch(seen -> tags.contains(tag(seen)))) {
            throw CommonError.PRECONDITION_FAILED.because("It was changed since you read it: the current ETag is "
                    + tag(revision) + ". Read it again and repeat the change.");
        }
    }
}
