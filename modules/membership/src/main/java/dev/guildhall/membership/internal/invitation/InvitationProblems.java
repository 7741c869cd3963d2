package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationError;
import java.time.Duration;
import java.util.UUID;

/** The refusals, in words. */
final class InvitationProblems {

    private InvitationProblems() {}

    static Problem unknown(UUID id) {
        return InvitationError.NOT_FOUND.because("There is no invitation with the id " + id + " here.");
    }

    static Problem unknownToken() {
        return InvitationError.NOT_FOUND.because(
                "This is not the token of an invitation, or a newer mail has replaced it; use the newest you have.");
    }

    static Problem alreadyPending(String email) {
        return InvitationError.ALREADY_PENDING.onField(
                "email", "An invitation to " + email + " is pending already; resend it, or revoke it first.");
    }

    static Problem alreadyMember(String email, Host host) {
        return InvitationError.ALREADY_MEMBER.onField(
                "email", email + " is a member of this " + host.kind() + " already.");
    }

    static Problem youAreMember(Host host) {
        return InvitationError.ALREADY_MEMBER.because(
                "You are a member of this " + host.kind() + " already; the invitation is closed.");
    }

    static Problem notPending(Invitation invitation) {
        return InvitationError.NOT_PENDING.because(
                switch (invitation.state()) {
                    case ACCEPTED -> "The invitation was accepted already.";
                    case DECLINED -> "The invitation was declined; ask for a new one.";
                    case REVOKED -> "The invitation was taken back; ask for a new one.";
                    case EXPIRED -> "The invitation has expired; ask for a new one.";
                    case PENDING -> "The invitation is pending.";
                });
    }

    static Problem takenBack() {
        return InvitationError.NOT_PENDING.because(
                "Whoever made the invitation may not make it any more; ask for a new one.");
    }

    static Problem otherAddress() {
        return InvitationError.OTHER_ADDRESS.because(
                "The invitation is for another address than yours; sign in with the account it was sent to.");
    }

    static Problem addressNotProven() {
        return InvitationError.ADDRESS_NOT_PROVEN.because(
                "It is not known whether the address of your account is yours; use the token of the invitation.");
    }

    static Problem accountExists() {
        return InvitationError.ACCOUNT_EXISTS.because(
                "The invited address has an account: sign in with it and accept with the token alone.");
    }

    static Problem opensNoAccount() {
        return InvitationError.OPENS_NO_ACCOUNT.because(
                "An invitation handed on as a link opens no account: sign in with an account of the invited address, or"
                        + " ask for the invitation by mail.");
    }

    static Problem accountGone() {
        return CommonError.AUTH_TOKEN_INVALID.because("Your account was deleted meanwhile.");
    }

    static Problem tooManyByInviter(Duration wait) {
        return InvitationError.TOO_MANY
                .because("You have made " + InvitationLimits.BY_INVITER + " invitations today; go on tomorrow.")
                .withRetryAfter(wait);
    }

    static Problem tooManyByTenant(Tenant tenant, Duration wait) {
        return InvitationError.TOO_MANY
                .because("This " + tenant.publishedAs() + " has made " + InvitationLimits.BY_TENANT
                        + " invitations today; go on tomorrow.")
                .withRetryAfter(wait);
    }

    static Problem tooManyMails(Duration window) {
        return InvitationError.TOO_MANY_MAILS
                .onField("email", "The address was sent too many invitations; try again later.")
                .withRetryAfter(window);
    }
}
