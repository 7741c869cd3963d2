package dev.guildhall.client;

/** How an organization stands with its app. One that this client does not know yet is read as null. */
public enum OrgStatus {
    ACTIVE,
    /** Everything can be read, nothing changed. */
    SUSPENDED,
    TRIALING
}
