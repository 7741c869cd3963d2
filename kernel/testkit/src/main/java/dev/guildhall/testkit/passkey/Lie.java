package dev.guildhall.testkit.passkey;

/** What a message of an authenticator can be forged by, one part at a time. */
public enum Lie {
    NONE,
    /** As a page that looks like ours would get it. */
    OTHER_ORIGIN,
    OTHER_HOST,
    OTHER_CHALLENGE,
    /** An answer to another question. */
    OTHER_TYPE,
    /** From a frame in a page of another site. */
    CROSS_ORIGIN,
    USER_NOT_VERIFIED,
    USER_NOT_PRESENT,
    CHANGED_SIGNATURE,
    /** Signed by a key that is not the passkey's. */
    OTHER_KEY,
    /** A name of another account. */
    OTHER_ACCOUNT,
    /** No longer what may be kept in several places, or suddenly so. */
    OTHER_BACKUP,
    /** A count that was there before, as a copy of the passkey has it. */
    COUNT_GONE_BACK
}
