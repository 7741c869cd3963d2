package dev.guildhall.core.security;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** All permissions there are, as the modules declare them, each at a place of its own. Immutable. */
public final class PermissionRegistry {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+");

    private final List<Permission> permissions;
    private final Map<Permission, Integer> places = new HashMap<>();
    private final Map<String, Permission> byName = new HashMap<>();
    private final PermissionSet all;

    /** Fails when two permissions have one name, or one has none that can be told in a contract. */
    public PermissionRegistry(Collection<Permission> permissions) {
        this.permissions = List.copyOf(permissions);
        this.permissions.forEach(this::add);
        this.all = setOf(this.permissions);
    }

    private void add(Permission permission) {
        if (!NAME.matcher(permission.name()).matches()) {
            throw new IllegalArgumentException(
                    "The permission " + permission.name() + " must be named like members.manage");
        }
        if (byName.put(permission.name(), permission) != null) {
            throw new IllegalArgumentException("The permission " + permission.name() + " is declared twice");
        }
        places.put(permission, places.size());
    }

    public PermissionSet all() {
        return all;
    }

    public PermissionSet none() {
        return PermissionSet.none(this);
    }

    /** The permission of this name, if there is one. */
    public Optional<Permission> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Those of the permissions that are declared; there is nothing that another could allow. */
    public PermissionSet setOf(Collection<Permission> some) {
        return PermissionSet.of(this, some);
    }

    /** The permissions of which something is true. */
    public PermissionSet those(Predicate<Permission> wanted) {
        return setOf(permissions.stream().filter(wanted).toList());
    }

    /** Where the permission is in the sets of this registry, or -1 when it is not declared. */
    int place(Permission permission) {
        return places.getOrDefault(permission, -1);
    }

    Permission at(int place) {
        return permissions.get(place);
    }

    int size() {
        return permissions.size();
    }
}
