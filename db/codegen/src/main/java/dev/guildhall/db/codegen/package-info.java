/** The build step that generates jOOQ's classes from the migrated schema; no part of the running program. */
package dev.guildhall.db.codegen;
