package dev.guildhall.membership.internal;

/** What the organization that a workspace belongs to allows in it. */
enum OrganizationStatus {
    /** The workspace belongs to no organization, or to one in good standing. */
    ACTIVE,
    /** Everything can be read, nothing changed. */
    SUSPENDED
}
