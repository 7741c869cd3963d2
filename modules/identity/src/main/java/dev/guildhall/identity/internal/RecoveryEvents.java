package dev.guildhall.identity.internal;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;

/**
 * Notes for auditors how accounts are recovered and their addresses changed. None of it carries a secret, nor an address,
 * which is in the change of the account when there is one.
 */
final class RecoveryEvents {

    private static final String PASSWORD_LINK_SENT = "user.password_link_sent";
    private static final String PASSWORD_SET = "user.password_set";
    private static final String EMAIL_CHANGE_ASKED = "user.email_change_asked";
    private static final String EMAIL_CHANGED = "user.email_changed";
    private static final String EMAIL_CHANGE_CANCELLED = "user.email_change_cancelled";
    private static final String EMAIL_CHANGE_UNDONE = "user.email_change_undone";

    private final AuditLog audit = new AuditLog();

    void passwordLinkSent(Tx tx, UserId user, Authentication by) {
        note(tx, PASSWORD_LINK_SENT, user, by);
    }

    /** By a link. */
    void passwordSet(Tx tx, UserId user, Authentication by) {
        note(tx, PASSWORD_SET, user, by);
    }

    void emailChangeAsked(Tx tx, UserId user, Authentication by) {
        note(tx, EMAIL_CHANGE_ASKED, user, by);
    }

    void emailChanged(Tx tx, UserId user, Authentication by) {
        note(tx, EMAIL_CHANGED, user, by);
    }

    /** Before the new address has confirmed it. */
    void emailChangeCancelled(Tx tx, UserId user, Authentication by) {
        note(tx, EMAIL_CHANGE_CANCELLED, user, by);
    }

    void emailChangeUndone(Tx tx, UserId user, Authentication by) {
        note(tx, EMAIL_CHANGE_UNDONE, user, by);
    }

    private void note(Tx tx, String action, UserId user, Authentication by) {
        audit.append(tx, Tenant.PLATFORM, AuditEntry.of(by, action).on(user));
    }
}
