package dev.guildhall.membership;

import dev.guildhall.core.security.Permission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalogue of permissions a role can hold. */
public final class Permissions {

    /** A {@link PermissionSet} has a bit for each. */
    private static final int LIMIT = Long.SIZE;

    private static final Map<Permission, String> CATALOGUE = new LinkedHashMap<>();
    private static final Map<Permission, Long> BITS = new HashMap<>();
    private static final List<Permission> ORDERED = new ArrayList<>();

    public static final Permission WORKSPACE_READ = add("workspace.read", "See the workspace");
    public static final Permission WORKSPACE_UPDATE = add("workspace.update", "Rename the workspace");
    public static final Permission WORKSPACE_DELETE = add("workspace.delete", "Delete the workspace and all it owns");
    public static final Permission WORKSPACE_TRANSFER =
            add("workspace.transfer", "Hand the workspace to another owner");
    public static final Permission SETTINGS_MANAGE = add("settings.manage", "Change settings and preferences");
    public static final Permission MEMBERS_READ = add("members.read", "See who belongs to the workspace");
    public static final Permission MEMBERS_MANAGE = add("members.manage", "Add and remove members and change roles");
    public static final Permission ROLES_READ = add("roles.read", "See roles and what they permit");
    public static final Permission ROLES_MANAGE = add("roles.manage", "Define custom roles");
    public static final Permission INVITATIONS_MANAGE = add("invitations.manage", "See, send and revoke invitations");
    public static final Permission AUDIT_READ = add("audit.read", "Read the audit log");
    public static final Permission EXTENSIONS_READ = add("extensions.read", "See installed extensions");
    public static final Permission EXTENSIONS_MANAGE =
            add("extensions.manage", "Install, configure, remove extensions");
    public static final Permission CAPABILITIES_READ = add("capabilities.read", "See registered capabilities");
    public static final Permission CAPABILITIES_INVOKE = add("capabilities.invoke", "Invoke capabilities");
    public static final Permission CAPABILITIES_REGISTER =
            add("capabilities.register", "Register external capabilities");
    public static final Permission EVENTS_READ = add("events.read", "Read and stream events");
    public static final Permission EVENTS_PUBLISH = add("events.publish", "Publish events");
    public static final Permission SUBSCRIPTIONS_MANAGE = add("subscriptions.manage", "Manage event subscriptions");
    public static final Permission AGENTS_READ = add("agents.read", "See agents");
    public static final Permission AGENTS_RUN = add("agents.run", "Run agents");
    public static final Permission AGENTS_MANAGE = add("agents.manage", "Define agents, restrictions and grants");
    public static final Permission SESSIONS_READ = add("sessions.read", "Read agent sessions");
    public static final Permission SESSIONS_WRITE = add("sessions.write", "Write to agent sessions");

    private static final PermissionSet ALL = PermissionSet.of(CATALOGUE.keySet());
    private static final PermissionSet READING = PermissionSet.of(CATALOGUE.keySet().stream()
            .filter(permission -> permission.name().endsWith(".read"))
            .toList());

    private Permissions() {}

    private static Permission add(String name, String description) {
        var permission = new Permission(name);
        if (ORDERED.size() == LIMIT) {
            throw new IllegalStateException("There are more than " + LIMIT + " permissions");
        }
        CATALOGUE.put(permission, description);
        BITS.put(permission, 1L << ORDERED.size());
        ORDERED.add(permission);
        return permission;
    }

    public static PermissionSet all() {
        return ALL;
    }

    /** Those that let somebody see and change nothing. */
    public static PermissionSet reading() {
        return READING;
    }

    /** The permission of this name, if there is one. */
    public static Optional<Permission> named(String name) {
        var permission = new Permission(name);
        return CATALOGUE.containsKey(permission) ? Optional.of(permission) : Optional.empty();
    }

    /** Every permission with what it allows, in the order clients list them. */
    static Map<Permission, String> catalogue() {
        return CATALOGUE;
    }

    /** The permission's bit in a {@link PermissionSet}; none for one that is not in the catalogue. */
    static long bit(Permission permission) {
        var bit = BITS.get(permission);
        return bit == null ? 0 : bit;
    }

    static Permission at(int place) {
        return ORDERED.get(place);
    }
}
