package dev.guildhall.core.database;

/**
 * Who a foreign session is.
 *
 * @param role logs in, and is a member of nothing
 * @param schema where names without a schema are looked for
 */
public record ForeignLogin(String role, String schema) {}
