/**
 * What of a workspace goes into an archive of it. A module says so of its own tables with {@link
 * dev.guildhall.core.archive.ArchivedTables}, which it contributes when it is assembled, and has its part in what follows
 * from an import with {@link dev.guildhall.core.archive.ArchiveLifecycle}. Writing and reading archives is for the module
 * that does it.
 */
package dev.guildhall.core.archive;
