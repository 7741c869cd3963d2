package dev.guildhall.extensions;

import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;

/** Takes an extension out of service in a workspace without starting anything. */
@FunctionalInterface
public interface ExtensionSwitch {

    /** Disables the extension as the system; fails with {@code EXTENSION.NOT_INSTALLED}. */
    Future<Void> disable(WorkspaceId workspace, String extensionKey);
}
