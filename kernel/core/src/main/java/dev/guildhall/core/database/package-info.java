/**
 * The one way to the database: jOOQ writes the SQL, the reactive PostgreSQL client runs it, and every statement runs
 * in a transaction of one {@link dev.guildhall.core.id.Tenant}. Row-level security shows it that tenant's rows, or all when
 * it is the platform's, whatever a statement says.
 *
 * <p>A statement that takes values is a {@link dev.guildhall.core.database.ParameterizedSql}: its places name the part of
 * a typed argument that each takes. What is written of a row stands once, in
 * {@link dev.guildhall.core.database.Columns}. A statement that jOOQ has no words for is written as text with the same
 * places, and names tables of its own module only.
 */
package dev.guildhall.core.database;
