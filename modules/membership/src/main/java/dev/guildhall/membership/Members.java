package dev.guildhall.membership;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.list.Page;
import dev.guildhall.core.list.PageRequest;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Actor;
import dev.guildhall.events.EventActor;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import dev.guildhall.tenancy.Plan;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceLifecycle;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Optional;

/** Adding, changing and removing members. The rules hold under any concurrency because rows are locked first. */
public final class Members implements WorkspaceLifecycle {

    private final Database database;
    private final Workspaces workspaces;
    private final Outbox outbox;
    private final Memberships memberships;
    private final Clock clock;
    private final MemberTable table = new MemberTable();

    Members(Database database, Workspaces workspaces, Outbox outbox, Memberships memberships, Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.outbox = outbox;
        this.memberships = memberships;
        this.clock = clock;
    }

    /** The creator becomes the owner. */
    @Override
    public Future<Void> created(Tx tx, Workspace workspace, Actor creator) {
        return table.upsert(tx, workspace.id(), creator.user(), Role.OWNER, workspace.createdAt())
                .map(inserted -> {
                    tx.afterCommit(() -> memberships.changed(workspace.id(), creator.user()));
                    outbox.append(
                            tx, workspace.id(), event("member.added", creator, creator.user(), roleData(Role.OWNER)));
                    return null;
                });
    }

    /** A workspace for one person has no other members. */
    @Override
    public Future<Void> changing(Tx tx, Workspace current, Workspace wanted) {
        if (current.plan() == wanted.plan() || wanted.plan() != Plan.PERSONAL) {
            return Future.succeededFuture();
        }
        return table.count(tx, current.id())
                .compose(members -> members == 1
                        ? Future.succeededFuture()
                        : MembershipError.HAS_OTHER_MEMBERS
                                .onField(
                                        "plan",
                                        "The workspace has " + (members - 1)
                                                + " members beside its owner, and PERSONAL is for one person.")
                                .asFuture());
    }

    Future<Page<Member>> list(WorkspaceId workspace, PageRequest<Member> page) {
        return table.list(database, workspace, page);
    }

    /** Adds a user, or changes the role of one who is a member already; the same call again changes nothing. */
    Future<Member> put(Actor actor, Access access, UserId user, String roleName) {
        var role = grantable(access, roleName);
        return database.inTransaction(Scope.of(access.workspace()), tx -> {
                    var plan = workspaces.lockForMembers(tx, access.workspace());
                    var present = table.lockRole(tx, access.workspace(), user);
                    return Future.all(plan, present).compose(locked -> {
                        requireTeam(plan.result());
                        return seat(tx, actor, access.workspace(), user, present.result(), role);
                    });
                })
                .recover(ConstraintViolation.means(
                        "member_user_fk",
                        () -> MembershipError.USER_NOT_FOUND.onField(
                                "userId", "There is no user with the id " + user + ".")));
    }

    /** Changes the role of someone who is a member. */
    Future<Member> changeRole(Actor actor, Access access, UserId user, String roleName, IfMatch condition) {
        var role = grantable(access, roleName);
        return database.inTransaction(
                Scope.of(access.workspace()),
                tx -> table.lockRole(tx, access.workspace(), user)
                        .compose(present -> {
                            requireMember(present, user);
                            return table.find(tx, access.workspace(), user);
                        })
                        .compose(member -> {
                            condition.verify(member.orElseThrow().revision());
                            return seat(tx, actor, access.workspace(), user, member.map(Member::role), role);
                        }));
    }

    /** Ends a membership, by someone who manages members or by the member themselves. */
    Future<Void> remove(Actor actor, WorkspaceId workspace, UserId user, IfMatch condition) {
        return database.inTransaction(
                Scope.of(workspace),
                tx -> table.lockRole(tx, workspace, user)
                        .compose(present -> {
                            requireNotOwner(requireMember(present, user));
                            return table.find(tx, workspace, user);
                        })
                        .compose(member -> {
                            condition.verify(member.orElseThrow().revision());
                            return table.delete(tx, workspace, user);
                        })
                        .map(deleted -> {
                            tx.afterCommit(() -> memberships.changed(workspace, user));
                            outbox.append(tx, workspace, event("member.removed", actor, user, new JsonObject()));
                            return null;
                        }));
    }

