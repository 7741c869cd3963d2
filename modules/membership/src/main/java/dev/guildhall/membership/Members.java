package dev.guildhall.membership;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.internal.AccessMemory;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.membership.internal.MemberAnnotations;
import dev.guildhall.membership.internal.MemberEvents;
import dev.guildhall.membership.internal.MemberRoleTable;
import dev.guildhall.membership.internal.MemberTable;
import dev.guildhall.membership.internal.MemberTurns;
import dev.guildhall.membership.internal.MemberTurns.Turn;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.membership.internal.RoleRules;
import dev.guildhall.membership.internal.WorkspaceUserTable;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.tenancy.Plan;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceAdministration;
import dev.guildhall.tenancy.WorkspacePermissions;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/** Adding, changing and removing members. The rules hold under any concurrency because rows are locked first. */
public final class Members {

    /** What {@link #list} can be filtered and ordered by. */
    public static final ListFields<Member> LIST = MemberTable.LIST;

    /** What {@link #users} can be filtered and ordered by, each role being of a workspace, an organization or a team. */
    public static final ListFields<WorkspaceUser> USERS_BY_SCOPE = WorkspaceUserTable.MEMBERS;

    /** The same where what teams give is the organization's. */
    public static final ListFields<WorkspaceUser> USERS = WorkspaceUserTable.LIST;

    private final Database database;
    private final Workspaces workspaces;
    private final WorkspaceAdministration administration;
    private final Roles roles;
    private final Journal journal;
    private final HeldAccess heldAccess;
    private final AccessMemory memory;
    private final PendingOffers offers;
    private final Clock clock;
    private final MemberTurns turns;
    private final MemberAnnotations annotations;
    private final MemberTable table = new MemberTable();
    private final MemberRoleTable memberRoles = new MemberRoleTable();
    private final WorkspaceUserTable users = new WorkspaceUserTable();
    private final OrganizationMemberTable organizationMembers = new OrganizationMemberTable();

    Members(
            Database database,
            Workspaces workspaces,
            WorkspaceAdministration administration,
            Roles roles,
            Journal journal,
            HeldAccess heldAccess,
            AccessMemory memory,
            PendingOffers offers,
            Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.administration = administration;
        this.roles = roles;
        this.journal = journal;
        this.heldAccess = heldAccess;
        this.memory = memory;
        this.offers = offers;
        this.clock = clock;
        this.turns = new MemberTurns(database, workspaces, heldAccess);
        this.annotations = new MemberAnnotations(journal, clock);
    }

    public Future<Page<Member>> list(WorkspaceId workspace, PageRequest<Member> page) {
        return table.list(database, workspace, page);
    }

    /** The member who is this user; empty when they are none. */
    public Future<Optional<Member>> find(WorkspaceId workspace, UserId user) {
        return database.inTransaction(workspace, tx -> table.find(tx, workspace, user));
    }

    /** Everybody who reaches the workspace: its members, and who holds a role in it by its organization or by teams. */
    public Future<Page<WorkspaceUser>> users(WorkspaceId workspace, PageRequest<WorkspaceUser> page) {
        return users.list(database, workspace, page);
    }

    /** Adds a user, or changes the role of one who is a member already; the same call again changes nothing. */
    public Future<Member> put(Authentication by, WorkspaceId workspace, MemberInput wanted) {
        var user = wanted.user();
        return turns.inTurn(
                        by,
                        workspace,
                        user,
                        MemberPermissions.MEMBERS_MANAGE,
                        (tx, turn) -> roles.resolve(tx, workspace, wanted.role())
                                .compose(role -> {
                                    Roles.requireGrantable(turn.access(), role);
                                    requireTeam(turn.workspace());
                                    return seat(tx, by, turn, user, role);
                                })
                                .compose(member -> annotations.note(tx, by, workspace, member, wanted.annotations())))
                .recover(ConstraintViolation.means(
                        "member_user_fk",
                        () -> MembershipError.USER_NOT_FOUND.onField(
                                "userId", "There is no user with the id " + user + ".")));
    }

