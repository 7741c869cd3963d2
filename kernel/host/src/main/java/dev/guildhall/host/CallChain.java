package dev.guildhall.host;

import dev.guildhall.core.security.Access;
import dev.guildhall.spi.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a call came about: the request it serves, and the extensions it went through on the way.
 *
 * @param deadline when whoever is at the beginning stops waiting
 * @param extensions the keys of the extensions that are calling, the outermost first; empty for a call from outside
 * @param behalf who is at the beginning; empty when an extension acts by itself
 * @param cancellation tells when whoever is at the beginning has gone
 */
public record CallChain(
        String requestId,
        Instant deadline,
        List<String> extensions,
        Optional<Behalf> behalf,
        Cancellation cancellation) {

    private static final int MAX_LENGTH = 8;

    /** For whom the extensions of a chain call, and what they may do in the workspace. */
    public record Behalf(Caller caller, Access access) {}

    public static CallChain from(String requestId, Instant deadline) {
        return new CallChain(requestId, deadline, List.of(), Optional.empty(), new Cancellation());
    }

    /** The same for somebody whose request it is. */
    public CallChain onBehalfOf(Caller caller, Access access) {
        return new CallChain(requestId, deadline, extensions, Optional.of(new Behalf(caller, access)), cancellation);
    }

    /** The chain of what this extension calls in turn. */
    CallChain through(String extension) {
        var longer = new ArrayList<>(extensions);
        longer.add(extension);
        return new CallChain(requestId, deadline, List.copyOf(longer), behalf, cancellation);
    }

    boolean isNested() {
        return !extensions.isEmpty();
    }

    boolean isTooLong() {
        return extensions.size() > MAX_LENGTH;
    }
}
