package dev.guildhall.membership;

import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.usage.UsageSource;
import dev.guildhall.events.Journal;
import dev.guildhall.events.SubscriptionNotice;
import dev.guildhall.identity.AccountLifecycle;
import dev.guildhall.identity.DomainNotice;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.OrganizationJoining;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.Users;
import dev.guildhall.mail.MailFollower;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.membership.internal.AccessApi;
import dev.guildhall.membership.internal.AccessChangeListeners;
import dev.guildhall.membership.internal.AccessMemory;
import dev.guildhall.membership.internal.AllPendingOffers;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.membership.internal.MemberLifecycle;
import dev.guildhall.membership.internal.MemberUsage;
import dev.guildhall.membership.internal.MemberWorkspaces;
import dev.guildhall.membership.internal.MembershipApi;
import dev.guildhall.membership.internal.MembershipArchive;
import dev.guildhall.membership.internal.MembershipAuthorizer;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.membership.internal.RoleHolder;
import dev.guildhall.membership.internal.RolesApi;
import dev.guildhall.membership.internal.SupportVisits;
import dev.guildhall.membership.internal.invitation.InvitationErasure;
import dev.guildhall.membership.internal.invitation.InvitationsPart;
import dev.guildhall.membership.internal.invitation.InvitationsPart.Doors;
import dev.guildhall.membership.internal.notice.LapsedDomains;
import dev.guildhall.membership.internal.notice.StoppedDeliveries;
import dev.guildhall.membership.internal.organization.OrganizationMembersApi;
import dev.guildhall.membership.internal.team.TeamTurns;
import dev.guildhall.membership.internal.team.TeamsApi;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.tenancy.WorkspaceAdministration;
import dev.guildhall.tenancy.WorkspaceLifecycle;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Who belongs to the workspaces, in which role, whom they invite, and what follows from it: who may do what. */
public final class MembershipModule extends KernelModule {

    private final AccessChangeListeners followers = new AccessChangeListeners();
    private Workspaces workspaces;
    private AccessMemory memory;
    private MembershipAuthorizer authorizer;
    private Roles roles;
    private RoleAdministration roleAdministration;
    private DeclaredPermissions permissions;
    private Members members;
    private OrganizationMembers organizationMembers;
    private Teams teams;
    private TeamMembers teamMembers;
    private TeamGrants teamGrants;
    private InvitationsPart invitations;

    @Override
    public String name() {
        return "membership";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events", "identity", "mail", "tenancy");
    }

