package dev.guildhall.membership;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.DeclaredPermission;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.internal.DeclaredPermissionTable;
import dev.guildhall.membership.internal.DeclaredPermissionTable.Withdrawn;
import dev.guildhall.membership.internal.RoleTable;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The permissions that installed extensions declare, and the roles that carry them. A role carries none that no extension
 * of the workspace declares: what goes with an extension, or with a version of it, goes from the roles in the same
 * transaction. Whoever changes what an extension declares has locked the workspace for its members.
 */
public final class DeclaredPermissions {

    private final Database database;
    private final Workspaces workspaces;
    private final RoleAdministration roles;
    private final DeclaredPermissionTable table = new DeclaredPermissionTable();
    private final RoleTable roleTable = new RoleTable();

    DeclaredPermissions(Database database, Workspaces workspaces, RoleAdministration roles) {
        this.database = database;
        this.workspaces = workspaces;
        this.roles = roles;
    }

    /** What roles of the workspace can carry: the permissions of the platform, and those that extensions declare. */
    public Future<Page<RolePermission>> list(WorkspaceId workspace, PageRequest<RolePermission> page) {
        return table.all(database, workspace).map(RolePermission::all).map(page::select);
    }

    /** The permission of this name: of the platform, or one that an installed extension declares. */
    public Future<Optional<NeededPermission>> find(WorkspaceId workspace, String name) {
        var platform = Permissions.named(name).map(NeededPermission::of);
        return platform.isPresent()
                ? Future.succeededFuture(platform)
                : table.find(database, workspace, name).map(found -> found.map(DeclaredPermission::needed));
    }

    /** What roles lose when the extension declares these and no more. */
    public Future<List<RoleShare>> losing(
            Tx tx, WorkspaceId workspace, String extension, List<DeclaredPermission> declared) {
        return table.ofExtension(tx, workspace, extension).compose(present -> {
            var gone = gone(present, declared);
            return carriers(tx, workspace, gone).map(carriers -> shares(carriers, gone));
        });
    }

    /** What roles get back when the last upgrade of the extension, after which it declares these, is rolled back. */
    public Future<List<RoleShare>> regaining(
            Tx tx, WorkspaceId workspace, String extension, List<DeclaredPermission> declared) {
        return returning(tx, workspace, extension, declared)
                .compose(returning -> roleTable
                        .named(tx, workspace, returning.keySet())
                        .map(found -> found.stream()
                                .map(role -> share(role, returning.get(RoleTable.id(role))))
                                .toList()));
    }

    /** The extension declares these now, and no others. */
    public Future<Void> replace(
            Tx tx, Authentication by, WorkspaceId workspace, String extension, List<DeclaredPermission> declared) {
        return withdraw(tx, by, workspace, extension, declared)
                .compose(withdrawn -> table.forget(tx, workspace, extension));
    }

    /** The same after an upgrade, which can be rolled back: what roles lose is kept for that. */
    public Future<Void> upgrade(
            Tx tx, Authentication by, WorkspaceId workspace, String extension, List<DeclaredPermission> declared) {
        return withdraw(tx, by, workspace, extension, declared)
                .compose(withdrawn -> table.forget(tx, workspace, extension)
                        .compose(forgotten -> table.keep(tx, workspace, withdrawn)));
    }

    /** The same after a rollback, by which roles get back what the upgrade took from them. */
    public Future<Void> rollBack(
            Tx tx, Authentication by, WorkspaceId workspace, String extension, List<DeclaredPermission> declared) {
        return withdraw(tx, by, workspace, extension, declared)
                .compose(withdrawn -> returning(tx, workspace, extension, declared))
                .compose(returning -> giveBack(tx, by, workspace, returning, declared))
                .compose(given -> table.forget(tx, workspace, extension));
    }

    /** The last upgrade of the extension cannot be rolled back any more. */
    public Future<Void> forget(Tx tx, WorkspaceId workspace, String extension) {
        return table.forget(tx, workspace, extension);
    }

    private static Set<String> gone(List<DeclaredPermission> present, List<DeclaredPermission> declared) {
        var gone = names(present);
        gone.removeAll(names(declared));
        return gone;
    }

