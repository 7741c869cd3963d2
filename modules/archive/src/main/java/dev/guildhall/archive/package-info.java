/**
 * Takes a workspace along: all of it in one file, from which another server, or the same one, makes it again under ids of
 * its own.
 *
 * <p>An archive is a ZIP: {@code manifest.json} says what is in it, {@code tables/} has the rows of the platform's tables
 * and {@code extensions/} those of the extensions' own, with their artifacts. Rows are lines of JSON as PostgreSQL writes
 * them. The comment at its end is a signature over every byte before it, by a key of the server's that follows from its
 * master key. Which tables there are is for the modules to say, in {@link dev.guildhall.core.archive.ArchivedTables}.
 *
 * <p>Never in an archive: passwords, sessions, tokens, invitations, and secrets of any kind. Who comes in is matched to
 * accounts by address; what sends or calls out comes disabled. It records {@code workspace.exported} and {@code
 * workspace.imported}.
 *
 * <p>And takes a workspace or a person away: {@link dev.guildhall.archive.Erasures}, each with a receipt that is signed by the
 * same key. Owns the table {@code erasure}; records {@code erasure.requested} and {@code erasure.completed}.
 */
package dev.guildhall.archive;
