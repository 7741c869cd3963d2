/**
 * Workspaces: their making, changing and deletion.
 *
 * <p>Owns the tables {@code workspace}, {@code workspace_usage} and {@code usage_count}. Publishes {@code workspace.created}, {@code workspace.updated} and
 * {@code workspace.deleted}; the last is recorded for the platform as well, for the workspace's history goes with it.
 */
package dev.guildhall.tenancy;
