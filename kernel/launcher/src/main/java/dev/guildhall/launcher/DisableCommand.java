package dev.guildhall.launcher;

/** Disables an extension in a workspace, named by its key or id, while no server need be running. */
@FunctionalInterface
interface DisableCommand {

    void disable(Configuration configuration, String workspace, String extensionKey) throws Exception;
}