    private static Set<String> names(List<DeclaredPermission> declared) {
        return declared.stream().map(DeclaredPermission::name).collect(Collectors.toCollection(HashSet::new));
    }

    private Future<List<Role>> carriers(Tx tx, WorkspaceId workspace, Set<String> permissions) {
        return permissions.isEmpty()
                ? Future.succeededFuture(List.of())
                : roleTable.carrying(tx, workspace, permissions);
    }

    private static List<RoleShare> shares(List<Role> carriers, Set<String> permissions) {
        return carriers.stream()
                .map(role -> share(role, carried(role, permissions)))
                .toList();
    }

    private static RoleShare share(Role role, Set<String> permissions) {
        return new RoleShare(
                role.id(), role.name(), permissions.stream().sorted().toList());
    }

    private static Set<String> carried(Role role, Set<String> permissions) {
        return role.declared().stream()
                .map(NeededPermission::name)
                .filter(permissions::contains)
                .collect(toSet());
    }

    private Future<List<Withdrawn>> withdraw(
            Tx tx, Authentication by, WorkspaceId workspace, String extension, List<DeclaredPermission> declared) {
        return table.ofExtension(tx, workspace, extension).compose(present -> {
            var gone = gone(present, declared);
            // The roles are read first: what they carry is told with what extensions declare.
            return carriers(tx, workspace, gone)
                    .compose(carriers -> (Set.copyOf(present).equals(Set.copyOf(declared))
                                    ? Future.<Void>succeededFuture()
                                    : table.replace(tx, workspace, extension, declared))
                            .compose(replaced ->
                                    writeAll(tx, by, workspace, carriers, role -> without(role.declared(), gone)))
                            .map(written -> carriers.stream()
                                    .flatMap(role -> carried(role, gone).stream()
                                            .map(name -> new Withdrawn(RoleTable.id(role), name)))
                                    .toList()));
        });
    }

    private static Set<NeededPermission> without(Set<NeededPermission> carried, Set<String> gone) {
        return carried.stream().filter(one -> !gone.contains(one.name())).collect(toSet());
    }

    /** By the roles that they return to. */
    private Future<Map<UUID, Set<String>>> returning(
            Tx tx, WorkspaceId workspace, String extension, List<DeclaredPermission> declared) {
        var names = names(declared);
        return table.withdrawn(tx, workspace, extension)
                .map(withdrawn -> withdrawn.stream()
                        .filter(one -> names.contains(one.name()))
                        .collect(groupingBy(Withdrawn::role, mapping(Withdrawn::name, toSet()))));
    }

    private Future<Void> giveBack(
            Tx tx,
            Authentication by,
            WorkspaceId workspace,
            Map<UUID, Set<String>> returning,
            List<DeclaredPermission> declared) {
        return returning.isEmpty()
                ? Future.succeededFuture()
                : roleTable
                        .named(tx, workspace, returning.keySet())
                        .compose(found -> writeAll(
                                tx,
                                by,
                                workspace,
                                found,
                                role -> Stream.concat(
                                                role.declared().stream(),
                                                declared.stream()
                                                        .filter(own -> returning
                                                                .get(RoleTable.id(role))
                                                                .contains(own.name()))
                                                        .map(DeclaredPermission::needed))
                                        .collect(toSet())));
    }

    /** Writes the roles with what they carry then, one after the other. */
    private Future<Void> writeAll(
            Tx tx,
            Authentication by,
            WorkspaceId workspace,
            List<Role> present,
            Function<Role, Set<NeededPermission>> carried) {
        return present.isEmpty()
                ? Future.succeededFuture()
                : workspaces
                        .lockForMembers(tx, workspace)
                        .compose(locked -> writeAll(tx, by, locked, present, carried));
    }

    private Future<Void> writeAll(
            Tx tx,
            Authentication by,
            Workspace locked,
            List<Role> present,
            Function<Role, Set<NeededPermission>> carried) {
        var done = Future.<Void>succeededFuture();
        for (var role : present) {
            done = done.compose(before -> roles.carry(tx, by, locked, role, carried.apply(role)));
        }
        return done;
    }
}
