package dev.guildhall.identity.internal;

/** Why a session ended before it expired. */
enum SessionEnd {
    SIGNED_OUT,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    TOKEN_REUSED,
    /** The platform role USER was taken from the account. */
    NOT_A_USER,
    /**
     * The token that an app had made was taken back, or the link to the provider's subject by which it was opened, or an
     * administrator took the second factors away, or a change of the account's address was undone.
     */
    REVOKED,
    /** Of an app's token: its user left the organization. */
    LEFT_ORGANIZATION,
    /** The identity provider by which it was opened says that the user signed out there. */
    PROVIDER_SIGNED_OUT
}
