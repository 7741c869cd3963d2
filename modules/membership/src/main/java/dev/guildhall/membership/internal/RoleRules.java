package dev.guildhall.membership.internal;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionSet;
import dev.guildhall.membership.MembershipError;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What nobody may do with roles, whoever they are. */
public final class RoleRules {

    /** How many roles a workspace can define; a list of them is held in memory. */
    static final int LIMIT = 200;

    private RoleRules() {}

    public static void requireGrantable(Access granter, Role role) {
        if (role.isOwner()) {
            throw MembershipError.OWNER_MUST_TRANSFER.onField(
                    "role", "A workspace has one owner; hand it over with POST …/transfer.");
        }
        requireHeld(granter, role, "role", "The role " + role.name());
    }

    public static void requireGrantable(Access granter, OrganizationRole role) {
        if (role == OrganizationRole.OWNER) {
            throw MembershipError.OWNER_MUST_TRANSFER.onField(
                    "role", "An organization has one owner; hand it over with POST …/transfer.");
        }
        requireHeld(granter, role.permissions(), Set.of(), "role", "The role " + role);
    }

    /** Who holds more than they do is out of somebody's reach, or else a lesser one could turn the greater out. */
    public static void requireInReach(Access actor, OrganizationRole present) {
        requireHeld(actor, present.permissions(), Set.of(), "userId", "The member's role " + present);
    }

    public static void requireDefinable(Access definer, Role wanted) {
        requireHeld(definer, wanted, "permissions", "A role with these permissions");
    }

    public static void requireChangeable(Access changer, Role role) {
        requireHeld(changer, role, "roleId", "The role " + role.name());
    }

    /** Who holds more than they do is out of somebody's reach, or else a lesser one could turn the greater out. */
    public static void requireInReach(Access actor, Role present) {
        requireHeld(actor, present, "userId", "The member's role " + present.name());
    }

    /** Whether somebody may do all themselves that the role permits, or may again when no suspension withholds it. */
    public static boolean holds(Access access, Role role) {
        return holds(access, role.permissions()) && role.declared().stream().allMatch(access::holds);
    }

    /** Whether somebody may do all of this themselves, or may again when no suspension withholds it. */
    public static boolean holds(Access access, PermissionSet permissions) {
        return permissions.stream().allMatch(access::holds);
    }

    private static void requireHeld(Access actor, Role role, String field, String what) {
        requireHeld(actor, role.permissions(), role.declared(), field, what);
    }

    private static void requireHeld(
            Access actor, PermissionSet permissions, Set<NeededPermission> declared, String field, String what) {
        var missing = permissions.minus(Permissions.setOf(actor.permissions()));
        var excess = Stream.concat(
                        Permissions.ordered(missing).stream().map(Permission::name),
                        declared.stream()
                                .filter(carried -> !actor.allows(carried))
                                .map(NeededPermission::name)
                                .sorted())
                .toList();
        if (!excess.isEmpty()) {
            throw MembershipError.ROLE_ESCALATION.onField(
                    field,
                    what + (permissions.size() + declared.size() == excess.size() ? " permits" : " also permits")
                            + " what you may not do yourself: " + String.join(", ", excess) + ".");
        }
    }

    public static void requireRoom(int count) {
        if (count >= LIMIT) {
            throw MembershipError.TOO_MANY_ROLES.because(
                    "A workspace can define " + LIMIT + " roles; delete one that nobody has first.");
        }
    }

    public static void requireCustom(String id) {
        Role.builtIn(id).ifPresent(role -> {
            throw MembershipError.ROLE_BUILT_IN.because(
                    "The role " + role.name() + " is built in and stays as it is; define one of your own instead.");
        });
    }

    /** The id of a custom role in a path; fails as for a role that is not there. */
    public static UUID customId(String id) {
        if (!Ids.isUuid(id)) {
            throw unknown("roleId", id);
        }
        return UUID.fromString(id);
    }

    public static void requireFreeOfBuiltIns(String name) {
        if (Role.builtIn(name).isPresent()) {
            throw exists(name);
        }
    }

    public static Problem exists(String name) {
        return MembershipError.ROLE_NAME_EXISTS.onField(
                "name",
                "There is a role named " + name + " in this workspace already; the case of letters is ignored.");
    }

    public static Problem unknown(String field, String nameOrId) {
        return MembershipError.ROLE_NOT_FOUND.onField(
                field, "There is no role " + nameOrId + " in this workspace; GET …/roles lists them.");
    }

    public static Problem inUse(int members, int teams) {
        return MembershipError.ROLE_IN_USE.because(
                members + teams == 0
                        ? "The role is still given by an open invitation; revoke it or let it end first."
                        : "The role is held by "
                                + Stream.of(counted(members, "member"), counted(teams, "team"))
                                        .flatMap(Optional::stream)
                                        .collect(Collectors.joining(" and "))
                                + "; give them another one first.");
    }

    private static Optional<String> counted(int holders, String what) {
        return holders == 0 ? Optional.empty() : Optional.of(holders + " " + what + (holders == 1 ? "" : "s"));
    }
}