    /** Makes a member the owner and the owner an administrator. */
    Future<Void> transfer(Actor actor, WorkspaceId workspace, UserId successor) {
        return database.inTransaction(
                Scope.of(workspace),
                tx -> workspaces
                        .lock(tx, workspace)
                        .compose(locked -> locked.owner().equals(successor)
                                ? Future.succeededFuture()
                                : table.lockRole(tx, workspace, successor).compose(present -> {
                                    var previous = requireMember(present, successor);
                                    return transfer(tx, actor, locked, successor, previous);
                                })));
    }

    // The index that allows one owner is checked at once, so the old one steps down first.
    private Future<Void> transfer(Tx tx, Actor actor, Workspace locked, UserId successor, Role previous) {
        var now = clock.instant();
        var former = locked.owner();
        return Future.all(
                        table.changeRole(tx, locked.id(), former, Role.ADMIN, now),
                        table.changeRole(tx, locked.id(), successor, Role.OWNER, now),
                        workspaces.changeOwner(tx, actor, locked, successor))
                .map(done -> {
                    tx.afterCommit(() -> {
                        memberships.changed(locked.id(), former);
                        memberships.changed(locked.id(), successor);
                    });
                    outbox.append(tx, locked.id(), seated(actor, successor, Optional.of(previous), Role.OWNER));
                    outbox.append(tx, locked.id(), seated(actor, former, Optional.of(Role.OWNER), Role.ADMIN));
                    return null;
                });
    }

    private Future<Member> seat(
            Tx tx, Actor actor, WorkspaceId workspace, UserId user, Optional<Role> present, Role role) {
        present.ifPresent(Members::requireNotOwner);
        if (present.filter(role::equals).isPresent()) {
            return table.find(tx, workspace, user).map(Optional::orElseThrow);
        }
        var written = table.upsert(tx, workspace, user, role, clock.instant());
        var member = table.find(tx, workspace, user);
        return Future.all(written, member).map(done -> {
            tx.afterCommit(() -> memberships.changed(workspace, user));
            outbox.append(tx, workspace, seated(actor, user, present, role));
            return member.result().orElseThrow();
        });
    }

    private static NewEvent seated(Actor actor, UserId user, Optional<Role> previous, Role role) {
        return previous.map(former ->
                        event("member.role_changed", actor, user, roleData(role).put("previousRole", former.name())))
                .orElseGet(() -> event("member.added", actor, user, roleData(role)));
    }

    private static Role grantable(Access granter, String roleName) {
        var role = Role.named(roleName)
                .orElseThrow(() -> MembershipError.ROLE_NOT_FOUND.onField(
                        "role", "There is no role " + roleName + " in this workspace; GET …/roles lists them."));
        if (role == Role.OWNER) {
            throw MembershipError.OWNER_MUST_TRANSFER.onField(
                    "role", "A workspace has one owner; hand it over with POST …/transfer.");
        }
        if (!granter.permissions().containsAll(role.permissions())) {
            throw MembershipError.ROLE_ESCALATION.onField(
                    "role", "The role " + role + " permits more than you may do yourself.");
        }
        return role;
    }

    private static void requireTeam(Workspace workspace) {
        if (workspace.plan() == Plan.PERSONAL) {
            throw MembershipError.SINGLE_USER_PLAN.because(
                    "The plan of this workspace is PERSONAL, so nobody else can join; change the plan first.");
        }
    }

    private static Role requireMember(Optional<Role> present, UserId user) {
        return present.orElseThrow(() ->
                MembershipError.MEMBER_NOT_FOUND.because("The user " + user + " is not a member of this workspace."));
    }

    private static void requireNotOwner(Role role) {
        if (role == Role.OWNER) {
            throw MembershipError.OWNER_MUST_TRANSFER.because(
                    "The owner cannot be removed, leave or take another role; hand the workspace over first.");
        }
    }

    private static JsonObject roleData(Role role) {
        return new JsonObject().put("role", role.name());
    }

    private static NewEvent event(String type, Actor actor, UserId subject, JsonObject data) {
        return new NewEvent(type, subject.toString(), EventActor.of(actor), data.put("userId", subject.toString()));
    }
}
