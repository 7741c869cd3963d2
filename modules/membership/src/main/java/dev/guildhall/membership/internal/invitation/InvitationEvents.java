package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationMail;
import dev.guildhall.membership.InvitationState;
import io.vertx.core.json.JsonObject;

/** Records what happens to invitations, as facts of their workspace or organization. None of them carries a secret. */
final class InvitationEvents {

    private final Journal journal;

    InvitationEvents(Journal journal) {
        this.journal = journal;
    }

    void created(Tx tx, Invitation invitation, Authentication by) {
        record(tx, change("invitation.created", invitation, by).to(facts(invitation)), invitation);
    }

    void resent(Tx tx, Invitation former, Invitation invitation, Authentication by) {
        record(
                tx,
                change("invitation.resent", invitation, by).from(facts(former)).to(facts(invitation)),
                invitation);
    }

    /** How a pending invitation ended. */
    void closed(Tx tx, Invitation invitation, InvitationState state, Authentication by) {
        var type = switch (state) {
            case ACCEPTED -> "invitation.accepted";
            case DECLINED -> "invitation.declined";
            case REVOKED -> "invitation.revoked";
            case PENDING, EXPIRED -> throw new IllegalArgumentException("Nobody makes an invitation " + state);
        };
        var after = facts(invitation).put("state", state.name());
        record(tx, change(type, invitation, by).from(facts(invitation)).to(after), invitation);
    }

    /** Nobody gets it by mail as it is; why, as far as the mail server has said. */
    void undelivered(Tx tx, Invitation invitation, InvitationMail mail) {
        var change = change("invitation.undelivered", invitation, Authentication.SYSTEM, told(mail));
        record(tx, change.to(told(mail)), invitation);
    }

    private static JsonObject told(InvitationMail mail) {
        return new JsonObject()
                .put("mailState", mail.state().name())
                .put("reason", mail.reason().orElse(null));
    }

    private void record(Tx tx, Change change, Invitation invitation) {
        journal.record(tx, invitation.target().tenant(), change);
    }

    private static Change change(String type, Invitation invitation, Authentication by) {
        return change(type, invitation, by, new JsonObject());
    }

    private static Change change(String type, Invitation invitation, Authentication by, JsonObject more) {
        var data = new JsonObject()
                .put("invitationId", invitation.id().toString())
                .put("email", invitation.email().orElse(null))
                .put("role", invitation.roleName())
                .put("roleId", invitation.roleId())
                .put("delivery", invitation.delivery().name())
                .put("expiresAt", invitation.expiresAt().toString());
        invitation.target().team().ifPresent(team -> data.put("teamId", team.toString()));
        return Change.of(by, type).on(invitation.id()).telling(data.mergeIn(more));
    }

    private static JsonObject facts(Invitation invitation) {
        return new JsonObject()
                .put("email", invitation.email().orElse(null))
                .put("role", invitation.roleName())
                .put("delivery", invitation.delivery().name())
                .put("state", invitation.state().name())
                .put("expiresAt", invitation.expiresAt().toString());
    }
}
