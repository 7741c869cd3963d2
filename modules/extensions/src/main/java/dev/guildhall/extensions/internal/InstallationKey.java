package dev.guildhall.extensions.internal;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Installation;

/** An extension in a workspace. */
public record InstallationKey(WorkspaceId workspace, String extensionKey) {

    public static InstallationKey of(Installation installation) {
        return new InstallationKey(installation.workspace(), installation.extensionKey());
    }
}
