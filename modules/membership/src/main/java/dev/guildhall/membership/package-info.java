/**
 * Who belongs to a workspace and what they may do there: members, roles, permissions, and the decision on each request.
 *
 * <p>Owns the table {@code member}. Publishes {@code member.added}, {@code member.role_changed} and
 * {@code member.removed}; the subject is the user's id.
 *
 * <p>Owns the tables {@code invitation} and {@code invitation_unproven_address} as well. Publishes
 * {@code invitation.created}, {@code invitation.resent}, {@code invitation.revoked}, {@code invitation.accepted} and
 * {@code invitation.declined}; the subject is the invitation's id.
 */
package dev.guildhall.membership;
