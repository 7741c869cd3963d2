package dev.guildhall.core.error;

import java.util.List;

/**
 * A stable, machine-readable name of an expected failure, such as {@code WORKSPACE.KEY_EXISTS}. Each module lists its
 * own in one enum. Clients program against {@link #code()}, so a released one never changes.
 */
public interface ErrorCode {

    String code();

    ErrorKind kind();

    /** The failure itself; the message says what happened and what to do next, and names no other workspace. */
    default Problem because(String message) {
        return new Problem(this, message, List.of());
    }

    /** A failure caused by one field of the request, named as the client sent it. */
    default Problem onField(String field, String message) {
        return new Problem(this, message, List.of(new Problem.Detail(field, message)));
    }
}
