package dev.guildhall.extensions;

/**
 * A table of an extension, and what a rollback or the removal of its data does to it.
 *
 * @param rows how many there are
 * @param former how many there will be: before the upgrade there were so many
 */
public record TableRows(String table, long rows, long former) {}
