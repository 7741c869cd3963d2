package dev.guildhall.host;

/**
 * A step of an extension's database schema, from a file like {@code V2__search_index.sql}.
 *
 * @param version 1 for the first step
 * @param description the file's name after the version, with blanks
 */
public record Migration(int version, String description, String sql) {}
