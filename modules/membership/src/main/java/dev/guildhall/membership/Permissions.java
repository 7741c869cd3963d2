package dev.guildhall.membership;

import dev.guildhall.core.id.Tenant.Kind;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.core.security.PermissionSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The permissions that there are, which are those that the modules declare. */
public final class Permissions {

    private static final PermissionRegistry REGISTRY = Product.permissions();

    /** What clients are told of first: the workspace, who belongs to it, and then what it has. */
    private static final List<String> DOMAINS = List.of(
            "workspace",
            "settings",
            "members",
            "roles",
            "invitations",
            "audit",
            "extensions",
            "capabilities",
            "events",
            "subscriptions",
            "agents",
            "sessions");

    private static final PermissionSet NONE = REGISTRY.none();
    private static final PermissionSet WORKSPACE = REGISTRY.those(isOf(Kind.WORKSPACE));
    private static final PermissionSet ORGANIZATION = REGISTRY.those(isOf(Kind.ORGANIZATION));

    private static final PermissionSet READING =
            REGISTRY.those(permission -> permission.name().endsWith(".read"));

    private Permissions() {}

    /** All that can be had in a workspace. */
    public static PermissionSet all() {
        return WORKSPACE;
    }

    /** All that can be had in a tenant of this kind. */
    public static PermissionSet all(Kind tenant) {
        return switch (tenant) {
            case WORKSPACE -> WORKSPACE;
            case ORGANIZATION -> ORGANIZATION;
            case PLATFORM -> none();
        };
    }

    public static PermissionSet none() {
        return NONE;
    }

    /** Those that let somebody see a workspace and change nothing. */
    public static PermissionSet reading() {
        return reading(Kind.WORKSPACE);
    }

    /** Those that let somebody see a tenant of this kind and change nothing. */
    public static PermissionSet reading(Kind tenant) {
        return READING.intersection(all(tenant));
    }

    /** Those of a built-in role in a tenant of this kind. */
    static PermissionSet of(Kind tenant, Level level) {
        return REGISTRY.those(isOf(tenant).and(permission -> level.includes(permission.level())));
    }

    private static Predicate<Permission> isOf(Kind tenant) {
        return permission -> permission.tenant() == tenant;
    }

    /** Those of the permissions that are declared. */
    public static PermissionSet setOf(Collection<Permission> permissions) {
        return REGISTRY.setOf(permissions);
    }

    /** The permission of this name that can be had in a workspace, if there is one. */
    public static Optional<Permission> named(String name) {
        return REGISTRY.named(name).filter(WORKSPACE::contains);
    }

    /** Whether whoever has these has that one too, which is one of the platform or held with one. */
    public static boolean include(PermissionSet permissions, NeededPermission needed) {
        return REGISTRY.named(needed.heldWith()).filter(permissions::contains).isPresent();
    }

    /** In the order clients list them: by what they are about, and then by who has them. */
    public static List<Permission> ordered(PermissionSet permissions) {
        return permissions.stream()
                .sorted(Comparator.comparing(Permissions::rank)
                        .thenComparing(Permissions::domain)
                        .thenComparing(Permission::level))
                .toList();
    }

    private static int rank(Permission permission) {
        var known = DOMAINS.indexOf(domain(permission));
        return known < 0 ? DOMAINS.size() : known;
    }

    private static String domain(Permission permission) {
        return permission.name().substring(0, permission.name().indexOf('.'));
    }
}
