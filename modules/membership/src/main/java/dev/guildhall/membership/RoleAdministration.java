package dev.guildhall.membership;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.DeclaredPermission;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.PermissionSet;
import dev.guildhall.events.Journal;
import dev.guildhall.membership.RoleInput.Wanted;
import dev.guildhall.membership.internal.AccessMemory;
import dev.guildhall.membership.internal.DeclaredPermissionTable;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.membership.internal.MemberRoleTable;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.membership.internal.RoleEvents;
import dev.guildhall.membership.internal.RoleHolder;
import dev.guildhall.membership.internal.RoleRules;
import dev.guildhall.membership.internal.RoleTable;
import dev.guildhall.membership.internal.TeamGrantTable;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Defines, changes and deletes the roles of a workspace. Nobody does that to a role that permits what they may not do
 * themselves.
 */
public final class RoleAdministration {

    private final Database database;
    private final Workspaces workspaces;
    private final Journal journal;
    private final HeldAccess heldAccess;
    private final AccessMemory memory;
    private final PendingOffers offers;
    private final Clock clock;
    private final RoleTable table = new RoleTable();
    private final DeclaredPermissionTable permissions = new DeclaredPermissionTable();
    private final MemberRoleTable members = new MemberRoleTable();
    private final TeamGrantTable grants = new TeamGrantTable();
    private final List<RoleHolder> holders;

    RoleAdministration(
            Database database,
            Workspaces workspaces,
            Journal journal,
            HeldAccess heldAccess,
            AccessMemory memory,
            PendingOffers offers,
            List<RoleHolder> holders,
            Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.journal = journal;
        this.heldAccess = heldAccess;
        this.memory = memory;
        this.offers = offers;
        this.holders = holders;
        this.clock = clock;
    }

    /** Reads a role as somebody wants it; fails with {@code REQUEST.INVALID} naming every field that is wrong. */
    public Future<RoleInput> read(ApiRequest request, JsonObject wanted) {
        return (RoleInput.namesOthers(wanted)
                        ? permissions.all(database, request.workspace())
                        : Future.succeededFuture(List.<DeclaredPermission>of()))
                .map(declared -> RoleInput.of(
                        wanted,
                        declared.stream().map(DeclaredPermission::name).collect(Collectors.toUnmodifiableSet())));
    }

    /** Defines a role. Name and permissions are required. */
    public Future<Role> create(Authentication by, WorkspaceId workspace, RoleInput input) {
        var name = input.name().orElseThrow(() -> missing("name"));
        var wanted = input.permissions().orElseThrow(() -> missing("permissions"));
        RoleRules.requireFreeOfBuiltIns(name);
        return inTurn(
                        by,
                        workspace,
                        (tx, locked, access) -> declared(tx, workspace, wanted).compose(declared -> {
                            var now = now();
                            var role = Role.custom(
                                    Ids.next(),
                                    name,
                                    input.description().orElse(null),
                                    wanted.permissions(),
                                    declared,
                                    1,
                                    now,
                                    now);
                            RoleRules.requireDefinable(access, role);
                            return insert(tx, by, workspace, role);
                        }))
                .recover(nameExists(name));
    }

    private Future<Role> insert(Tx tx, Authentication by, WorkspaceId workspace, Role role) {
        return table.howMany(tx, workspace)
                .compose(count -> {
                    RoleRules.requireRoom(count);
                    return table.insert(tx, workspace, role);
                })
                .map(inserted -> {
                    tx.afterCommit(() -> memory.roleChanged(workspace, RoleTable.id(role)));
                    journal.record(tx, workspace, RoleEvents.created(by, role));
                    return role;
                });
    }

    private Future<Set<NeededPermission>> declared(Tx tx, WorkspaceId workspace, Wanted wanted) {
        return wanted.declared().isEmpty()
                ? Future.succeededFuture(Set.of())
                : permissions.named(tx, workspace, wanted.declared().keySet()).map(wanted::among);
    }

    /** Changes the fields given of a custom role; everyone who has it is affected at once. */
    public Future<Role> change(
            Authentication by, WorkspaceId workspace, String id, RoleInput input, IfMatch condition) {
        RoleRules.requireCustom(id);
        input.name().ifPresent(RoleRules::requireFreeOfBuiltIns);
        return inTurn(
                        by,
                        workspace,
                        (tx, locked, access) -> required(tx, workspace, id).compose(current -> {
                            condition.verify(current.revision());
                            RoleRules.requireChangeable(access, current);
                            return changed(tx, workspace, current, input).compose(changed -> {
                                RoleRules.requireDefinable(access, changed);
                                return isSame(current, changed)
                                        ? Future.succeededFuture(current)
                                        : write(tx, by, locked, current, changed);
                            });
                        }))
                .recover(nameExists(input.name().orElse("")));
    }

