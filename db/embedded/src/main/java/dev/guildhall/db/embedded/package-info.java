/**
 * A real PostgreSQL that lives and dies with this JVM, so that Guildhall starts with one command and no database
 * installed. The binaries come from Maven Central; the data directory stays on disk between starts.
 *
 * <p>Nothing here is asynchronous: call it from a worker thread.
 */
package dev.guildhall.db.embedded;
