package dev.guildhall.core.security;

/** A role a user has on the whole installation, beside the roles held in workspaces. */
public enum PlatformRole {
    /** May do everything everywhere. */
    ADMIN,
    /** May sign in. */
    USER,
    /** May read a workspace while that workspace allows support access. */
    SUPPORT
}
