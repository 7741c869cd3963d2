package dev.guildhall.membership.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.VisibleOrganizations;
import dev.guildhall.core.security.VisibleWorkspaces;
import dev.guildhall.membership.MembershipError;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.internal.AccessFacts.Standing;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Who may do what, and who sees what: asked at every request, and answered by {@link AccessDecision} of the facts in
 * {@link AccessMemory}.
 */
public final class MembershipAuthorizer implements Authorizer {

    private final Workspaces workspaces;
    private final Organizations organizations;
    private final Database database;
    private final AccessMemory memory;
    private final SupportVisits visits;
    private final PlatformRoleTable platform = new PlatformRoleTable();

    public MembershipAuthorizer(
            Database database,
            AccessMemory memory,
            Workspaces workspaces,
            Organizations organizations,
            SupportVisits visits) {
        this.database = database;
        this.memory = memory;
        this.workspaces = workspaces;
        this.organizations = organizations;
        this.visits = visits;
    }

    @Override
    public Future<Optional<Access>> access(Authentication by, Tenant tenant) {
        return switch (tenant.kind()) {
            case WORKSPACE -> accessTo(by, (WorkspaceId) tenant);
            case ORGANIZATION -> accessTo(by, (OrganizationId) tenant);
            case PLATFORM -> Future.succeededFuture(Optional.empty());
        };
    }

    private Future<Optional<Access>> accessTo(Authentication by, WorkspaceId workspace) {
        var found = workspaces.findByItself(workspace);
        var role = memory.role(workspace, by);
        // Nearly every request finds both in memory, and then has nothing to wait for.
        return found.succeeded() && role.succeeded()
                ? access(by, found.result(), role.result())
                : Future.all(found, role).compose(known -> access(by, found.result(), role.result()));
    }

