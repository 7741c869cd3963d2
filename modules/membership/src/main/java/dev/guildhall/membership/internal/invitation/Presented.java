package dev.guildhall.membership.internal.invitation;

import dev.guildhall.membership.Invitation;

/**
 * An invitation whose secret somebody has.
 *
 * @param hasAccount whether the invited address has an account, seen at the same moment
 */
record Presented(Invitation invitation, boolean hasAccount) {}
