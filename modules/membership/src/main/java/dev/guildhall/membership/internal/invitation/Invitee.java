package dev.guildhall.membership.internal.invitation;

/**
 * How an account stands to an invitation.
 *
 * @param matches whether it has the address that was invited
 * @param proven whether its owner is known to read mail to its address
 */
record Invitee(boolean matches, boolean proven) {}
