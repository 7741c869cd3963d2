package dev.guildhall.host;

import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.spi.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a call came about: the request it serves, and the extensions it went through on the way.
 *
 * @param cause what all that the call does follows from
 * @param deadline when whoever is at the beginning stops waiting
 * @param extensions the keys of the extensions that are calling, the outermost first; empty for a call from outside
 * @param grants what each of them was granted
 * @param behalf who is at the beginning; empty when an extension acts by itself
 * @param cancellation tells when whoever is at the beginning has gone
 */
public record CallChain(
        String requestId,
        Cause cause,
        Instant deadline,
        List<String> extensions,
        List<Grants> grants,
        Optional<Behalf> behalf,
        Cancellation cancellation) {

    private static final int MAX_LENGTH = 8;

    /** For whom the extensions of a chain call, and what they may do in the workspace. */
    public record Behalf(Caller caller, Access access) {}

    public static CallChain from(String requestId, Instant deadline) {
        return from(requestId, Cause.beginning(requestId), deadline);
    }

    /** The same, for somebody who may go before it is answered. */
    public static CallChain from(String requestId, Instant deadline, Cancellation cancellation) {
        return from(requestId, Cause.beginning(requestId), deadline, cancellation);
    }

    /**
     * The same where it is known what it follows from.
     *
     * @param id what it is called in logs
     */
    public static CallChain from(String id, Cause cause, Instant deadline) {
        return from(id, cause, deadline, new Cancellation());
    }

    public static CallChain from(String id, Cause cause, Instant deadline, Cancellation cancellation) {
        return new CallChain(id, cause, deadline, List.of(), List.of(), Optional.empty(), cancellation);
    }

    /** The same in a span. */
    public CallChain in(Cause span) {
        return new CallChain(requestId, span, deadline, extensions, grants, behalf, cancellation);
    }

    /** The same for somebody whose request it is. */
    public CallChain onBehalfOf(Caller caller, Access access) {
        return new CallChain(
                requestId, cause, deadline, extensions, grants, Optional.of(new Behalf(caller, access)), cancellation);
    }

    /** The chain of what this extension calls in turn. */
    CallChain through(String extension, Grants granted) {
        return new CallChain(
                requestId, cause, deadline, with(extensions, extension), with(grants, granted), behalf, cancellation);
    }

    private static <T> List<T> with(List<T> list, T last) {
        var longer = new ArrayList<>(list);
        longer.add(last);
        return List.copyOf(longer);
    }

    /** The same with this time at most. */
    CallChain within(Duration limit) {
        var end = Instant.now().plus(limit.isNegative() ? Duration.ZERO : limit);
        return end.isBefore(deadline)
                ? new CallChain(requestId, cause, end, extensions, grants, behalf, cancellation)
                : this;
    }

    /** The same with this time at least. */
    CallChain atLeast(Duration time) {
        var end = Instant.now().plus(time);
        return end.isAfter(deadline)
                ? new CallChain(requestId, cause, end, extensions, grants, behalf, cancellation)
                : this;
    }

    /** The same, but it can be cancelled for itself; when this one is, it is too. */
    CallChain cancellable() {
        var own = new Cancellation();
        cancellation.onCancel(own::cancel);
        return new CallChain(requestId, cause, deadline, extensions, grants, behalf, own);
    }

    /**
     * Whether whoever is behind the call holds a permission in the workspace: who is at the beginning, and each extension
     * on the way by what it was granted, which are permissions of the platform and all that is held with them.
     */
    boolean allows(NeededPermission needed) {
        return behalf.map(from -> from.access().allows(needed)).orElse(true)
                && (behalf.isPresent() || !extensions.isEmpty())
                && grants.stream().allMatch(granted -> granted.include(needed.heldWith()));
    }

    /** Whether an extension makes the call. */
    public boolean isNested() {
        return !extensions.isEmpty();
    }

    boolean isTooLong() {
        return extensions.size() > MAX_LENGTH;
    }
}
