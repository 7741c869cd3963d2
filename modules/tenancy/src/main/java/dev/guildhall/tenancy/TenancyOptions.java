package dev.guildhall.tenancy;

/**
 * How the tenancy module behaves on this node.
 *
 * @param selfServiceWorkspaces how many workspaces a user may own and have made without an administrator
 */
public record TenancyOptions(int selfServiceWorkspaces) {

    public static final TenancyOptions DEFAULT = new TenancyOptions(1);
}
