package dev.guildhall.membership.internal.organization;

import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.TeamId;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody is in an organization, and which of its teams they belong to, be they its member or not.
 *
 * @param role empty when they are no member
 * @param suspended whether they are a member who reaches nothing of it for the time being
 */
public record OrganizationSeat(Optional<OrganizationRole> role, Set<TeamId> teams, boolean suspended) {

    public static final OrganizationSeat NONE = new OrganizationSeat(Optional.empty(), Set.of(), false);
    static final OrganizationSeat SUSPENDED = new OrganizationSeat(Optional.empty(), Set.of(), true);
}
