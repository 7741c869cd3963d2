package dev.guildhall.extensions;

import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with extensions. */
public final class ExtensionPermissions {

    public static final Permission EXTENSIONS_READ =
            new Permission("extensions.read", "See installed extensions", Level.VIEWER);
    public static final Permission EXTENSIONS_MANAGE =
            new Permission("extensions.manage", "Install, configure, remove extensions", Level.EDITOR);

    /** Acting through an extension, by its routes as by its capabilities. */
    public static final Permission CAPABILITIES_INVOKE =
            new Permission("capabilities.invoke", "Invoke capabilities", Level.TOOL_RUNNER);

    public static final List<Permission> ALL = List.of(EXTENSIONS_READ, EXTENSIONS_MANAGE, CAPABILITIES_INVOKE);

    private ExtensionPermissions() {}
}
