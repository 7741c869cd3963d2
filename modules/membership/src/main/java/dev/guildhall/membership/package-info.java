/**
 * Who belongs to a workspace and what they may do there: members, roles, permissions, and the decision on each request.
 *
 * <p>Owns the tables {@code member}, {@code custom_role} and {@code support_visit}. Publishes {@code member.added},
 * {@code member.role_changed}, {@code member.updated} and {@code member.removed}, whose subject is the user's id, and {@code role.created},
 * {@code role.updated} and {@code role.deleted}, whose subject is the custom role's.
 *
 * <p>Reads what somebody is on the whole platform from identity's view {@code user_profile}, in the transaction that
 * decides by it; and identity's {@code user_account.default_workspace_id} refers to {@code member}.
 *
 * <p>Owns the tables {@code invitation} and {@code invitation_unproven_address} as well. Publishes
 * {@code invitation.created}, {@code invitation.resent}, {@code invitation.undelivered}, {@code invitation.revoked},
 * {@code invitation.accepted} and {@code invitation.declined}; the subject is the invitation's id. Those to an
 * organization and into its teams are published to the organization, and {@code member.joined_team_elsewhere} to another
 * that the member belongs to.
 *
 * <p>Owns the tables {@code organization_member}, {@code team}, {@code team_member} and {@code team_grant}. Publishes to
 * the organization what happens to its members, as to those of workspaces, and {@code member.suspended} and {@code
 * member.resumed}; {@code team.created}, {@code team.updated} and
 * {@code team.deleted}, whose subject is the team's id; and {@code team.member_added}, {@code team.member_role_changed} and
 * {@code team.member_removed}, whose subject is the user's. Publishes to the organization and to the workspace {@code
 * team.granted}, {@code team.role_changed} and {@code team.revoked}, whose subject is the team's. Who is of an organization
 * and in its teams, others join with by the views {@code organization_person}, {@code organization_team} and {@code
 * organization_team_person}.
 */
package dev.guildhall.membership;
