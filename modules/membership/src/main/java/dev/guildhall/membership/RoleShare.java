package dev.guildhall.membership;

import java.util.List;

/**
 * A custom role, and permissions of an extension that it carries.
 *
 * @param permissions their names in their order
 */
public record RoleShare(String roleId, String role, List<String> permissions) {}
