package dev.guildhall.extensions;

import dev.guildhall.core.id.WorkspaceId;

/** An installation that somebody should look after. */
public record Concern(WorkspaceId workspace, String extensionKey, String version) {}
