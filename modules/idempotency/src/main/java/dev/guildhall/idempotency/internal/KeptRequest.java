package dev.guildhall.idempotency.internal;

/**
 * A request under a key that was seen before.
 *
 * @param answer encrypted; null as long as there is none
 * @param changed whether its change is made
 * @param claimed whether somebody carries it out, or did so a moment ago
 */
record KeptRequest(byte[] hash, String answer, int attempt, boolean changed, boolean claimed) {}
