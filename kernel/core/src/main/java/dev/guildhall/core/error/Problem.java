package dev.guildhall.core.error;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * An expected failure on its way to a client: a code, a message and the fields at fault. It has no stack trace, for it
 * is an answer and not a bug; anything else that fails a future is reported as an internal error.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_DETAILS = 50;
    private static final int LONGEST_FIELD = 200;
    private static final int LONGEST_MESSAGE = 1000;
    private static final int LONGEST_DETAIL = 500;

    private final transient ErrorCode code;
    private final transient List<Detail> details;
    private final transient Duration retryAfter;
    private final transient List<String> allowed;

    Problem(ErrorCode code, String message, List<Detail> details) {
        this(code, message, details, null, List.of());
    }

    private Problem(ErrorCode code, String message, List<Detail> details, Duration retryAfter, List<String> allowed) {
        super(message, null, false, false);
        this.code = code;
        this.details = List.copyOf(details);
        this.retryAfter = retryAfter;
        this.allowed = List.copyOf(allowed);
    }

    public ErrorCode code() {
        return code;
    }

    public boolean is(ErrorCode other) {
        return code.equals(other);
    }

    public List<Detail> details() {
        return details;
    }

    /** How long the client should wait before it tries again, or null when trying again does not help. */
    public Duration retryAfter() {
        return retryAfter;
    }

    public Problem withRetryAfter(Duration wait) {
        return new Problem(code, getMessage(), details, wait, allowed);
    }

    /** The methods that are taken where the request's is not; empty when that is not what is wrong. */
    public List<String> allowed() {
        return allowed;
    }

    public Problem withAllowed(List<String> methods) {
        return new Problem(code, getMessage(), details, retryAfter, methods);
    }

    public Problem withDetails(List<Detail> fields) {
        return new Problem(code, getMessage(), fields, retryAfter, allowed);
    }

    /** The same as far as it is told: a client that sends much at fault gets no long answer. */
    public Problem inBrief() {
        return new Problem(
                code,
                shortened(getMessage(), LONGEST_MESSAGE),
                details.stream().limit(MOST_DETAILS).map(Detail::inBrief).toList(),
                retryAfter,
                allowed);
    }

    private static String shortened(String text, int most) {
        if (text == null || text.length() <= most) {
            return text;
        }
        var end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }

    public <T> Future<T> asFuture() {
        return Future.failedFuture(this);
    }

    @Override
    public String toString() {
        return code.code() + ": " + getMessage();
    }

    /** One field of the request that was refused; {@code field} is a dotted path such as {@code config.url}. */
    public record Detail(String field, String message) {

        private Detail inBrief() {
            return new Detail(shortened(field, LONGEST_FIELD), shortened(message, LONGEST_DETAIL));
        }
    }
}
