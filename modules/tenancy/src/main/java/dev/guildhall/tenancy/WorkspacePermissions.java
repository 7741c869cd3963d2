package dev.guildhall.tenancy;

import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with a workspace itself. */
public final class WorkspacePermissions {

    public static final Permission WORKSPACE_READ = new Permission("workspace.read", "See the workspace", Level.VIEWER);
    public static final Permission WORKSPACE_UPDATE =
            new Permission("workspace.update", "Rename the workspace", Level.EDITOR);
    public static final Permission WORKSPACE_DELETE =
            new Permission("workspace.delete", "Delete the workspace and all it owns", Level.OWNER);
    public static final Permission WORKSPACE_TRANSFER =
            new Permission("workspace.transfer", "Hand the workspace to another owner", Level.OWNER);
    public static final Permission SETTINGS_MANAGE =
            new Permission("settings.manage", "Change settings and preferences", Level.EDITOR);

    public static final List<Permission> ALL =
            List.of(WORKSPACE_READ, WORKSPACE_UPDATE, WORKSPACE_DELETE, WORKSPACE_TRANSFER, SETTINGS_MANAGE);

    private WorkspacePermissions() {}
}
