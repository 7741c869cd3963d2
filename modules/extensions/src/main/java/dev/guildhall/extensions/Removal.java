package dev.guildhall.extensions;

/**
 * How to uninstall.
 *
 * @param purge whether the extension's data goes as well
 * @param force whether to remove it though others depend on it
 */
public record Removal(boolean purge, boolean force) {}
