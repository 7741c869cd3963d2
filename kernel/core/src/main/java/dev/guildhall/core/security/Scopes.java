package dev.guildhall.core.security;

import java.util.List;
import java.util.Set;

/**
 * What a credential is limited to.
 *
 * @param permissions of the platform
 * @param names as they were given: of permissions, those that extensions declare included, and of families such as
 *     {@code polls.*}, which have all permissions that begin so
 */
public record Scopes(Set<Permission> permissions, List<String> names) {

    /** What a family's name ends with. */
    public static final String FAMILY = ".*";

    public Scopes {
        names = List.copyOf(names);
    }

    /** Nothing but these. */
    public static Scopes of(Set<Permission> permissions) {
        return new Scopes(
                permissions, permissions.stream().map(Permission::name).toList());
    }

    /** What these names mean; one that nobody declares allows nothing. */
    public static Scopes named(PermissionRegistry registry, List<String> names) {
        return new Scopes(
                registry.those(permission -> names.stream().anyMatch(name -> isOf(name, permission.name()))), names);
    }

    public boolean include(Permission permission) {
        return permissions.contains(permission);
    }

    public boolean include(NeededPermission needed) {
        return names.stream().anyMatch(name -> isOf(name, needed.name()));
    }

    /** Whether a permission is the one that is named, or one of the family. */
    public static boolean isOf(String name, String permission) {
        return name.endsWith(FAMILY)
                ? permission.startsWith(name.substring(0, name.length() - FAMILY.length() + 1))
                : permission.equals(name);
    }
}
