package dev.guildhall.core.usage;

import dev.guildhall.core.id.WorkspaceId;

/** How much of something a workspace has used in a day, or has. */
public record UsageAmount(WorkspaceId workspace, UsageMetric metric, long amount) {}
