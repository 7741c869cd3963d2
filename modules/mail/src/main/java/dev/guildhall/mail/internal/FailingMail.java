package dev.guildhall.mail.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A mail that could not be delivered yet.
 *
 * @param error what the last attempt came to
 * @param at when it was handed in
 * @param nextAttempt empty for one that was given up on
 */
record FailingMail(UUID id, int attempts, String error, Instant at, Optional<Instant> nextAttempt) {}
