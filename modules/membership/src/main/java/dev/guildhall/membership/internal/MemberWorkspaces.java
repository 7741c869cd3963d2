package dev.guildhall.membership.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.VisibleWorkspaces;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.AccountLifecycle;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.MembershipError;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.TeamMembers;
import dev.guildhall.membership.WorkspaceUser.HeldRole;
import dev.guildhall.membership.internal.MemberRoleTable.Membership;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The workspaces of one user, and their leaving all of them with the end of their account. */
public final class MemberWorkspaces implements UserWorkspaces, AccountLifecycle {

    private static final PageQuery BY_NAME =
            new PageQuery(String.valueOf(PageRequest.MAX_SIZE), null, null, "name", PageQuery.Names.CAMEL_CASE);

    private final Database database;
    private final Workspaces workspaces;
    private final Journal journal;
    private final AccessMemory memory;
    private final PendingOffers offers;
    private final TeamMembers teams;
    private final MemberTable table = new MemberTable();
    private final MemberRoleTable memberships = new MemberRoleTable();
    private final HeldRoleTable roles = new HeldRoleTable();
    private final OrganizationMemberTable organizationMembers = new OrganizationMemberTable();

    public MemberWorkspaces(
            Database database,
            Workspaces workspaces,
            Journal journal,
            AccessMemory memory,
            PendingOffers offers,
            TeamMembers teams) {
        this.database = database;
        this.workspaces = workspaces;
        this.journal = journal;
        this.memory = memory;
        this.offers = offers;
        this.teams = teams;
    }

    @Override
    public Future<List<ReachedWorkspace>> reached(UserId user, Optional<Tenant> bound) {
        var theirs = new VisibleWorkspaces.OfUser(user, false);
        var visible = bound.<VisibleWorkspaces>map(tenant -> new VisibleWorkspaces.Bound(tenant, theirs))
                .orElse(theirs);
        return workspaces
                .list(visible, PageRequest.of(Workspaces.LIST, BY_NAME))
                .compose(found -> roles.strongest(
                                database,
                                user,
                                found.items().stream().map(Workspace::id).toList())
                        .map(held -> found.items().stream()
                                // Left since.
                                .filter(workspace -> held.containsKey(workspace.id()))
                                .map(workspace -> reached(workspace, held.get(workspace.id())))
                                .toList()));
    }

    private static ReachedWorkspace reached(Workspace workspace, HeldRole role) {
        return new ReachedWorkspace(
                workspace.id(),
                workspace.key(),
                workspace.name(),
                role.name(),
                role.scope().name());
    }

    @Override
    public Future<List<UserWorkspace>> of(UserId user) {
        return memberships.ofUser(database, user).compose(all -> described(all, workspaces::find));
    }

    @Override
    public Future<List<UserWorkspace>> ownedBy(Tx tx, UserId user) {
        return memberships
                .lockOfUser(tx, user)
                .map(all -> all.stream()
                        .filter(membership -> membership.role().isOwner())
                        .toList())
                .compose(owned -> described(owned, id -> workspaces.find(tx, id)));
    }

    @Override
    public Future<Void> leaveAll(Tx tx, UserId user, Authentication by) {
        return offers.end(tx, user, by)
                .compose(ended -> leaveOrganizations(tx, user, by))
                .compose(left -> teams.leaveAll(tx, user, by))
                .compose(ended -> memberships.lockOfUser(tx, user))
                .compose(all -> table.deleteOfUser(tx, user).map(deleted -> {
                    all.forEach(membership -> left(tx, membership, user, by));
                    return null;
                }));
    }

    /**
     * Ends the user's memberships in the workspaces and teams of an organization that they are about to leave, in a platform-wide
     * transaction that has locked the organization. Fails with {@code USER.OWNS_WORKSPACES} while they own one of them.
     */
    public Future<Void> leaveOrganization(Tx platformTx, OrganizationId organization, UserId user, Authentication by) {
        return memberships
                .lockOfUser(platformTx, user)
                .compose(all -> among(platformTx, organization, all))
                .compose(inOrganization -> {
                    if (inOrganization.stream()
                            .anyMatch(membership -> membership.role().isOwner())) {
                        throw IdentityError.USER_OWNS_WORKSPACES.because(
                                "They own a workspace of the organization; hand it over first.");
                    }
                    return Future.all(inOrganization.stream()
                                    .map(membership -> table.delete(platformTx, membership.workspace(), user)
                                            .onSuccess(deleted -> left(platformTx, membership, user, by)))
                                    .toList())
                            .compose(ended -> teams.leaveOrganization(platformTx, organization, user, by));
                });
    }

    private Future<List<Membership>> among(Tx tx, OrganizationId organization, List<Membership> all) {
        var found = all.stream()
                .map(membership -> workspaces
                        .find(tx, membership.workspace())
                        .map(workspace -> workspace
                                .flatMap(Workspace::organization)
                                .filter(organization::equals)
                                .map(its -> membership)))
                .toList();
        return Future.all(found)
                .map(done -> found.stream()
                        .map(Future::result)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private Future<Void> leaveOrganizations(Tx tx, UserId user, Authentication by) {
        return organizationMembers.deleteOfUser(tx, user).map(left -> {
            left.forEach((organization, role) -> {
                if (role == OrganizationRole.OWNER) {
                    throw MembershipError.OWNS_ORGANIZATIONS.because(
                            "The user owns an organization; hand it over first.");
                }
                tx.afterCommit(() -> memory.organizationMemberChanged(organization, user));
                journal.record(tx, organization, MemberEvents.removed(by, user, role));
            });
            return null;
        });
    }

    @Override
    public Future<List<OrganizationId>> organizationsOf(Tx tx, UserId user) {
        return organizationMembers.keepOfUser(tx, user);
    }

    @Override
    public Future<Void> platformRolesChanged(Tx tx, UserId user, Authentication by) {
        return offers.review(tx, user, by);
    }

    private void left(Tx tx, Membership membership, UserId user, Authentication by) {
        var workspace = membership.workspace();
        tx.afterCommit(() -> memory.memberChanged(workspace, user));
        journal.record(tx, workspace, MemberEvents.removed(by, user, membership.role()));
    }

    private static Future<List<UserWorkspace>> described(
            List<Membership> all, Function<WorkspaceId, Future<Optional<Workspace>>> find) {
        var found = all.stream()
                .map(membership -> find.apply(membership.workspace())
                        .map(workspace -> workspace.map(known -> described(known, membership.role()))))
                .toList();
        return Future.all(found)
                .map(done -> found.stream()
                        .map(Future::result)
                        .flatMap(Optional::stream)
                        .sorted(Comparator.comparing(UserWorkspace::name).thenComparing(UserWorkspace::key))
                        .toList());
    }

    private static UserWorkspace described(Workspace workspace, Role role) {
        return new UserWorkspace(workspace.id(), workspace.key(), workspace.name(), role.name());
    }
}
