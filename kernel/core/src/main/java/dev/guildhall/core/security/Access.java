package dev.guildhall.core.security;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What somebody may do in one tenant, after every rule is applied.
 *
 * @param role the role's name as clients see it, for example {@code MEMBER}
 * @param permissions the effective permissions of the platform
 * @param suspension of the organization; null when it is not suspended, or when they may write all the same
 * @param holding decides on one permission, those that extensions declare included, but for a suspension
 */
public record Access(
        Tenant tenant,
        String role,
        Set<Permission> permissions,
        Suspension suspension,
        Predicate<NeededPermission> holding) {

    /**
     * That an organization is suspended, so that everything in it can be read and nothing changed.
     *
     * @param withheld the permissions that somebody would have if it were not
     */
    public record Suspension(Set<Permission> withheld) {

        /** What whoever wants to change something is told. */
        public static Problem problem() {
            return CommonError.ORGANIZATION_SUSPENDED.because(
                    "The organization is suspended: everything in it can be read and nothing changed. Ask its app or an"
                            + " administrator of the platform to lift that.");
        }
    }

    /** Access that no suspension limits, with what is held with the permissions. */
    public Access(Tenant tenant, String role, Set<Permission> permissions) {
        this(tenant, role, permissions, null, needed -> isHeldWith(permissions, needed));
    }

    private static boolean isHeldWith(Set<Permission> permissions, NeededPermission needed) {
        return permissions.stream().anyMatch(held -> held.name().equals(needed.heldWith()));
    }

    /** The workspace, of access to one. */
    public WorkspaceId workspace() {
        if (tenant instanceof WorkspaceId workspace) {
            return workspace;
        }
        throw new IllegalStateException("This is no access to a workspace");
    }

    public boolean allows(Permission permission) {
        return permissions.contains(permission);
    }

    public boolean allows(NeededPermission needed) {
        return holds(needed) && (suspension == null || needed.reads());
    }

    /** Whether the permission is theirs, be it that a suspension withholds it for the time being. */
    public boolean holds(Permission permission) {
        return allows(permission) || suspension != null && suspension.withheld().contains(permission);
    }

    public boolean holds(NeededPermission needed) {
        return holding.test(needed);
    }

    /**
     * Fails with {@code ORGANIZATION.SUSPENDED} when nothing but a suspension withholds the permission, and with {@code
     * ACCESS.DENIED} when it is not theirs at all.
     */
    public void require(Permission permission) {
        if (!allows(permission)) {
            throw refusal(holds(permission), permission.name());
        }
    }

    public void require(NeededPermission needed) {
        if (!allows(needed)) {
            throw refusal(holds(needed), needed.name());
        }
    }

    private Problem refusal(boolean isHeld, String permission) {
        return isHeld
                ? Suspension.problem()
                : CommonError.ACCESS_DENIED.because("This needs the permission " + permission + ", which your role "
                        + role + " or your credential does not have.");
    }

    /** Fails with {@code ORGANIZATION.SUSPENDED} when nothing may be changed, whoever is allowed to. */
    public void requireChangeable() {
        if (suspension != null) {
            throw Suspension.problem();
        }
    }
}
