package dev.guildhall.launcher;

import java.nio.file.Path;
import java.util.Optional;

/** Runs the server for the author of an extension, on this machine alone. */
@FunctionalInterface
interface DevCommand {

    /**
     * What it is told beside the settings.
     *
     * @param project where the extension is built
     * @param extensionConfig a JSON file with its first configuration
     * @param unhurried whether calls may take as long as they like even without a debugger
     */
    record Work(Path project, Optional<Path> extensionConfig, boolean unhurried) {}

    /** The exit code of the process, when the server has ended. */
    int dev(Configuration configuration, Work work) throws Exception;
}
