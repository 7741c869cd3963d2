package dev.guildhall.membership;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import dev.guildhall.core.security.PermissionSet;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a member is in a workspace: one of the built-in roles, which every workspace has, or one that the workspace
 * defined for itself.
 *
 * @param id the id of a custom role as text, the name of a built-in one
 * @param level the place of a built-in role in the capability hierarchy: owner, editor, tool_runner or viewer
 * @param permissions what the role permits by itself
 * @param declared permissions of extensions that it carries by name, beside those that are held with its own
 * @param revision counts changes; the ETag clients see
 * @param createdAt null for a built-in role, like the time of its last change
 */
public record Role(
        String id,
        String name,
        Optional<String> description,
        Optional<String> level,
        PermissionSet permissions,
        Set<NeededPermission> declared,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    public static final Role OWNER =
            builtIn("OWNER", Level.OWNER, "Everything, and the only one who can delete or hand over the workspace");

    public static final Role ADMIN =
            builtIn("ADMIN", Level.EDITOR, "Everything but deleting or handing over the workspace");

    public static final Role MEMBER = builtIn(
            "MEMBER", Level.TOOL_RUNNER, "Uses what is there: invokes capabilities, publishes events, runs agents");

    public static final Role VIEWER = builtIn("VIEWER", Level.VIEWER, "Reads");

    /** Of an installed extension that runs elsewhere; its token carries no more than the workspace has granted. */
    public static final Role EXTENSION =
            builtIn("EXTENSION", Level.OWNER, "What the workspace has granted to the extension");

    private static final List<Role> BUILT_IN = List.of(OWNER, ADMIN, MEMBER, VIEWER);

    private static Role builtIn(String name, Level level, String description) {
        return new Role(
                name,
                name,
                Optional.of(description),
                Optional.of(level.name().toLowerCase(Locale.ROOT)),
                Permissions.of(Tenant.Kind.WORKSPACE, level),
                Set.of(),
                1,
                null,
                null);
    }

    public static Role custom(
            UUID id,
            String name,
            String description,
            PermissionSet permissions,
            Set<NeededPermission> declared,
            long revision,
            Instant createdAt,
            Instant updatedAt) {
        return new Role(
                id.toString(),
                name,
                Optional.ofNullable(description),
                Optional.empty(),
                permissions,
                declared,
                revision,
                createdAt,
                updatedAt);
    }

    /** The roles every workspace has, the most powerful first. */
    public static List<Role> builtIn() {
        return BUILT_IN;
    }

    /** The built-in role of this name, in any case. */
    public static Optional<Role> builtIn(String name) {
        // Lower case as the database folds names, for which a dotless i is no i.
        var folded = name.strip().toLowerCase(Locale.ROOT);
        return BUILT_IN.stream()
                .filter(role -> role.name.toLowerCase(Locale.ROOT).equals(folded))
                .findFirst();
    }

    /** Whether whoever has the role has the permission. */
    public boolean permits(NeededPermission needed) {
        return Permissions.include(permissions, needed)
                || declared.stream().anyMatch(carried -> carried.name().equals(needed.name()));
    }

    /** The names of all that it permits, in their order. */
    public List<String> permissionNames() {
        return Stream.concat(
                        permissions.stream().map(Permission::name),
                        declared.stream().map(NeededPermission::name))
                .sorted()
                .toList();
    }

    public boolean isBuiltIn() {
        return level.isPresent();
    }

    public boolean isOwner() {
        return is(OWNER);
    }

    /** Whether it is the same role, in whatever revision. */
    public boolean is(Role other) {
        return id.equals(other.id);
    }
}
