/**
 * The one way to the database: jOOQ writes the SQL, the reactive PostgreSQL client runs it, and every statement runs
 * in a transaction that is scoped to one workspace, or on purpose to the whole platform. Row-level security keeps to
 * that scope whatever a statement says.
 */
package dev.guildhall.core.database;
