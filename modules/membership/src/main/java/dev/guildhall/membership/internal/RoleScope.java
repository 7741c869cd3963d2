package dev.guildhall.membership.internal;

/** Where the role comes from by which somebody is a member. */
enum RoleScope {
    WORKSPACE,
    ORGANIZATION
}