    @Override
    public void assemble(Assembly assembly) {
        assembly.contribute(ArchivedTables.class, MembershipArchive.TABLES);
        assembly.contribute(
                UsageSource.class, new MemberUsage(assembly.environment().database()));
        assembly.contribute(
                Erasing.class, new InvitationErasure(assembly.environment().database()));
        var environment = assembly.environment();
        var database = environment.database();
        var clock = environment.clock();
        var journal = assembly.get(Journal.class);
        var offers = new AllPendingOffers(assembly.contributions(PendingOffers.class));
        var holders = assembly.contributions(RoleHolder.class);
        workspaces = assembly.get(Workspaces.class);
        var organizations = assembly.get(Organizations.class);
        memory = new AccessMemory(database, environment.caches(), organizations);
        authorizer = new MembershipAuthorizer(
                database, memory, workspaces, organizations, new SupportVisits(database, environment.caches(), clock));
        var heldAccess = new HeldAccess(organizations);
        roles = new Roles(database);
        roleAdministration =
                new RoleAdministration(database, workspaces, journal, heldAccess, memory, offers, holders, clock);
        permissions = new DeclaredPermissions(database, workspaces, roleAdministration);
        members = new Members(
                database,
                workspaces,
                assembly.get(WorkspaceAdministration.class),
                roles,
                journal,
                heldAccess,
                memory,
                offers,
                clock);
        assembly.contribute(
                SubscriptionNotice.class,
                new StoppedDeliveries(
                        environment.vertx(),
                        workspaces,
                        organizations,
                        assembly.get(MailQueue.class),
                        environment.publicUrl(),
                        clock));
        assembly.contribute(
                DomainNotice.class,
                new LapsedDomains(
                        environment.vertx(),
                        organizations,
                        assembly.get(MailQueue.class),
                        environment.publicUrl(),
                        clock));
        assembly.contribute(WorkspaceLifecycle.class, new MemberLifecycle(journal, memory));
        var teamTurns = new TeamTurns(database, organizations);
        teamGrants = new TeamGrants(database, workspaces, roles, teamTurns, journal, heldAccess, memory, offers, clock);
        teams = new Teams(database, teamTurns, teamGrants, journal, memory, clock);
        teamMembers = new TeamMembers(database, teams, teamTurns, journal, memory, offers, clock);
        var memberWorkspaces = new MemberWorkspaces(database, workspaces, journal, memory, offers, teamMembers);
        organizationMembers =
                new OrganizationMembers(database, organizations, journal, memory, memberWorkspaces, offers, clock);
        assembly.contribute(OrganizationLifecycle.class, organizationMembers);
        invitations = InvitationsPart.of(
                environment,
                new Doors(
                        workspaces,
                        organizations,
                        heldAccess,
                        roles,
                        members,
                        organizationMembers,
                        teamTurns,
                        teamMembers),
                assembly.get(Users.class),
                assembly.get(MailQueue.class),
                journal);
        assembly.contribute(MailFollower.class, invitations.mails());
        assembly.contribute(PendingOffers.class, invitations.offers());
        assembly.contribute(RoleHolder.class, invitations::releaseRole);
        assembly.offer(OrganizationMembers.class, organizationMembers);
        assembly.offer(
                OrganizationJoining.class,
                (tx, by, locked, user) -> organizationMembers
                        .join(tx, by, locked, user, OrganizationRole.MEMBER)
                        .<Void>mapEmpty()
                        .recover(MembershipModule::keptOut));
        assembly.offer(
                ProvisionedMembers.class, new ProvisionedMembers(organizationMembers, journal, memory, offers, clock));
        assembly.offer(Teams.class, teams);
        assembly.offer(TeamMembers.class, teamMembers);
        assembly.offer(TeamGrants.class, teamGrants);
        assembly.offer(UserWorkspaces.class, memberWorkspaces);
        assembly.contribute(AccountLifecycle.class, memberWorkspaces);
        assembly.offer(Authorizer.class, authorizer);
        assembly.offer(AccessChanges.class, followers);
        assembly.offer(Members.class, members);
        assembly.offer(Roles.class, roles);
        assembly.offer(RoleAdministration.class, roleAdministration);
        assembly.offer(DeclaredPermissions.class, permissions);
        assembly.offer(Invitations.class, invitations.invitations());
    }

    // Whom a directory keeps out, an identity provider does not bring back.
    private static Future<Void> keptOut(Throwable failure) {
        return failure instanceof Problem problem && problem.is(MembershipError.MEMBER_SUSPENDED)
                ? IdentityError.AUTH_SSO_NOT_A_MEMBER
                        .because("Your organization has suspended your membership; ask an administrator of it.")
                        .asFuture()
                : Future.failedFuture(failure);
    }

    @Override
    public List<Permission> permissions() {
        return MemberPermissions.ALL;
    }

    @Override
    public List<String> contracts() {
        return List.of(
                "openapi/membership.yaml",
                "openapi/roles.yaml",
                "openapi/access.yaml",
                "openapi/invitations.yaml",
                "openapi/organization-members.yaml",
                "openapi/organization-teams.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(
                new MembershipApi(members),
                new RolesApi(roles, roleAdministration, permissions),
                new AccessApi(authorizer, permissions),
                new OrganizationMembersApi(organizationMembers),
                new TeamsApi(teams, teamMembers, teamGrants),
                invitations.api());
    }

    @Override
    public List<Consumer<Event>> listens() {
        // First what decisions are made of, and then those who ask for them.
        return List.of(memory::follow, followers::follow);
    }

    @Override
    public List<Job> jobs() {
        return invitations.jobs();
    }

    @Override
    public Future<?> start() {
        return invitations.prepare();
    }
}
