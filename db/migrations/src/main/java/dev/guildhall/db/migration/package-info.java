/**
 * The database schema as ordered SQL files in {@code db/migration}, and what brings a PostgreSQL up to them: roles,
 * grants, migrations. Used once at start, over JDBC and blocking; afterwards only the application role is used.
 */
package dev.guildhall.db.migration;
