/**
 * The audit log: who changed what, when, from where and with which credential, in each workspace and on the platform.
 *
 * <p>An entry is written with the change it tells of, in one transaction, and is never changed again: the application's
 * role cannot. Each contains the hash of the one before, so that whoever owns the database cannot change the past
 * without it being found.
 *
 * <p>Owns the tables {@code audit_entry} and {@code audit_head}.
 */
package dev.guildhall.audit;
