package dev.guildhall.membership;

/** What has become of an invitation. */
public enum InvitationState {
    PENDING,
    ACCEPTED,
    DECLINED,
    REVOKED,
    /** Its time passed before anybody answered. */
    EXPIRED
}
