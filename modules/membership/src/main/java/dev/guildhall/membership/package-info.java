/**
 * Who belongs to a workspace and what they may do there: members, roles, permissions, and the decision on each request.
 *
 * <p>Owns the tables {@code member}, {@code custom_role} and {@code support_visit}. Publishes {@code member.added},
 * {@code member.role_changed} and {@code member.removed}, whose subject is the user's id, and {@code role.created},
 * {@code role.updated} and {@code role.deleted}, whose subject is the custom role's.
 *
 * <p>Reads what somebody is on the whole platform from identity's view {@code user_profile}, in the transaction that
 * decides by it; and identity's {@code user_account.default_workspace_id} refers to {@code member}.
 *
 * <p>Owns the tables {@code invitation} and {@code invitation_unproven_address} as well. Publishes
 * {@code invitation.created}, {@code invitation.resent}, {@code invitation.revoked}, {@code invitation.accepted} and
 * {@code invitation.declined}; the subject is the invitation's id.
 */
package dev.guildhall.membership;