    /** Has a custom role carry these permissions of extensions and no others. */
    Future<Void> carry(Tx tx, Authentication by, Workspace locked, Role role, Set<NeededPermission> declared) {
        var nothing = new RoleInput(Optional.empty(), false, Optional.empty(), Optional.empty());
        return write(tx, by, locked, role, changed(role, nothing, role.permissions(), declared))
                .mapEmpty();
    }

    private Future<Role> write(Tx tx, Authentication by, Workspace locked, Role current, Role changed) {
        var workspace = locked.id();
        return table.write(tx, workspace, changed).compose(written -> {
            tx.afterCommit(() -> memory.roleChanged(workspace, RoleTable.id(changed)));
            journal.record(tx, workspace, RoleEvents.updated(by, current, changed));
            return permitTheSame(current, changed)
                    ? Future.succeededFuture(changed)
                    : offers.review(tx, locked, Optional.empty(), by).map(changed);
        });
    }

    /** Deletes a custom role that nobody has. */
    public Future<Void> delete(Authentication by, WorkspaceId workspace, String id, IfMatch condition) {
        RoleRules.requireCustom(id);
        return inTurn(
                        by,
                        workspace,
                        (tx, locked, access) -> required(tx, workspace, id).compose(role -> {
                            condition.verify(role.revision());
                            RoleRules.requireChangeable(access, role);
                            return released(tx, workspace, role)
                                    .compose(released -> table.delete(tx, workspace, role))
                                    .<Void>map(deleted -> {
                                        tx.afterCommit(() -> memory.roleChanged(workspace, RoleTable.id(role)));
                                        journal.record(tx, workspace, RoleEvents.deleted(by, role));
                                        return null;
                                    });
                        }))
                .recover(failure -> inUse(workspace, RoleRules.customId(id), failure));
    }

    /** Work on the roles and members of a workspace, one transaction at a time, with what its actor may do right then. */
    private <T> Future<T> inTurn(Authentication by, WorkspaceId workspace, Turn<T> work) {
        return database.inTransaction(
                workspace,
                tx -> workspaces
                        .lockForMembers(tx, workspace)
                        .compose(locked -> heldAccess.access(tx, by, locked).compose(access -> {
                            access.require(MemberPermissions.ROLES_MANAGE);
                            return work.apply(tx, locked, access);
                        })));
    }

    private interface Turn<T> {
        Future<T> apply(Tx tx, Workspace locked, Access access);
    }

    private Future<Void> released(Tx tx, WorkspaceId workspace, Role role) {
        var done = Future.<Void>succeededFuture();
        for (var holder : holders) {
            done = done.compose(before -> holder.release(tx, workspace, RoleTable.id(role)));
        }
        return done;
    }

    // The foreign keys of those who have the role refuse; how many they are is for the message alone.
    private Future<Void> inUse(WorkspaceId workspace, UUID id, Throwable failure) {
        if (!(failure instanceof ConstraintViolation violation
                && violation.constraint().endsWith("_custom_role_fk"))) {
            return Future.failedFuture(failure);
        }
        var members = this.members.countWithRole(database, workspace, id);
        var teams = grants.countWithRole(database, workspace, id);
        return Future.all(members, teams)
                .compose(counted ->
                        RoleRules.inUse(members.result(), teams.result()).asFuture());
    }

    private Future<Role> required(Tx tx, WorkspaceId workspace, String id) {
        return table.find(tx, workspace, RoleRules.customId(id))
                .map(found -> found.orElseThrow(() -> RoleRules.unknown("roleId", id)));
    }

    private Future<Role> changed(Tx tx, WorkspaceId workspace, Role current, RoleInput input) {
        return input.permissions()
                .map(wanted -> declared(tx, workspace, wanted)
                        .map(declared -> changed(current, input, wanted.permissions(), declared)))
                .orElseGet(() ->
                        Future.succeededFuture(changed(current, input, current.permissions(), current.declared())));
    }

    private Role changed(Role current, RoleInput input, PermissionSet permissions, Set<NeededPermission> declared) {
        return Role.custom(
                RoleTable.id(current),
                input.name().orElse(current.name()),
                (input.describes() ? input.description() : current.description()).orElse(null),
                permissions,
                declared,
                current.revision() + 1,
                current.createdAt(),
                now());
    }

    private static boolean isSame(Role one, Role other) {
        return one.name().equals(other.name())
                && one.description().equals(other.description())
                && permitTheSame(one, other);
    }

    private static boolean permitTheSame(Role one, Role other) {
        return one.permissions().equals(other.permissions()) && one.declared().equals(other.declared());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static <T> Function<Throwable, Future<T>> nameExists(String name) {
        return ConstraintViolation.means(Map.of(
                "custom_role_name_unique", () -> RoleRules.exists(name),
                "custom_role_name_not_built_in", () -> RoleRules.exists(name)));
    }

    private static Problem missing(String field) {
        return CommonError.REQUEST_INVALID.onField(field, field + " is required");
    }
}
