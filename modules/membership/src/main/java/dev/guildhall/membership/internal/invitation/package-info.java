/** Invitations behind {@link dev.guildhall.membership.Invitations}: their rules, their table and their mail. */
package dev.guildhall.membership.internal.invitation;
