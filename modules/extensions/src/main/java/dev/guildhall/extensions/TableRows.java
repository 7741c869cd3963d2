package dev.guildhall.extensions;

/**
 * A table of an extension, and what a rollback does to it.
 *
 * @param rows how many there are
 * @param former how many there were before the upgrade
 */
public record TableRows(String table, long rows, long former) {}
