package dev.guildhall.core.error;

import java.util.List;

/**
 * A stable, machine-readable name of an expected failure, and what kind of failure it is. Each module lists its own in
 * one class. Clients program against the code, so a released one never changes.
 *
 * @param code such as {@code WORKSPACE.KEY_EXISTS}
 */
public record ErrorCode(String code, ErrorKind kind) {

    /** The failure itself; the message says what happened and what to do next, and names no other workspace. */
    public Problem because(String message) {
        return new Problem(this, message, List.of());
    }

    /** A failure caused by one field of the request, named as the client sent it. */
    public Problem onField(String field, String message) {
        return new Problem(this, message, List.of(new Problem.Detail(field, message)));
    }
}
