package dev.guildhall.identity.internal;

/** Why a session ended before it expired. */
enum SessionEnd {
    SIGNED_OUT,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    TOKEN_REUSED,
    /** The platform role USER was taken from the account. */
    NOT_A_USER
}
