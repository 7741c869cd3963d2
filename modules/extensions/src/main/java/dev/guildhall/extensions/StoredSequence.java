package dev.guildhall.extensions;

/**
 * A sequence that an extension has in a workspace, and where it stands.
 *
 * @param isCalled whether the value was given out already
 */
public record StoredSequence(String name, long value, boolean isCalled) {}
