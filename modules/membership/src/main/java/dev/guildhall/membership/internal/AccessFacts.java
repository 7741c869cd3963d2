package dev.guildhall.membership.internal;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Role;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Everything that decides what somebody may do in a workspace or in an organization.
 *
 * @param tenant which of the two it is
 * @param role what they are in the workspace; empty when they are no member
 * @param organizationRole what they are in the organization, or in that of the workspace
 * @param teams what they are in the workspace by the teams they belong to
 * @param platformRoles what they are on the whole installation
 * @param supportAccess whether the workspace lets the platform role SUPPORT in
 * @param ownApp whether it is the app that the organization belongs to, by its key
 * @param suspended whether the organization is
 * @param scopes what their credential is limited to; empty when it carries all of its owner's
 * @param binding where their credential works
 */
record AccessFacts(
        Tenant.Kind tenant,
        Optional<Role> role,
        Optional<OrganizationRole> organizationRole,
        List<TeamStanding> teams,
        Set<PlatformRole> platformRoles,
        boolean supportAccess,
        boolean ownApp,
        boolean suspended,
        Optional<Scopes> scopes,
        Binding binding) {

    /** Where a credential works. */
    enum Binding {
        /** Wherever its owner does something. */
        NONE,
        /** In this tenant only, or in the organization of this workspace, or in those of none if it is one. */
        HERE,
        /** In another tenant only. */
        ELSEWHERE;

        private static Binding of(Optional<Tenant> bound, Predicate<Tenant> isHere) {
            return bound.map(tenant -> isHere.test(tenant) ? HERE : ELSEWHERE).orElse(NONE);
        }
    }

    /** What the members of a team are in a workspace. */
    record TeamStanding(String team, Role role) {}

    /** What somebody is in a workspace. */
    record Standing(
            Optional<Role> role,
            Optional<OrganizationRole> organizationRole,
            List<TeamStanding> teams,
            Optional<Organization> organization) {

        boolean isSuspended() {
            return organization.filter(Organization::isSuspended).isPresent();
        }

        /** Of who is suspended in the organization, whatever they are in the workspace. */
        static Standing suspended(Optional<Organization> organization) {
            return new Standing(Optional.empty(), Optional.empty(), List.of(), organization);
        }

        /** In a workspace that belongs to no organization. */
        static Standing of(Optional<Role> role) {
            return new Standing(role, Optional.empty(), List.of(), Optional.empty());
        }
    }

    /** The role of an installation in its workspace; empty for all others who are no users, for they are members of nothing. */
    static Optional<Role> roleOfInstallation(WorkspaceId workspace, Authentication by) {
        var credential = by.credential();
        return credential.kind() == Credential.Kind.INSTALLATION_TOKEN
                        && credential.tenant().filter(workspace::equals).isPresent()
                ? Optional.of(Role.EXTENSION)
                : Optional.empty();
    }

    /**
     * What an application that acts as itself is in its organization; its scopes limit it in any case, as those who register
     * it chose them. Empty for all others who are no users.
     */
    static Optional<OrganizationRole> roleOfApplication(Optional<OrganizationId> organization, Authentication by) {
        return isApplication(by)
                        && organization.isPresent()
                        && by.credential()
                                .tenant()
                                .filter(organization.get()::equals)
                                .isPresent()
                ? Optional.of(OrganizationRole.ADMIN)
                : Optional.empty();
    }

    /** Whether it is an application that acts as itself. */
    static boolean isApplication(Authentication by) {
        return by.principal() instanceof Principal.ServiceAccount
                && by.credential().kind() == Credential.Kind.APPLICATION_TOKEN;
    }

    /** Of somebody who makes a request in a workspace. */
    static AccessFacts of(Authentication by, Workspace workspace, Standing standing) {
        var credential = by.credential();
        var binding = Binding.of(
                credential.tenant(),
                bound -> bound.equals(workspace.id())
                        || bound.equals(
                                workspace.organization().map(Tenant.class::cast).orElse(Tenant.PLATFORM)));
        return new AccessFacts(
                Tenant.Kind.WORKSPACE,
                standing.role(),
                standing.organizationRole().or(() -> roleOfApplication(workspace.organization(), by)),
                standing.teams(),
                by.roles(),
                workspace.supportTeamAccess(),
                standing.organization()
                        .filter(organization -> by.isApp(organization.app()))
                        .isPresent(),
                standing.isSuspended(),
                credential.scopes(),
                binding);
    }

    /** Of somebody who makes a request in an organization. */
    static AccessFacts of(Authentication by, Organization organization, Optional<OrganizationRole> role) {
        return new AccessFacts(
                Tenant.Kind.ORGANIZATION,
                Optional.empty(),
                role.or(() -> roleOfApplication(Optional.of(organization.id()), by)),
                List.of(),
                by.roles(),
                false,
                by.isApp(organization.app()),
                organization.isSuspended(),
                by.credential().scopes(),
                Binding.of(by.credential().tenant(), organization.id()::equals));
    }

    /** Of somebody who is asked about: whatever the credential they will come with, it can carry no more. */
    static AccessFacts of(Set<PlatformRole> platformRoles, Workspace workspace, Standing standing) {
        return new AccessFacts(
                Tenant.Kind.WORKSPACE,
                standing.role(),
                standing.organizationRole(),
                standing.teams(),
                platformRoles,
                workspace.supportTeamAccess(),
                false,
                standing.isSuspended(),
                Optional.empty(),
                Binding.NONE);
    }

    boolean isBoundElsewhere() {
        return binding == Binding.ELSEWHERE;
    }

    /** The same in an organization. */
    static AccessFacts of(Set<PlatformRole> platformRoles, Organization organization, Optional<OrganizationRole> role) {
        return new AccessFacts(
                Tenant.Kind.ORGANIZATION,
                Optional.empty(),
                role,
                List.of(),
                platformRoles,
                false,
                false,
                organization.isSuspended(),
                Optional.empty(),
                Binding.NONE);
    }

    /** Whether it is an installation that acts, which has what its workspace has granted. */
    boolean isInstallation() {
        return role.filter(Role.EXTENSION::is).isPresent();
    }

    boolean isPlatformAdmin() {
        return platformRoles.contains(PlatformRole.ADMIN);
    }

    /** Whether it is as support, and nothing else, that they are let in. */
    boolean isSupport() {
        return supportAccess
                && role.isEmpty()
                && teams.isEmpty()
                && organizationRole.flatMap(OrganizationRole::inWorkspaces).isEmpty()
                && platformRoles.contains(PlatformRole.SUPPORT)
                && !isPlatformAdmin();
    }
}
