/**
 * Workspaces: their making, changing and deletion.
 *
 * <p>Owns the table {@code workspace}. Publishes {@code workspace.created}, {@code workspace.updated} and
 * {@code workspace.deleted}; the last is told to the platform, for the workspace's own history is gone with it.
 */
package dev.guildhall.tenancy;
