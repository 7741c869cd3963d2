package dev.guildhall.host;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a call came about: the request it serves, and the extensions it went through on the way.
 *
 * @param deadline when whoever is at the beginning stops waiting
 * @param extensions the keys of the extensions that are calling, the outermost first; empty for a call from outside
 */
public record CallChain(String requestId, Instant deadline, List<String> extensions) {

    private static final int MAX_LENGTH = 8;

    public static CallChain from(String requestId, Instant deadline) {
        return new CallChain(requestId, deadline, List.of());
    }

    /** The chain of what this extension calls in turn. */
    CallChain through(String extension) {
        var longer = new ArrayList<>(extensions);
        longer.add(extension);
        return new CallChain(requestId, deadline, List.copyOf(longer));
    }

    boolean isNested() {
        return !extensions.isEmpty();
    }

    boolean isTooLong() {
        return extensions.size() > MAX_LENGTH;
    }
}
