package dev.guildhall.membership;

/** Where the role comes from by which somebody reaches a workspace. */
public enum RoleScope {
    WORKSPACE,
    ORGANIZATION,
    TEAM
}
