package dev.guildhall.membership.internal;

import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.membership.Role;
import dev.guildhall.tenancy.Workspace;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that decides what somebody may do in a workspace.
 *
 * @param role what they are in the workspace; empty when they are no member
 * @param platformRoles what they are on the whole installation
 * @param supportAccess whether the workspace lets the platform role SUPPORT in
 * @param organization what the workspace's organization allows
 * @param scopes the permissions their credential is limited to; empty when it carries all of its owner's
 * @param boundElsewhere whether their credential works in another workspace only, or in those of an organization
 */
record AccessFacts(
        Optional<Role> role,
        Set<PlatformRole> platformRoles,
        boolean supportAccess,
        OrganizationStatus organization,
        Optional<Set<Permission>> scopes,
        boolean boundElsewhere) {

    /** Of somebody who makes a request. */
    static AccessFacts of(Authentication actor, Workspace workspace, Optional<Role> role) {
        var credential = actor.credential();
        // Of which organization a workspace is will be known when there are any.
        var elsewhere = credential
                .tenant()
                .filter(bound -> !bound.equals(workspace.id()))
                .isPresent();
        return new AccessFacts(
                role,
                actor.roles(),
                workspace.supportTeamAccess(),
                organization(workspace),
                credential.scopes(),
                elsewhere);
    }

    /** Of somebody who is asked about: whatever the credential they will come with, it can carry no more. */
    static AccessFacts of(Set<PlatformRole> platformRoles, Workspace workspace, Optional<Role> role) {
        return new AccessFacts(
                role, platformRoles, workspace.supportTeamAccess(), organization(workspace), Optional.empty(), false);
    }

    boolean isPlatformAdmin() {
        return platformRoles.contains(PlatformRole.ADMIN);
    }

    /** Whether it is as support, and nothing else, that they are let in. */
    boolean isSupport() {
        return supportAccess && role.isEmpty() && platformRoles.contains(PlatformRole.SUPPORT) && !isPlatformAdmin();
    }

    // Organizations, which can be suspended, are still to come.
    private static OrganizationStatus organization(Workspace workspace) {
        return OrganizationStatus.ACTIVE;
    }
}
