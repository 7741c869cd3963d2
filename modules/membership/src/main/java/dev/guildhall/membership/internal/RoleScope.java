package dev.guildhall.membership.internal;

/** Where the role comes from by which somebody reaches a workspace. */
public enum RoleScope {
    WORKSPACE,
    ORGANIZATION,
    TEAM
}
