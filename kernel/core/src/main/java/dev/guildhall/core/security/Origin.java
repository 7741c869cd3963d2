package dev.guildhall.core.security;

import java.util.Optional;

/**
 * Where a request comes from.
 *
 * @param address the client's address as this server sees it, or null
 * @param requestId the id by which the request is found in logs, or null
 * @param cause what all that it does follows from
 * @param witness who is told of what the request changes, if anybody must know
 */
public record Origin(String address, String requestId, Cause cause, Optional<ChangeWitness> witness) {

    public static final Origin UNKNOWN = new Origin(null, null);

    /** Of a request, which all that it does follows from. */
    public Origin(String address, String requestId) {
        this(address, requestId, requestId == null ? Cause.NONE : Cause.beginning(requestId));
    }

    public Origin(String address, String requestId, Cause cause) {
        this(address, requestId, cause, Optional.empty());
    }

    public Origin witnessedBy(ChangeWitness other) {
        return new Origin(address, requestId, cause, Optional.of(other));
    }
}