    /**
     * Makes somebody a member who is none, in the transaction that decided so and has locked the workspace for its
     * members. Whether whoever invited them may grant the role is decided by {@link Roles#requireGrantable}.
     *
     * @return the new member; empty when they are one already, whose role stays as it is
     */
    public Future<Optional<Member>> join(Tx tx, Authentication by, Workspace locked, UserId user, Role role) {
        requireTeam(locked);
        return memberRoles.lockRole(tx, locked.id(), user).compose(present -> {
            if (present.isPresent()) {
                return Future.succeededFuture(Optional.empty());
            }
            return requireColleague(tx, locked, user)
                    .compose(colleague -> write(tx, by, locked.id(), user, present, role))
                    .map(Optional::of);
        });
    }

    /** Changes the role of someone who is a member, or what applications note of them. */
    public Future<Member> change(
            Authentication by, WorkspaceId workspace, UserId user, MemberInput wanted, IfMatch condition) {
        return turns.inTurn(
                by,
                workspace,
                user,
                MemberPermissions.MEMBERS_MANAGE,
                (tx, turn) -> role(tx, turn, wanted.role()).compose(role -> {
                    requireMember(turn.present(), user);
                    return table.find(tx, workspace, user)
                            .map(Optional::orElseThrow)
                            .compose(member -> {
                                condition.verify(member.revision());
                                return role.isPresent()
                                        ? seat(tx, by, turn, user, role.get())
                                        : Future.succeededFuture(member);
                            })
                            .compose(member -> annotations.note(tx, by, workspace, member, wanted.annotations()));
                }));
    }

    private Future<Optional<Role>> role(Tx tx, Turn turn, String name) {
        return name == null
                ? Future.succeededFuture(Optional.empty())
                : roles.resolve(tx, turn.workspace().id(), name).map(role -> {
                    Roles.requireGrantable(turn.access(), role);
                    return Optional.of(role);
                });
    }

    /** Ends a membership, by someone who manages members or by the member themselves. */
    public Future<Void> remove(Authentication by, WorkspaceId workspace, UserId user, IfMatch condition) {
        var self = by.principal().equals(new Principal.User(user));
        return turns.inTurn(by, workspace, user, self ? null : MemberPermissions.MEMBERS_MANAGE, (tx, turn) -> {
            var present = requireMember(turn.present(), user);
            requireNotOwner(present);
            if (!self) {
                RoleRules.requireInReach(turn.access(), present);
            }
            return table.find(tx, workspace, user)
                    .compose(member -> {
                        condition.verify(member.orElseThrow().revision());
                        return table.delete(tx, workspace, user);
                    })
                    .compose(deleted -> {
                        tx.afterCommit(() -> memory.memberChanged(workspace, user));
                        journal.record(tx, workspace, MemberEvents.removed(by, user, present));
                        return reviewOffers(tx, turn.workspace(), user, present, by);
                    });
        });
    }

    /** Makes a member the owner and the owner an administrator. */
    public Future<Void> transfer(Authentication by, WorkspaceId workspace, UserId successor) {
        return database.inTransaction(
                workspace,
                tx -> workspaces
                        .lock(tx, workspace)
                        .compose(locked -> heldAccess.access(tx, by, locked).compose(access -> {
                            access.require(WorkspacePermissions.WORKSPACE_TRANSFER);
                            return locked.owner().equals(successor)
                                    ? Future.succeededFuture()
                                    : memberRoles
                                            .lockRole(tx, workspace, successor)
                                            .compose(present -> {
                                                var previous = requireMember(present, successor);
                                                return transfer(tx, by, locked, successor, previous);
                                            });
                        })));
    }

