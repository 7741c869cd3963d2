package dev.guildhall.membership.internal.invitation;

import dev.guildhall.membership.Invitation;

/**
 * An invitation whose secret somebody has.
 *
 * @param hasAccount whether there is an account in the way of a new one for the invited address: any when it came by a
 *     link, and by mail one whose address is proven
 * @param opensAccount whether somebody without an account can accept it: it came by mail, or as a link of somebody who is
 *     an administrator of the platform
 */
record InvitationBySecret(Invitation invitation, boolean hasAccount, boolean opensAccount) {}
