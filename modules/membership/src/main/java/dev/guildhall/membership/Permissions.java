package dev.guildhall.membership;

import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.core.security.PermissionSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The permissions a role can hold, which are those that the modules declare. */
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

    private static final PermissionSet READING =
            REGISTRY.those(permission -> permission.name().endsWith(".read"));

    private Permissions() {}

    public static PermissionSet all() {
        return REGISTRY.all();
    }

    public static PermissionSet none() {
        return REGISTRY.none();
    }

    /** Those that let somebody see and change nothing. */
    public static PermissionSet reading() {
        return READING;
    }

    /** Those of a built-in role. */
    static PermissionSet of(Level level) {
        return REGISTRY.those(permission -> level.includes(permission.level()));
    }

    /** Those of the permissions that are declared. */
    public static PermissionSet setOf(Collection<Permission> permissions) {
        return REGISTRY.setOf(permissions);
    }

    /** The permission of this name, if there is one. */
    public static Optional<Permission> named(String name) {
        return REGISTRY.named(name);
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
