package dev.guildhall.extensions;

import java.util.Optional;

/**
 * How to uninstall.
 *
 * @param purge whether the extension's data goes as well
 * @param force whether to remove it though others depend on it
 * @param planHash the plan that was seen; empty when any will do
 */
public record Removal(boolean purge, boolean force, Optional<String> planHash) {}