    // The role in memory may outlive the workspace by a moment on another node.
    private Future<Optional<Access>> access(Authentication by, Optional<Workspace> workspace, Optional<Role> role) {
        if (workspace.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        var organization = workspace.get().organization();
        return organization.isEmpty()
                ? access(by, workspace.get(), Standing.of(role))
                : access(
                        by,
                        workspace.get(),
                        memory.standing(workspace.get().id(), organization.get(), by.principal(), role));
    }

    private Future<Optional<Access>> access(Authentication by, Workspace workspace, Future<Standing> standing) {
        return standing.succeeded()
                ? accessInOrganization(by, workspace, standing.result())
                : standing.compose(loaded -> accessInOrganization(by, workspace, loaded));
    }

    private Future<Optional<Access>> accessInOrganization(Authentication by, Workspace workspace, Standing standing) {
        return standing.organization().isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : access(by, workspace, standing);
    }

    private Future<Optional<Access>> access(Authentication by, Workspace workspace, Standing standing) {
        var decision = AccessDecision.of(AccessFacts.of(by, workspace, standing));
        if (decision.isOutsider()) {
            return Future.succeededFuture(Optional.empty());
        }
        var access = Optional.of(decision.access(workspace.id()));
        return decision.isBySupport() ? visits.note(by, workspace.id()).map(access) : Future.succeededFuture(access);
    }

    private Future<Optional<Access>> accessTo(Authentication by, OrganizationId organization) {
        var found = organizations.find(organization);
        var seat = memory.seat(organization, by.principal());
        return found.succeeded() && seat.succeeded()
                ? Future.succeededFuture(
                        accessTo(by, found.result(), seat.result().role()))
                : Future.all(found, seat)
                        .map(known -> accessTo(by, found.result(), seat.result().role()));
    }

    private static Optional<Access> accessTo(
            Authentication by, Optional<Organization> organization, Optional<OrganizationRole> role) {
        return organization.flatMap(known -> reach(by, known, role));
    }

    /** What the actor may do in an organization with this role; empty for an outsider. */
    public static Optional<Access> reach(
            Authentication by, Organization organization, Optional<OrganizationRole> role) {
        return Optional.of(AccessDecision.of(AccessFacts.of(by, organization, role)))
                .filter(decision -> !decision.isOutsider())
                .map(decision -> decision.access(organization.id()));
    }

    /**
     * The decision on anyone: on the one who asks with the credential they came with, on others whatever credential they
     * will come with. Fails with {@code USER.NOT_FOUND} on {@code userId}.
     */
    Future<AccessDecision> explain(Authentication asking, WorkspaceId workspace, UserId user) {
        return workspaces
                .get(workspace)
                .compose(found -> decision(asking, found, user))
                .map(decision -> decision.orElseThrow(() -> MembershipError.USER_NOT_FOUND.onField(
                        "userId", "There is no user with the id " + user + ".")));
    }

    private Future<Optional<AccessDecision>> decision(Authentication asking, Workspace workspace, UserId user) {
        return standing(workspace, user)
                .compose(standing -> asking.principal().equals(new Principal.User(user))
                        ? Future.succeededFuture(Optional.of(AccessFacts.of(asking, workspace, standing)))
                        : platform.find(database, user)
                                .map(known -> known.map(roles -> AccessFacts.of(roles, workspace, standing))))
                .map(facts -> facts.map(AccessDecision::of));
    }

    private Future<Standing> standing(Workspace workspace, UserId user) {
        return memory.role(workspace.id(), user)
                .compose(role -> workspace
                        .organization()
                        .map(organization ->
                                memory.standing(workspace.id(), organization, new Principal.User(user), role))
                        .orElseGet(() -> Future.succeededFuture(Standing.of(role))));
    }

    @Override
    public VisibleOrganizations organizationsOf(Authentication by) {
        var visible = organizationsVisibleTo(by);
        return by.credential()
                .tenant()
                .<VisibleOrganizations>map(bound -> bound instanceof OrganizationId only
                        ? new VisibleOrganizations.Bound(only, visible)
                        : new VisibleOrganizations.None())
                .orElse(visible);
    }

    private static VisibleOrganizations organizationsVisibleTo(Authentication by) {
        if (by.roles().contains(PlatformRole.ADMIN)) {
            return new VisibleOrganizations.Every();
        }
        if (by.principal() instanceof Principal.App app) {
            return new VisibleOrganizations.OfApp(app.id());
        }
        if (AccessFacts.isApplication(by)) {
            return new VisibleOrganizations.Every();
        }
        return by.principal() instanceof Principal.User user
                ? new VisibleOrganizations.OfUser(user.id())
                : new VisibleOrganizations.None();
    }

    @Override
    public VisibleWorkspaces workspacesOf(Authentication by) {
        return bound(by, visibleTo(by));
    }

    @Override
    public Future<VisibleWorkspaces> workspacesOf(Authentication by, OrganizationId within) {
        return memory.seat(within, by.principal())
                .map(seat -> seat.role().flatMap(OrganizationRole::inWorkspaces).isPresent()
                        ? bound(by, new VisibleWorkspaces.Every())
                        : workspacesOf(by));
    }

    @Override
    public VisibleWorkspaces ownWorkspacesOf(Authentication by) {
        return by.principal() instanceof Principal.User user
                ? bound(by, new VisibleWorkspaces.OfUser(user.id(), false))
                : new VisibleWorkspaces.None();
    }

    private static VisibleWorkspaces bound(Authentication by, VisibleWorkspaces visible) {
        return by.credential()
                .tenant()
                .<VisibleWorkspaces>map(bound -> new VisibleWorkspaces.Bound(bound, visible))
                .orElse(visible);
    }

    private static VisibleWorkspaces visibleTo(Authentication by) {
        var roles = by.roles();
        if (roles.contains(PlatformRole.ADMIN)) {
            return new VisibleWorkspaces.Every();
        }
        if (by.principal() instanceof Principal.App app) {
            return new VisibleWorkspaces.OfApp(app.id());
        }
        if (AccessFacts.isApplication(by)) {
            // Its credential is bound to its organization.
            return new VisibleWorkspaces.Every();
        }
        return by.principal() instanceof Principal.User user
                ? new VisibleWorkspaces.OfUser(user.id(), roles.contains(PlatformRole.SUPPORT))
                : new VisibleWorkspaces.None();
    }
}
