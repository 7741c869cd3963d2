package dev.guildhall.capabilities;

import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with capabilities. */
public final class CapabilityPermissions {

    public static final Permission CAPABILITIES_READ =
            new Permission("capabilities.read", "See registered capabilities", Level.VIEWER);
    public static final Permission CAPABILITIES_REGISTER =
            new Permission("capabilities.register", "Register external capabilities", Level.EDITOR);

    public static final List<Permission> ALL = List.of(CAPABILITIES_READ, CAPABILITIES_REGISTER);

    private CapabilityPermissions() {}
}
