package dev.guildhall.membership;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import java.util.Optional;

/**
 * What people are invited to.
 *
 * @param tenant a workspace or an organization
 * @param team the team of the organization, which is all they are invited to then
 */
public record InvitationTarget(Tenant tenant, Optional<TeamId> team) {

    public static InvitationTarget of(WorkspaceId workspace) {
        return new InvitationTarget(workspace, Optional.empty());
    }

    public static InvitationTarget of(OrganizationId organization) {
        return new InvitationTarget(organization, Optional.empty());
    }

    public static InvitationTarget of(OrganizationId organization, TeamId team) {
        return new InvitationTarget(organization, Optional.of(team));
    }
}
