package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.mail.MailQueue;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.Users;
import dev.guildhall.membership.Invitations;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.UUID;

/** Puts invitations together. */
public final class InvitationsPart {

    private final Vertx vertx;
    private final Database database;
    private final Invitations invitations;

    public InvitationsPart(
            Vertx vertx,
            Database database,
            Workspaces workspaces,
            Users users,
            Seating seating,
            MailQueue mails,
            Journal journal,
            URI publicUrl,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.invitations = new PgInvitations(
                database,
                workspaces,
                users,
                seating,
                mails,
                new InvitationLetter(vertx, publicUrl),
                new InvitationEvents(journal),
                clock);
    }

    /** What is to be done when the program starts, before it serves. */
    public Future<Void> start() {
        return new InvitationKeys(database).fill();
    }

    public Invitations invitations() {
        return invitations;
    }

    /** Gives a role that is about to be deleted up where it is offered too late. */
    public Future<Void> releaseRole(Tx tx, WorkspaceId workspace, UUID role) {
        return new InvitationTable().closeExpired(tx, workspace, role).mapEmpty();
    }

    public Api api() {
        return new InvitationsApi(invitations, new InvitationPage(vertx));
    }
}
