package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.internal.factor.Ceremonies.Ceremony;

/**
 * A passkey that somebody has presented, as far as its message alone tells whether it is theirs.
 *
 * @param refusal null when the message is right
 */
public record PresentedPasskey(Ceremony ceremony, Passkey passkey, long signatureCount, Problem refusal) {}