    // The index that allows one owner is checked at once, so the old one steps down first.
    private Future<Void> transfer(Tx tx, Authentication by, Workspace locked, UserId successor, Role previous) {
        var now = clock.instant();
        var former = locked.owner();
        return Future.all(
                        table.changeRole(tx, locked.id(), former, Role.ADMIN, now),
                        table.changeRole(tx, locked.id(), successor, Role.OWNER, now),
                        administration.changeOwner(tx, by, locked, successor))
                .compose(done -> {
                    tx.afterCommit(() -> {
                        memory.memberChanged(locked.id(), former);
                        memory.memberChanged(locked.id(), successor);
                    });
                    journal.record(tx, locked.id(), MemberEvents.changed(by, successor, previous, Role.OWNER));
                    journal.record(tx, locked.id(), MemberEvents.changed(by, former, Role.OWNER, Role.ADMIN));
                    return reviewOffers(tx, locked, former, Role.OWNER, by);
                });
    }

    private Future<Member> seat(Tx tx, Authentication by, Turn turn, UserId user, Role role) {
        var workspace = turn.workspace().id();
        turn.present().ifPresent(present -> {
            requireNotOwner(present);
            RoleRules.requireInReach(turn.access(), present);
        });
        if (turn.present().filter(role::is).isPresent()) {
            return table.find(tx, workspace, user).map(Optional::orElseThrow);
        }
        var admitted = turn.present().isPresent()
                ? Future.<Void>succeededFuture()
                : requireColleague(tx, turn.workspace(), user);
        return admitted.compose(colleague -> write(tx, by, workspace, user, turn.present(), role))
                .compose(member -> turn.present()
                        .map(previous -> reviewOffers(tx, turn.workspace(), user, previous, by))
                        .orElse(Future.succeededFuture())
                        .map(member));
    }

    // Nearly everybody never could invite, and there is nothing to look for.
    private Future<Void> reviewOffers(Tx tx, Workspace locked, UserId user, Role former, Authentication by) {
        return former.permissions().contains(MemberPermissions.INVITATIONS_MANAGE)
                ? offers.review(tx, locked, Optional.of(user), by)
                : Future.succeededFuture();
    }

    /** A workspace of an organization takes only users of that organization. */
    private Future<Void> requireColleague(Tx tx, Workspace locked, UserId user) {
        return locked.organization()
                .map(organization -> organizationMembers
                        .shareRole(tx, organization, user)
                        .<Void>map(role -> {
                            if (role.isEmpty()) {
                                throw MembershipError.OTHER_ORGANIZATION.onField(
                                        "userId",
                                        "The workspace belongs to an organization and takes only its members; add the user there"
                                                + " first.");
                            }
                            return null;
                        }))
                .orElse(Future.succeededFuture());
    }

    private Future<Member> write(
            Tx tx, Authentication by, WorkspaceId workspace, UserId user, Optional<Role> present, Role role) {
        var now = clock.instant();
        var written = present.isPresent()
                ? table.changeRole(tx, workspace, user, role, now)
                : table.upsert(tx, workspace, user, role, now);
        return written.map(member -> {
            tx.afterCommit(() -> memory.memberChanged(workspace, user));
            journal.record(
                    tx,
                    workspace,
                    present.map(previous -> MemberEvents.changed(by, user, previous, role))
                            .orElseGet(() -> MemberEvents.added(by, user, role)));
            return member;
        });
    }

    public static void requireTeam(Workspace workspace) {
        if (workspace.plan() == Plan.PERSONAL) {
            throw MembershipError.SINGLE_USER_PLAN.because(
                    "The plan of this workspace is PERSONAL, so nobody else can join; change the plan first.");
        }
    }

    private static Role requireMember(Optional<Role> present, UserId user) {
        return present.orElseThrow(() -> notAMember(user));
    }

    public static Problem notAMember(UserId user) {
        return MembershipError.MEMBER_NOT_FOUND.because("The user " + user + " is not a member of this workspace.");
    }

    private static void requireNotOwner(Role role) {
        if (role.isOwner()) {
            throw MembershipError.OWNER_MUST_TRANSFER.because(
                    "The owner cannot be removed, leave or take another role; hand the workspace over first.");
        }
    }
}
