package dev.guildhall.core.usage;

import dev.guildhall.core.id.WorkspaceId;

/**
 * Counts what no table tells of. It is written down every half a minute and at the end of a node, so that a node which dies
 * forgets what it has counted since. Safe for all threads.
 */
@FunctionalInterface
public interface UsageCounter {

    void add(WorkspaceId workspace, UsageMetric metric, long amount);
}
