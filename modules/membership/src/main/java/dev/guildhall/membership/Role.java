package dev.guildhall.membership;

import static dev.guildhall.membership.Permissions.AGENTS_READ;
import static dev.guildhall.membership.Permissions.AGENTS_RUN;
import static dev.guildhall.membership.Permissions.CAPABILITIES_INVOKE;
import static dev.guildhall.membership.Permissions.CAPABILITIES_READ;
import static dev.guildhall.membership.Permissions.EVENTS_PUBLISH;
import static dev.guildhall.membership.Permissions.EVENTS_READ;
import static dev.guildhall.membership.Permissions.EXTENSIONS_READ;
import static dev.guildhall.membership.Permissions.MEMBERS_READ;
import static dev.guildhall.membership.Permissions.ROLES_READ;
import static dev.guildhall.membership.Permissions.SESSIONS_READ;
import static dev.guildhall.membership.Permissions.SESSIONS_WRITE;
import static dev.guildhall.membership.Permissions.WORKSPACE_DELETE;
import static dev.guildhall.membership.Permissions.WORKSPACE_READ;
import static dev.guildhall.membership.Permissions.WORKSPACE_TRANSFER;

import dev.guildhall.core.security.Permission;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The roles every workspace has. */
public enum Role {
    OWNER("owner", "Everything, and the only one who can delete or hand over the workspace", Permissions.all()),
    ADMIN(
            "editor",
            "Everything but deleting or handing over the workspace",
            allBut(WORKSPACE_DELETE, WORKSPACE_TRANSFER)),
    MEMBER(
            "tool_runner",
            "Uses what is there: invokes capabilities, publishes events, runs agents",
            Set.of(
                    WORKSPACE_READ,
                    MEMBERS_READ,
                    ROLES_READ,
                    EXTENSIONS_READ,
                    CAPABILITIES_READ,
                    CAPABILITIES_INVOKE,
                    EVENTS_READ,
                    EVENTS_PUBLISH,
                    AGENTS_READ,
                    AGENTS_RUN,
                    SESSIONS_READ,
                    SESSIONS_WRITE)),
    VIEWER(
            "viewer",
            "Reads",
            Set.of(
                    WORKSPACE_READ,
                    MEMBERS_READ,
                    ROLES_READ,
                    EXTENSIONS_READ,
                    CAPABILITIES_READ,
                    EVENTS_READ,
                    AGENTS_READ,
                    SESSIONS_READ));

    private final String level;
    private final String description;
    private final Set<Permission> permissions;

    Role(String level, String description, Set<Permission> permissions) {
        this.level = level;
        this.description = description;
        this.permissions = permissions;
    }

    private static Set<Permission> allBut(Permission... excluded) {
        var rest = new HashSet<>(Permissions.all());
        rest.removeAll(Set.of(excluded));
        return Set.copyOf(rest);
    }

    /** The role's place in the capability hierarchy: owner, editor, tool_runner or viewer. */
    public String level() {
        return level;
    }

    public String description() {
        return description;
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    static Optional<Role> named(String name) {
        try {
            return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
